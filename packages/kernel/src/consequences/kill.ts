import type { EntryBody, KillTrigger } from "../entry/entry.ts";
import type { Cell } from "../control/cell.ts";
import type { KernelState } from "../state/state.ts";
import type { Run } from "../state/run.ts";

/**
 * Takes the whole lineage (ACB-K §5.2): every run and lease ends, the weights are frozen, the data contaminated.
 * What the ledger says here is an order; the governor carries it out and brings the proof of death.
 */
export function killEntries(state: KernelState, doomed: Run, trigger: KillTrigger, cell: Cell | null): EntryBody[] {
  const lineage = state.lineages.get(doomed.lineage);
  if (lineage === undefined) throw new Error(`run "${doomed.run}" has no lineage`);
  const runs = lineage.runs.flatMap((name) => activeRun(state, name));
  const names = new Set(runs.map((run) => run.run));
  const leases = state.leases
    .sorted()
    .filter(([, lease]) => names.has(lease.run))
    .map(([name]) => name);
  const heads = new Set(runs.flatMap((run) => (run.head === null ? [] : [run.head])));
  const datasets = new Set(runs.flatMap((run) => run.datasets));
  return [
    {
      kind: "kill.ordered",
      lineage: lineage.lineage,
      trigger,
      cell,
      killEpoch: lineage.killEpoch + 1,
      runs: [...names],
      leases,
      output: "forensic-shutdown",
    },
    ...[...heads].map((digest): EntryBody => ({
      kind: "snapshot.frozen",
      lineage: lineage.lineage,
      digest,
      output: "forensic-shutdown",
    })),
    ...[...datasets].map((dataset): EntryBody => ({
      kind: "data.contaminated",
      dataset,
      lineage: lineage.lineage,
      output: "forensic-shutdown",
    })),
  ];
}

function activeRun(state: KernelState, name: string): Run[] {
  const run = state.runs.get(name);
  return run === undefined || run.ended ? [] : [run];
}
