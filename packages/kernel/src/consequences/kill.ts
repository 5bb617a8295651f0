import type { Digest } from "@plimsoll/foundation";
import type { Cell } from "../control/cell.ts";
import { trainedOn } from "../control/frozen.ts";
import { taintedBy } from "../control/tainted.ts";
import type { EntryBody, KillTrigger } from "../entry/entry.ts";
import { thingsInside } from "../graph/graph.ts";
import type { Lease } from "../state/lease.ts";
import type { Lineage } from "../state/lineage.ts";
import type { Run } from "../state/run.ts";
import type { KernelState } from "../state/state.ts";

/**
 * Takes the whole lineage (ACB-K §5.2): its active runs, the deployments that contain it and all their leases end, the newest
 * weights are frozen, the data contaminated. What the ledger says here is an order; the governor carries it out and brings
 * the proof of death.
 */
export function killEntries(
  state: KernelState,
  lineage: Lineage,
  trigger: KillTrigger,
  cell: Cell | null,
): EntryBody[] {
  const runs = lineage.runs.flatMap((name) => activeRun(state, name));
  const deployments = activeDeployments(state, lineage.lineage);
  const weights = weightsOf(state, lineage, runs, deployments);
  return [
    {
      kind: "kill.ordered",
      lineage: lineage.lineage,
      trigger,
      cell,
      killEpoch: lineage.killEpoch + 1,
      runs: runs.map(({ run }) => run),
      deployments,
      leases: leasesOf(state, lineage.lineage, new Set(deployments)),
      output: "forensic-shutdown",
    },
    ...weights.map((digest): EntryBody => ({
      kind: "snapshot.frozen",
      lineage: lineage.lineage,
      digest,
      output: "forensic-shutdown",
    })),
    ...taintedBy(state, datasetsOf(state, runs, weights)).map((dataset): EntryBody => ({
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

const activeDeployments = (state: KernelState, lineage: string): readonly string[] =>
  state.deployments
    .sorted()
    .filter(([, { lineages, ended }]) => !ended && lineages.includes(lineage))
    .map(([name]) => name);

const leasesOf = (state: KernelState, lineage: string, deployments: ReadonlySet<string>): readonly string[] =>
  state.leases
    .sorted()
    .filter(([, lease]) => isOfLineage(state, lease, lineage) || isOfDeployment(state, lease, deployments))
    .map(([name]) => name);

/** A run's own leases, those of a run that ended meanwhile, and probes of any digest of the lineage. */
function isOfLineage(state: KernelState, { run, set }: Lease, lineage: string): boolean {
  if (run !== null && state.runs.get(run)?.lineage === lineage) return true;
  return set !== null && state.windowSets.get(set)?.lineage === lineage;
}

function isOfDeployment(state: KernelState, { set }: Lease, deployments: ReadonlySet<string>): boolean {
  const subject = set === null ? undefined : state.windowSets.get(set)?.subject;
  return subject?.kind === "deployment" && deployments.has(subject.deployment);
}

/** What is frozen: the newest weights of the active runs and what is deployed of the lineage; where there is neither, what its ended runs left. */
function weightsOf(
  state: KernelState,
  { lineage, runs: all }: Lineage,
  runs: readonly Run[],
  deployments: readonly string[],
): readonly Digest[] {
  const deployed = deployments
    .flatMap((name) => state.deployments.get(name)?.graph.nodes ?? [])
    .flatMap(thingsInside)
    .filter((digest) => state.checkpoints.get(digest)?.lineage === lineage);
  const active = new Set([...headsOf(runs), ...deployed]);
  if (active.size > 0) return [...active].toSorted();
  return [...new Set(headsOf(all.flatMap((name) => state.runs.get(name) ?? [])))].toSorted();
}

const headsOf = (runs: readonly Run[]): readonly Digest[] => runs.flatMap(({ head }) => head ?? []);

/** What the killed runs use, and what the frozen weights were trained on: a new run does not launder old data. */
const datasetsOf = (state: KernelState, runs: readonly Run[], weights: readonly Digest[]): readonly Digest[] => [
  ...new Set([
    ...runs.flatMap(({ datasets }) => datasets),
    ...weights.flatMap((digest) => [...trainedOn(state, digest)]),
  ]),
];
