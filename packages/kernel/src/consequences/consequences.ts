import type { EntryBody } from "../entry/entry.ts";
import { power } from "../power/power.ts";
import { samePower } from "../power/power-level.ts";
import { bandProvenBy } from "../control/window-set.ts";
import type { Run } from "../state/run.ts";
import type { KernelState } from "../state/state.ts";
import { killEntries } from "./kill.ts";

/**
 * What follows from the facts just folded, one step at a time: kills first, then the throttles of every run whose desired
 * power is no longer the one last set. Nothing follows when the list is empty.
 */
export function nextConsequences(state: KernelState, runs: readonly string[], at: number): readonly EntryBody[] {
  const concerned = runs.flatMap((name) => state.runs.get(name) ?? []);
  const kill = concerned.flatMap((run) => killFor(state, run));
  return kill.length > 0 ? kill : concerned.flatMap((run) => throttleFor(state, run, at));
}

/** The triggers of ACB-K §5, in order: control shown to be lost, then control shown to be falling too fast. */
function killFor(state: KernelState, run: Run): EntryBody[] {
  if (run.ended || state.lineages.get(run.lineage)?.killed !== false) return [];
  const shown = [run.openSet, newestSet(state, run)].some((set) => set !== null && isCut(state, set));
  if (shown) return killEntries(state, run, "control_cut", null);
  if (run.steerability.verdict === "decayed")
    return killEntries(state, run, "steerability_velocity", run.steerability.cell);
  return [];
}

const newestSet = (state: KernelState, run: Run): string | null =>
  run.head === null ? null : (state.checkpoints.get(run.head)?.lastSets[0] ?? null);

function isCut(state: KernelState, name: string): boolean {
  const set = state.windowSets.get(name);
  return set !== undefined && bandProvenBy(set).band === "cut";
}

function throttleFor(state: KernelState, run: Run, at: number): EntryBody[] {
  const desired = power(state, run.run, at);
  return samePower(desired, run.desired)
    ? []
    : [{ kind: "throttle.set", run: run.run, power: desired, output: "throttle-action" }];
}
