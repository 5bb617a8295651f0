import type { EntryBody, KillTrigger } from "../entry/entry.ts";
import type { Cell } from "../control/cell.ts";
import { openSetsOn } from "../control/open-sets.ts";
import { bandProvenBy, type WindowSet } from "../control/window-set.ts";
import { power } from "../power/power.ts";
import { samePower } from "../power/power-level.ts";
import type { Deployment } from "../state/deployment.ts";
import type { Lineage } from "../state/lineage.ts";
import type { Run } from "../state/run.ts";
import type { KernelState, Site } from "../state/state.ts";
import { openingOf } from "../wallet/opening.ts";
import { quarterOf } from "../wallet/quarter.ts";
import type { Concerned } from "./concerned.ts";
import { creditConsequences } from "./credit.ts";
import { forensicConsequences } from "./forensic.ts";
import { killEntries } from "./kill.ts";
import { retierEntries } from "./retier.ts";

/**
 * What follows from the facts just folded, one step at a time and the gravest first: kills, forensic shutdowns, credit that
 * is void, tiers to be paid, and the throttles of everyone whose desired power is no longer the one last set.
 * Nothing follows when the list is empty.
 */
export function nextConsequences(
  state: KernelState,
  site: Site,
  { runs, deployments, lineages, tried, closed, isAudited, isQuiet }: Concerned,
  at: number,
): readonly EntryBody[] {
  const training = runs.flatMap((name) => state.runs.get(name) ?? []);
  const serving = deployments.flatMap((name) => state.deployments.get(name) ?? []);
  const throttles = (): readonly EntryBody[] => [
    ...training.flatMap((run) => throttleFor(state, run, at)),
    ...serving.flatMap((deployment) => deploymentThrottleFor(state, deployment, at)),
  ];
  if (isQuiet) return throttles();
  const steps: readonly (() => readonly EntryBody[])[] = [
    () => firstOf(training, (run) => killFor(state, site, run, at)),
    () => firstOf(serving, (deployment) => deploymentKillFor(state, site, deployment, at)),
    () => triedKillFor(state, site, setNamed(state, tried), at),
    () => (isAudited ? forensicConsequences(state, at) : []),
    () => lineages.flatMap((name) => creditOf(state, name, closed)),
    () => firstOf(training, (run) => retierEntries(state, site, run, at)),
    throttles,
  ];
  return firstOf(steps, (step) => step());
}

const creditOf = (state: KernelState, name: string, closed: readonly string[]): readonly EntryBody[] => {
  const lineage = state.lineages.get(name);
  return lineage === undefined ? [] : creditConsequences(state, lineage, closed);
};

/** One at a time: what follows for the next may depend on it. */
function firstOf<T>(subjects: readonly T[], entriesFor: (subject: T) => readonly EntryBody[]): readonly EntryBody[] {
  for (const subject of subjects) {
    const entries = entriesFor(subject);
    if (entries.length > 0) return entries;
  }
  return [];
}

/** The triggers of ACB-K §5, in order: control shown to be lost, falling too fast, dearer to correct, outrun. */
function killFor(state: KernelState, site: Site, run: Run, at: number): readonly EntryBody[] {
  const lineage = state.lineages.get(run.lineage);
  if (lineage?.killed !== false) return [];
  const trigger = triggerOf(state, run);
  return trigger === null ? [] : killed(state, site, lineage, trigger, at);
}

interface Trigger {
  readonly trigger: KillTrigger;
  readonly cell: Cell | null;
}

function triggerOf(state: KernelState, run: Run): Trigger | null {
  if (isCut(newestSet(state, run)) || openSetsOn(state, run).some(isCut)) return { trigger: "control_cut", cell: null };
  if (run.steerability.verdict === "decayed") return { trigger: "steerability_velocity", cell: run.steerability.cell };
  if (run.correction.verdict === "rising") return { trigger: "correction_cost", cell: null };
  return run.lockIn.verdict === "locked-in" ? { trigger: "lock_in_velocity", cell: null } : null;
}

/** Control that is lost over a deployed graph is lost over every lineage in it. */
function deploymentKillFor(
  state: KernelState,
  site: Site,
  { openSet, lastSets, lineages }: Deployment,
  at: number,
): readonly EntryBody[] {
  const shown = [openSet, lastSets[0]].some((set) => isCut(setNamed(state, set)));
  return shown ? livingKilled(state, site, lineages, at) : [];
}

/**
 * Trials that show control to be lost kill also where the run or the deployment of their window has ended meanwhile: whoever ends it in
 * the midst of a bad window would else keep what was deployed of the weights, their data and their other runs.
 */
function triedKillFor(state: KernelState, site: Site, set: WindowSet | undefined, at: number): readonly EntryBody[] {
  const shown = set !== undefined && hasEnded(state, set) && isCut(set);
  return shown ? livingKilled(state, site, lineagesOf(state, set), at) : [];
}

function hasEnded({ runs, deployments }: KernelState, { subject }: WindowSet): boolean {
  if (subject.kind === "run") return runs.get(subject.run)?.ended === true;
  return subject.kind === "deployment" && deployments.get(subject.deployment)?.ended === true;
}

function lineagesOf(state: KernelState, { subject, lineage }: WindowSet): readonly string[] {
  if (subject.kind === "deployment") return state.deployments.get(subject.deployment)?.lineages ?? [];
  return lineage === null ? [] : [lineage];
}

/** One at a time: the next follows from what that leaves. */
function livingKilled(state: KernelState, site: Site, lineages: readonly string[], at: number): readonly EntryBody[] {
  const living = lineages.flatMap((name) => state.lineages.get(name) ?? []).find(({ killed: isHeld }) => !isHeld);
  return living === undefined ? [] : killed(state, site, living, { trigger: "control_cut", cell: null }, at);
}

/** The kill counts against the lab's quarter, which may not be open yet. */
function killed(
  state: KernelState,
  site: Site,
  lineage: Lineage,
  { trigger, cell }: Trigger,
  at: number,
): readonly EntryBody[] {
  const lab = state.labs.get(lineage.lab);
  const opening = lab === undefined ? [] : openingOf(state, site, lab, quarterOf(at));
  return [...opening, ...killEntries(state, lineage, trigger, cell)];
}

const newestSet = (state: KernelState, { head }: Run): WindowSet | undefined =>
  head === null ? undefined : setNamed(state, state.checkpoints.get(head)?.lastSets[0]);

const setNamed = ({ windowSets }: KernelState, name: string | null | undefined): WindowSet | undefined =>
  typeof name === "string" ? windowSets.get(name) : undefined;

const isCut = (set: WindowSet | undefined): boolean => set !== undefined && bandProvenBy(set).band === "cut";

function throttleFor(state: KernelState, run: Run, at: number): readonly EntryBody[] {
  const desired = power(state, run.run, at);
  return samePower(desired, run.desired)
    ? []
    : [{ kind: "throttle.set", run: run.run, power: desired, output: "throttle-action" }];
}

function deploymentThrottleFor(
  state: KernelState,
  { deployment, desired: before }: Deployment,
  at: number,
): readonly EntryBody[] {
  const desired = power(state, deployment, at);
  return samePower(desired, before)
    ? []
    : [{ kind: "deployment.throttled", deployment, power: desired, output: "throttle-action" }];
}
