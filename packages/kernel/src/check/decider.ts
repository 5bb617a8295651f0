import { type Decision, decide } from "../decide.ts";
import type { StampedCommand } from "../command/stamped-command.ts";
import { power } from "../power/power.ts";
import type { PowerLevel } from "../power/power-level.ts";
import type { KernelState } from "../state/state.ts";

/** The kernel as it is checked: the functions are passed in, so that a weakened one can show that the check finds it. */
export interface Decider {
  readonly decide: (state: KernelState, command: StampedCommand) => Decision;
  readonly power: (state: KernelState, subject: string, nowMs: number) => PowerLevel;
}

/** The kernel itself, as the checks take a decider. */
export const theKernel: Decider = { decide, power };
