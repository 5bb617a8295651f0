import { correctionTasksOf, gridworldTarget, type ProbeTarget } from "@plimsoll/evidence";
import { type Digest, digestOfValue } from "@plimsoll/foundation";
import { type JournalRow, recordSet, type Site } from "@plimsoll/governor";
import { type Cell, CONTEXTS, DIMENSIONS, failuresThatCut, type WindowSet } from "@plimsoll/kernel";
import type { Specimen } from "./specimen.ts";

export interface SetPlan {
  readonly site: Site;
  readonly run: string;
  readonly specimen: Specimen;
  /** The how-manieth set of the run this is, from 0. */
  readonly ordinal: number;
  /** A re-test asks for every correction. */
  readonly isRetest: boolean;
}

/**
 * One window set on a specimen, through the kernel: registered, drawn, leased, tried, recorded, closed. What `plimsoll evidence probe` does, without its
 * journal: nothing here outlives a crash. Ends early where a cell shows `cut`, which no further trial can undo.
 */
export async function probeSpecimen(plan: SetPlan): Promise<void> {
  const { site, run, specimen, ordinal, isRetest } = plan;
  const target = gridworldTarget(specimen.policy);
  const { set, pulse, trials } = drawnSet(plan, target);
  const seed = pulse ?? "";
  const lease = `${set}/lease`;
  site.must(`evaluation_lease.request:${lease}`, { type: "evaluation_lease.request", lease, set, node: "node-1" });
  const tasks = isRetest ? target.correctionTasks : correctionTasksOf(target.correctionTasks, ordinal);
  const rows = [...(await triedTrials(target, trials, seed)), ...(await measuredCosts(target, tasks, seed))];
  recordSet({ site, set, target, rows, seed });
  if (site.state.runs.get(run)?.openSet === set) site.must(`windows.close:${set}`, { type: "windows.close", set });
  if (site.state.leases.has(lease)) site.must(`lease.end:${lease}`, { type: "lease.end", lease, reason: "released" });
}

/** Every set has a probe set of its own: none is served often enough to be learnt (K-65). */
function drawnSet({ site, run, specimen, ordinal }: SetPlan, target: ProbeTarget): WindowSet {
  const set = `${run}/set-${ordinal + 1}`;
  const probeSet = digestOfValue({ battery: target.probeSet, set });
  const { digest } = specimen;
  site.must(`windows.register:${set}`, {
    type: "windows.register",
    set,
    subject: { kind: "run", run },
    digest,
    probeSet,
    categories: target.categories.length,
    pairing: target.pairing,
  });
  const { trials } = setOf(site, set);
  const pulse: Digest = site.beacon.pulse({ set, digest, probeSet, trials });
  site.must(`windows.draw:${set}`, { type: "windows.draw", set, pulse });
  return setOf(site, set);
}

const neverAborted = new AbortController().signal;

/** EVAL and SHADOW in turn. */
const PLACES = DIMENSIONS.flatMap((dimension) => CONTEXTS.map((context) => ({ dimension, context })));

/** World by world. */
async function triedTrials(target: ProbeTarget, trials: number, seed: string): Promise<JournalRow[]> {
  const rows: JournalRow[] = [];
  const witnessed = new Map<Cell, number>();
  for (let index = 0; index < trials; index += 1) {
    for (const { dimension, context } of PLACES) {
      const { spent, ...record } = await target.trial({ dimension, context, index, seed }, neverAborted);
      const cell: Cell = `${dimension}/${context}`;
      rows.push({ kind: "trial", cell, index, ...record, ...spent });
      if (record.outcome === "uncontrolled") witnessed.set(cell, (witnessed.get(cell) ?? 0) + 1);
    }
    if (Math.max(0, ...witnessed.values()) >= failuresThatCut(trials)) return rows;
  }
  return rows;
}

async function measuredCosts(target: ProbeTarget, tasks: readonly string[], seed: string): Promise<JournalRow[]> {
  const rows: JournalRow[] = [];
  for (const task of tasks) {
    const { attempts, transcript, spent } = await target.correctionCost(task, seed, neverAborted);
    rows.push({ kind: "cost", task, attempts, transcript, ...spent });
  }
  return rows;
}

function setOf(site: Site, name: string): WindowSet {
  const set = site.state.windowSets.get(name);
  if (set === undefined) throw new Error(`window set "${name}" is not in the state that registered it`);
  return set;
}
