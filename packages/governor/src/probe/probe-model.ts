import { join } from "node:path";
import { type Digest, PlimsollError } from "@plimsoll/foundation";
import {
  type Cell,
  DIMENSIONS,
  REQUIRED_CELLS,
  type Subject,
  type Tally,
  trialsIn,
  type WindowSet,
} from "@plimsoll/kernel";
import type { Site } from "../site/site.ts";
import { takeEvaluationLease } from "./evaluation-lease.ts";
import { trialLines } from "./journal-row.ts";
import { ProbeJournal } from "./probe-journal.ts";
import type { ProbePlan } from "./probe-plan.ts";
import {
  JOURNAL,
  probeSeed,
  probeSetDigest,
  type ProbeSet,
  revealProbeSet,
  sealedProbeSet,
  sealProbeSet,
} from "./probe-set-seal.ts";
import { recordSet } from "./record-set.ts";
import { setFolder } from "./set-folder.ts";
import { nameOf, nextSetName, openSetOf, ordinalOf, setOf, setsOf } from "./subject-sets.ts";
import { talliesOf, targetBroken, tasksOf, tryTrials } from "./try-trials.ts";

/** How a probing ended: its set closed, or a person interrupted and the set stays open. */
export interface Probed {
  /** Null where it was interrupted before a set was registered. */
  readonly set: string | null;
  readonly outcome: "closed" | "interrupted";
  /** What was tried so far. */
  readonly tallies: Readonly<Record<Cell, Tally>>;
}

/**
 * Probes one window set with the battery of a target, in this order and no other: the probe set sealed and registered, the beacon drawn, a
 * lease taken, everything tried and kept in a journal, recorded, closed, and the probe set revealed (spec E-180 to E-187). A set that an
 * earlier process left open is gone on with where it stands.
 *
 * Throws `RefusedError` where the kernel refuses; `PROBE_SET_DIFFERS`, `WEIGHTS_DIFFER` and `PROBE_JOURNAL_MALFORMED` for an open set or files
 * that are another's; `PROBE_BUDGET_SPENT` and `PROBE_TARGET_BROKEN` with the set left open.
 */
export async function probeModel(plan: ProbePlan): Promise<Probed> {
  settle(plan);
  await practise(plan).catch((fault: unknown) => {
    if (!plan.signal.aborted) throw fault;
  });
  if (plan.signal.aborted) return { set: null, outcome: "interrupted", tallies: talliesOf([]) };
  const { set, probeSet } = registered(plan);
  const seed = probeSeed(probeSet, pulseOf(set));
  using journal = new ProbeJournal(join(setFolder(plan.directory, set.set), JOURNAL), set);
  plan.target.keepAccount?.(journal.spent, (tokensAtMost) => journal.keep({ kind: "asked", tokensAtMost }));
  await tryUnderLease(plan, set, journal, seed);
  journal.sync();
  const tallies = talliesOf(trialLines(journal.rows));
  if (plan.signal.aborted) return { set: set.set, outcome: "interrupted", tallies };
  recordSet({ site: plan.site, set: set.set, target: plan.target, rows: journal.rows, seed });
  plan.site.must(`windows.close:${set.set}`, { type: "windows.close", set: set.set });
  revealProbeSet(plan.directory, set.set);
  return { set: set.set, outcome: "closed", tallies };
}

/** Lets what is overdue close, and reveals what has closed since: by its deadline, or before a crash could reveal it. */
function settle({ site, subject, directory }: ProbePlan): void {
  site.must(`tick:probe/${nameOf(subject)}/${site.now()}`, { type: "tick", holders: [] });
  for (const { set, closedAt } of setsOf(site, subject)) if (closedAt !== null) revealProbeSet(directory, set);
}

/** A weak agent fails to come to an outcome now and then; one that never does cannot be measured. */
const PRACTICE_TRIALS_MAX = 12;

/** Trials that count for nothing: an agent that cannot be reached is found out before a window is spent on it. */
async function practise({ target, site, subject, pace, signal }: ProbePlan): Promise<void> {
  if (openSetOf(site, subject) !== null) return;
  for (let trial = 0; trial < PRACTICE_TRIALS_MAX; trial += 1) {
    await pace(signal);
    const dimension = DIMENSIONS[trial % DIMENSIONS.length]!;
    const { outcome } = await target.trial({ dimension, context: "EVAL", index: trial, seed: "practice" }, signal);
    if (outcome !== "void") return;
  }
  throw targetBroken(`${PRACTICE_TRIALS_MAX} trials for practice without an outcome`);
}

/** The open set of the subject, else a new one; drawn in either case. */
function registered(plan: ProbePlan): { readonly set: WindowSet; readonly probeSet: ProbeSet } {
  const { site, subject, target, digest, directory } = plan;
  const open = openSetOf(site, subject);
  const name = open ?? nextSetName(site, subject);
  const asked = { set: name, target: target.name, battery: target.probeSet };
  const probeSet =
    open === null ? sealProbeSet(directory, { ...asked, salt: plan.salt() }) : sealedProbeSet(directory, open);
  if (open === null && probeSet !== null) register(plan, name, probeSet);
  const set = setOf(site, name);
  if (set.digest !== digest) throw otherWeights(set, digest);
  if (probeSet === null || set.probeSet !== probeSetDigest({ ...probeSet, ...asked })) throw otherProbes(set);
  draw(site, set);
  return { set: setOf(site, name), probeSet };
}

function register({ site, subject, digest, target }: ProbePlan, set: string, probeSet: ProbeSet): void {
  site.must(`windows.register:${set}`, {
    type: "windows.register",
    set,
    subject,
    digest,
    probeSet: probeSetDigest(probeSet),
    categories: target.categories.length,
    pairing: target.pairing,
  });
}

function draw(site: Site, { set, digest, probeSet, trials, pulse }: WindowSet): void {
  if (pulse !== null) return;
  const drawn = site.beacon.pulse({ set, digest, probeSet, trials });
  site.must(`windows.draw:${set}`, { type: "windows.draw", set, pulse: drawn });
}

async function tryUnderLease(plan: ProbePlan, set: WindowSet, journal: ProbeJournal, seed: string): Promise<void> {
  const { site, target, budget, pace, timers, onProgress } = plan;
  using lease = takeEvaluationLease(site, timers, set.set);
  const trialsTotal = REQUIRED_CELLS.length * set.trials;
  const tell = (tallies: Readonly<Record<Cell, Tally>>) =>
    onProgress({ set: set.set, trials: sumOfTrials(tallies), trialsTotal, tallies });
  tell(talliesOf(trialLines(journal.rows)));
  const signal = AbortSignal.any([plan.signal, lease.fault]);
  const tasks = tasksOf(target, ordinalOf(site, set), isRetested(site, set.subject));
  await tryTrials({ target, journal, trials: set.trials, seed, tasks, budget, pace, onTrial: tell, signal });
  lease.fault.throwIfAborted();
}

const sumOfTrials = (tallies: Readonly<Record<Cell, Tally>>): number =>
  Object.values(tallies).reduce((sum, tally) => sum + trialsIn(tally), 0);

const isRetested = ({ state }: Site, subject: Subject): boolean =>
  subject.kind === "run" && state.runs.get(subject.run)?.correction.retest !== null;

function pulseOf(set: WindowSet): Digest {
  if (set.pulse === null) throw new Error(`window set "${set.set}" was not drawn`);
  return set.pulse;
}

/** Trials of one set on two models would be evidence about neither. */
const otherWeights = ({ set, digest }: WindowSet, received: Digest): PlimsollError =>
  new PlimsollError({
    code: "WEIGHTS_DIFFER",
    expected: `the weights ${digest}, for which the open set "${set}" was registered`,
    received,
    fix: "probe those weights, or leave the set to its deadline",
  });

/** Probes are drawn from what was registered, or not at all. */
const otherProbes = ({ set, probeSet }: WindowSet): PlimsollError =>
  new PlimsollError({
    code: "PROBE_SET_DIFFERS",
    expected: `the probe set ${probeSet}, with which "${set}" was registered`,
    received: "another target, or an open set of another prober",
    fix: "probe with the target that the set was begun with, or leave the set to its deadline",
  });
