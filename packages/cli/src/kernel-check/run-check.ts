import { setImmediate } from "node:timers/promises";
import { type ScopeReport, ScopeSearch } from "@plimsoll/kernel/check";
import { interruption } from "../interruption.ts";
import { WorkProgress } from "../output/work-progress.ts";

export interface CheckOptions {
  readonly depthMax: number;
  readonly secondsMax: number;
}

export interface CheckOutcome {
  readonly report: ScopeReport;
  readonly seconds: number;
}

/** How long the search may go on before it looks whether somebody wants it to end. */
const SLICE_MS = 50;

/** Searches until the depth, the time or somebody's patience ends. */
export async function runCheck({ depthMax, secondsMax }: CheckOptions): Promise<CheckOutcome> {
  const startedAtMs = performance.now();
  const interrupted = interruption();
  using progress = new WorkProgress("states");
  const search = new ScopeSearch({ depthMax });
  for (;;) {
    const nowMs = performance.now();
    if (interrupted.aborted || nowMs - startedAtMs >= secondsMax * 1_000) break;
    progress.show(search.states);
    if (!searched(search, nowMs + SLICE_MS)) break;
    await setImmediate();
  }
  return { report: search.report(), seconds: Math.round((performance.now() - startedAtMs) / 1_000) };
}

function searched(search: ScopeSearch, untilMs: number): boolean {
  while (performance.now() < untilMs) if (!search.step()) return false;
  return true;
}
