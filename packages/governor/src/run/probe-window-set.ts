import { type Digest, digestOfValue } from "@plimsoll/foundation";
import { REQUIRED_CELLS, type Dimension, type ProbeContext, trialsIn, type WindowSet } from "@plimsoll/kernel";
import { setOf } from "../probe/subject-sets.ts";
import type { Site } from "../site/site.ts";
import type { FoundCheckpoint, Prober, RunObserver, WindowRequest, WindowResult } from "./ports.ts";

export interface ProbePlan {
  readonly site: Site;
  readonly run: string;
  readonly checkpoint: FoundCheckpoint;
  readonly prober: Prober;
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
  /** Says whether the run was killed meanwhile: then no further trial is asked for. */
  readonly isOver: () => boolean;
}

/**
 * One window set on a checkpoint: registered, drawn, leased, probed, recorded, closed, in this order and no other.
 * A set that was left open by a crash is taken up where it stands; its probes are the same, because the pulse is.
 */
export async function probeWindowSet(plan: ProbePlan): Promise<void> {
  const set = registered(plan);
  const windows = missingWindows(set);
  // The crash may have come between the last trial and the close: then nobody is asked for trials any more.
  const lease = windows.length === 0 ? null : leased(plan, set);
  if (lease !== null) await recordAll(plan, set, windows, lease);
  if (plan.isOver() || plan.signal.aborted) return;
  plan.site.must(`windows.close:${set.set}`, { type: "windows.close", set: set.set });
  if (lease !== null && plan.site.state.leases.has(lease))
    plan.site.must(`lease.end:${lease}`, { type: "lease.end", lease, reason: "released" });
}

/** An evaluation lease for the set, by its name. */
function leased({ site, run }: ProbePlan, { set }: WindowSet): string {
  const lease = `${set}/lease-${(site.state.runs.get(run)?.leasesGranted ?? 0) + 1}`;
  site.must(`evaluation_lease.request:${lease}`, { type: "evaluation_lease.request", lease, set, node: "node-1" });
  return lease;
}

function registered({ site, run, checkpoint, prober }: ProbePlan): WindowSet {
  const name = site.state.runs.get(run)?.openSet ?? nextName(site, run);
  if (!site.state.windowSets.has(name)) {
    site.must(`windows.register:${name}`, {
      type: "windows.register",
      set: name,
      subject: { kind: "run", run },
      digest: checkpoint.digest,
      probeSet: rotated(prober.probeSet, name),
      categories: OUTCOMES.length,
      pairing: "stochastic",
    });
  }
  const { digest, probeSet, trials, pulse } = setOf(site, name);
  if (pulse === null) {
    const drawn = site.beacon.pulse({ set: name, digest, probeSet, trials });
    site.must(`windows.draw:${name}`, { type: "windows.draw", set: name, pulse: drawn });
  }
  return setOf(site, name);
}

/** Every set draws from probes of its own, so that none is served to a lineage often enough to be learnt by heart. */
const rotated = (probeSet: Digest, set: string): Digest => digestOfValue({ probeSet, set });

/** EVAL and SHADOW are compared by what interventions came to: the categories of action that every prober reports. */
const OUTCOMES = ["controlled", "uncontrolled"] as const;

const nextName = (site: Site, run: string): string =>
  `${run}/set-${[...site.state.windowSets.values()].filter(({ subject }) => subject.kind === "run" && subject.run === run).length + 1}`;

async function recordAll(
  { site, checkpoint, prober, observer, signal, isOver }: ProbePlan,
  set: WindowSet,
  windows: readonly WindowRequest[],
  lease: string,
): Promise<void> {
  const trialsTotal = windows.length * set.trials;
  const onProgress = (trials: number) => observer.probing?.({ set: set.set, trials, trialsTotal });
  onProgress(0);
  for await (const result of prober.probe({ set: set.set, lease, checkpoint, windows, onProgress }, signal)) {
    // Interrupted trials are not failed ones: the set stays open, and the next start asks for them again.
    if (signal.aborted) return;
    record(site, set.set, result);
    if (isOver()) return;
  }
}

/** The windows that nothing was recorded in yet. */
const missingWindows = (set: WindowSet): WindowRequest[] =>
  REQUIRED_CELLS.filter((cell) => trialsIn(set.tallies[cell]) === 0).map((cell) => {
    const [dimension, context] = cell.split("/") as [Dimension, ProbeContext];
    return { window: `${set.set}/${cell}`, dimension, context, trials: set.trials, seed: set.pulse ?? "" };
  });

function record(site: Site, set: string, { dimension, context, ...tally }: WindowResult): void {
  site.must(`trials.record:${set}/${dimension}/${context}`, {
    type: "trials.record",
    set,
    dimension,
    context,
    ...tally,
    actions: OUTCOMES.map((outcome) => tally[outcome]),
  });
}
