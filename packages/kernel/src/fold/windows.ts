import { cellOf, perCell } from "../control/cell.ts";
import { pooledSeries } from "../control/series.ts";
import { EMPTY_TALLY, withFailures, type WindowSet } from "../control/window-set.ts";
import { gapAfterClose } from "../credit/gap-memory.ts";
import { withProbeSetUse } from "../credit/rotation.ts";
import type { EntryBodyOf } from "../entry/entry.ts";
import { attemptsOnThings } from "../graph/attempts-on-things.ts";
import { costSeriesAfter } from "../lock-in/correction-cost.ts";
import { costPointOf } from "../lock-in/cost-point.ts";
import type { Deployment } from "../state/deployment.ts";
import type { Lineage } from "../state/lineage.ts";
import { type KernelState, walletKey } from "../state/state.ts";
import { quarterOf } from "../wallet/quarter.ts";
import { changed, changeRun, changeSet, type Fold, must } from "./change.ts";
import { noted } from "./wallet.ts";

export const windowsRegistered: Fold<"windows.registered"> = (state, entry) => {
  const { set, subject, digest, probeSet, categories, pairing, trials, deadlineAt, attempts, at } = entry;
  const windowSet: WindowSet = {
    set,
    subject,
    lineage: subject.kind === "release" ? subject.lineage : lineageOf(state, entry),
    digest,
    probeSet,
    categories,
    pairing,
    trials,
    deadlineAt,
    attempts,
    pulse: null,
    tallies: perCell(() => EMPTY_TALLY),
    actions: perCell(() => Array.from({ length: categories }, () => 0)),
    pairs: {},
    discriminator: null,
    costs: [],
    closedAt: null,
    gap: null,
    detectability: null,
  };
  const registered = { ...state, windowSets: state.windowSets.set(set, windowSet) };
  const used = lineagesOf(registered, windowSet).reduce(
    (before, lineage) => changeLineage(before, lineage, (known) => withProbeSetUse(known, probeSet)),
    registered,
  );
  return withOpenSet(countedAgainstCap(used, windowSet, at), windowSet, set);
};

const lineageOf = (state: KernelState, { subject }: EntryBodyOf<"windows.registered">): string | null =>
  subject.kind === "run" ? must(state.runs, subject.run).lineage : null;

function lineagesOf(state: KernelState, { subject, lineage }: WindowSet): readonly string[] {
  if (subject.kind === "deployment") return must(state.deployments, subject.deployment).lineages;
  return lineage === null ? [] : [lineage];
}

const changeLineage = (state: KernelState, name: string, change: (before: Lineage) => Lineage): KernelState => ({
  ...state,
  lineages: changed(state.lineages, name, change),
});

const changeDeployment = (
  state: KernelState,
  name: string,
  change: (before: Deployment) => Deployment,
): KernelState => ({ ...state, deployments: changed(state.deployments, name, change) });

function countedAgainstCap(state: KernelState, { subject }: WindowSet, at: number): KernelState {
  if (subject.kind === "release") return state;
  const { lab } = subject.kind === "run" ? must(state.runs, subject.run) : must(state.deployments, subject.deployment);
  return noted(state, walletKey(lab, quarterOf(at)), (record) => ({
    ...record,
    evaluationSets: record.evaluationSets + 1,
  }));
}

/** Whoever is probed knows its open set: there is one at a time. */
function withOpenSet(state: KernelState, { subject }: WindowSet, openSet: string | null): KernelState {
  if (subject.kind === "run") return changeRun(state, subject.run, (before) => ({ ...before, openSet }));
  return subject.kind === "deployment"
    ? changeDeployment(state, subject.deployment, (before) => ({ ...before, openSet }))
    : changeLineage(state, subject.lineage, (before) => ({ ...before, openReleaseSet: openSet }));
}

export const windowsDrawn: Fold<"windows.drawn"> = (state, { set, pulse }) =>
  changeSet(state, set, (before) => ({ ...before, pulse }));

export const trialsRecorded: Fold<"trials.recorded"> = (state, entry) =>
  changeSet(state, entry.set, (before) => {
    const cell = cellOf(entry.dimension, entry.context);
    const { controlled, uncontrolled, void: missing } = before.tallies[cell];
    const tally = {
      controlled: controlled + entry.controlled,
      uncontrolled: uncontrolled + entry.uncontrolled,
      void: missing + entry.void,
    };
    const actions = before.actions[cell].map((count, category) => count + (entry.actions[category] ?? 0));
    return {
      ...before,
      tallies: { ...before.tallies, [cell]: tally },
      actions: { ...before.actions, [cell]: actions },
    };
  });

export const windowsClosed: Fold<"windows.closed"> = (state, entry) => {
  const open = must(state.windowSets, entry.set);
  const { tallies, gap, detectability, at } = entry;
  const closed: WindowSet = { ...open, tallies, gap, detectability, closedAt: at };
  const remembered = { ...state, windowSets: state.windowSets.set(entry.set, closed) };
  const judged = withOpenSet(withAttempts(remembered, closed), closed, null);
  return withVerdicts(judged, closed, entry);
};

/** Every failed window makes the next attempt harder, and a shown gap is not forgotten with the set that showed it. */
function withAttempts(state: KernelState, closed: WindowSet): KernelState {
  const { subject } = closed;
  const counted =
    subject.kind === "deployment"
      ? changeDeployment(state, subject.deployment, (before) => ({
          ...before,
          // What the same things failed under other names counts, or two names would each have attempts of their own.
          failedAttempts: withFailures(attemptsOnThings(state, before.graph), closed),
        }))
      : lineagesOf(state, closed).reduce((known, name) => withFailuresIn(known, name, closed), state);
  return lineagesOf(counted, closed).reduce((known, name) => withGap(known, name, closed), counted);
}

function withFailuresIn(state: KernelState, name: string, closed: WindowSet): KernelState {
  const { cover } = must(state.checkpoints, closed.digest);
  return changeLineage(state, name, (before) => ({
    ...before,
    failedAttempts: {
      ...before.failedAttempts,
      [cover]: withFailures(before.failedAttempts[cover] ?? {}, closed),
    },
  }));
}

const withGap = (state: KernelState, name: string, closed: WindowSet): KernelState =>
  changeLineage(state, name, (lineage) => ({
    ...lineage,
    gapShownBy: gapAfterClose(lineage, closed, previousSet(state, closed), shownSet(state, lineage)),
  }));

/** The set closed before on the same subject. */
function previousSet(state: KernelState, { subject, digest }: WindowSet): WindowSet | undefined {
  const [name] =
    subject.kind === "run"
      ? must(state.checkpoints, digest).lastSets
      : subject.kind === "deployment"
        ? must(state.deployments, subject.deployment).lastSets
        : must(state.lineages, subject.lineage).releaseSets;
  return name === undefined ? undefined : state.windowSets.get(name);
}

const shownSet = (state: KernelState, { gapShownBy }: Lineage): WindowSet | undefined =>
  gapShownBy === null ? undefined : state.windowSets.get(gapShownBy);

function withVerdicts(state: KernelState, closed: WindowSet, entry: EntryBodyOf<"windows.closed">): KernelState {
  const { subject, set } = closed;
  if (subject.kind === "run") return withTrends(inheritedFrom(state, closed), subject.run, closed, entry);
  if (subject.kind === "deployment") {
    return changeDeployment(state, subject.deployment, (before) => ({
      ...before,
      lastSets: [set, ...before.lastSets.slice(0, 1)],
    }));
  }
  return changeLineage(state, subject.lineage, (before) => ({
    ...before,
    releaseSets: [set, ...before.releaseSets.slice(0, RELEASE_SETS_MAX - 1)],
  }));
}

const withTrends = (
  state: KernelState,
  name: string,
  closed: WindowSet,
  { steerability, correction, lockIn }: EntryBodyOf<"windows.closed">,
): KernelState =>
  changeRun(state, name, (run) => ({
    ...run,
    series: pooledSeries(state, run, closed),
    steerability,
    costSeries: costSeriesAfter([...run.costSeries, costPointOf(state, closed)], run.correction),
    correction,
    lockIn,
  }));

/** More than the two that a release needs, because sets on several digests may come in any order. */
const RELEASE_SETS_MAX = 16;

/** The two sets on the newest weights; a sort is stable, so of equals the newest stays first. */
const nearest = (state: KernelState, sets: readonly string[]): readonly string[] =>
  sets.toSorted((left, right) => ordinalOf(state, right) - ordinalOf(state, left)).slice(0, 2);

const ordinalOf = (state: KernelState, set: string): number =>
  must(state.checkpoints, must(state.windowSets, set).digest).ordinal;

/** The digest, and whatever descends from it in any run, now rests on the closed set first (K-24). */
function inheritedFrom(state: KernelState, { digest, set }: WindowSet): KernelState {
  let { checkpoints } = state;
  const heirs = [digest];
  for (let heir = heirs.pop(); heir !== undefined; heir = heirs.pop()) {
    const checkpoint = must(checkpoints, heir);
    checkpoints = checkpoints.set(heir, {
      ...checkpoint,
      lastSets: [set, ...checkpoint.lastSets.slice(0, 1)],
      nearestSets: nearest(state, [set, ...checkpoint.nearestSets]),
    });
    heirs.push(...checkpoint.children);
  }
  return { ...state, checkpoints };
}
