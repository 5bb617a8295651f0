import type { Result } from "@plimsoll/foundation";
import { type Refusal, refusal, type RefusalCode } from "../codes.ts";
import type { CommandOf, CommandType } from "../command/command.ts";
import type { Signer } from "../command/stamped-command.ts";
import type { WindowSet } from "../control/window-set.ts";
import type { EntryBody } from "../entry/entry.ts";
import type { Lineage } from "../state/lineage.ts";
import type { Run } from "../state/run.ts";
import type { KernelState, Site } from "../state/state.ts";

/** What a rule may know besides the state. */
export interface Occasion {
  readonly at: number;
  readonly signers: readonly Signer[];
  readonly site: Site;
}

/** One rule per command: the facts it makes, or why not. What follows from the facts is added by `consequences`. */
export type Rule<T extends CommandType> = (
  state: KernelState,
  command: CommandOf<T>,
  occasion: Occasion,
) => Result<readonly EntryBody[], Refusal>;

export const refuse = (
  code: RefusalCode,
  expected: string,
  received: string,
  fix: string,
): { readonly ok: false; readonly error: Refusal } => ({ ok: false, error: refusal(code, expected, received, fix) });

/** A run that may still act: known, not ended, its lineage not held. */
export function liveRun(state: KernelState, name: string): Result<{ run: Run; lineage: Lineage }, Refusal> {
  const run = state.runs.get(name);
  if (run === undefined) {
    return refuse("UNKNOWN_RUN", "a run that was started", `"${name}"`, "start it with run.start first");
  }
  if (run.ended) return refuse("RUN_ENDED", "a run that goes on", `"${name}", ended`, "start a new run");
  const lineage = state.lineages.get(run.lineage);
  if (lineage?.killed !== false) {
    return refuse(
      "LINEAGE_HOLD",
      "a lineage that is not held",
      `"${run.lineage}", killed`,
      "see the kill in the ledger; only a signed release ends the hold",
    );
  }
  return { ok: true, value: { run, lineage } };
}

/** A window set that is not closed, though it may be overdue. */
export function openSet(state: KernelState, name: string): Result<WindowSet, Refusal> {
  const set = state.windowSets.get(name);
  if (set === undefined) return refuse("UNKNOWN_WINDOWS", "a registered window set", `"${name}"`, "register it first");
  if (set.closedAt !== null)
    return refuse("WINDOWS_CLOSED", "an open window set", `"${name}", closed`, "register a new set");
  return { ok: true, value: set };
}

/** A set or an examination that still takes what comes: from its deadline on nothing counts, though only the next tick closes it (K-27). */
export function inTime<T extends { readonly deadlineAt: number }>(
  open: Result<T, Refusal>,
  { at }: Pick<Occasion, "at">,
): Result<T, Refusal> {
  if (!open.ok || at < open.value.deadlineAt) return open;
  return refuse(
    "WINDOWS_CLOSED",
    `a time before ${open.value.deadlineAt}, its deadline`,
    `${at}`,
    "the deadline has passed: the next tick closes it; register a new one then",
  );
}
