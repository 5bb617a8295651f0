import { setImmediate } from "node:timers/promises";
import { type CheckReport, ModelCheck, SMALL_SCOPE, THE_EXPERIMENT, WHOLE_SCOPE } from "@plimsoll/sovereignty";
import { interruption } from "../interruption.ts";
import { WorkProgress } from "../output/work-progress.ts";

export interface ModelCheckOutcome {
  readonly report: CheckReport;
  /** Whether the check came to its end: somebody may have stopped it. */
  readonly isFinished: boolean;
  readonly seconds: number;
}

/** How long the check may go on before it looks whether somebody wants it to end. */
const SLICE_MS = 50;

/** Checks until everything in the scope is tried or somebody's patience ends. */
export async function runModelCheck(isSmall: boolean): Promise<ModelCheckOutcome> {
  const startedAtMs = performance.now();
  const interrupted = interruption();
  using progress = new WorkProgress("states");
  const check = new ModelCheck(THE_EXPERIMENT, isSmall ? SMALL_SCOPE : WHOLE_SCOPE);
  let isFinished = false;
  while (!isFinished && !interrupted.aborted) {
    isFinished = checkedUntil(check, performance.now() + SLICE_MS);
    progress.show(check.states);
    await setImmediate();
  }
  return { report: check.report(), isFinished, seconds: Math.round((performance.now() - startedAtMs) / 1_000) };
}

function checkedUntil(check: ModelCheck, untilMs: number): boolean {
  while (performance.now() < untilMs) if (!check.step()) return true;
  return false;
}
