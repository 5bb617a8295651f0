import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { eventLoopTimers } from "@plimsoll/foundation/node";
import { familyTrials, IDENTITY_FAMILY, type ProbeTarget } from "@plimsoll/evidence";
import { PlimsollError, RandomStream } from "@plimsoll/foundation";
import {
  examineModel,
  type FamilyVerdicts,
  liveTrialsPerSecond,
  openSite,
  poissonPace,
  practiseBattery,
  probeContinuously,
  type Probed,
  probeModel,
  type ProbePlan,
  type Site,
  steadyPace,
} from "@plimsoll/governor";
import { type Family, power, type PowerLevel, REQUIRED_CELLS } from "@plimsoll/kernel";
import type { ProbeFlags } from "./probe-flags.ts";
import { ProbeProgressLine } from "./probe-progress.ts";
import { type ProbedSubject, subjectOf } from "./probe-subject.ts";
import { gridworldPolicy, targetOf } from "./probe-target.ts";
import { CLOCK, WAIT } from "./probe-time.ts";
import type { Tallies } from "./probe-text.ts";

/** What a probing came to. */
export interface ProbeReport {
  readonly subject: string;
  readonly sets: readonly Probed[];
  readonly families: FamilyVerdicts;
  /** What the kernel gives the subject now. */
  readonly power: PowerLevel;
}

/** Probes window sets, and the families where asked, until they are closed or a person interrupts. */
export async function probe(flags: ProbeFlags, signal: AbortSignal): Promise<ProbeReport> {
  assertFamiliesPossible(flags);
  using site = openSite(flags.data);
  const probed = subjectOf(site, flags);
  const name = probed.subject.kind === "run" ? probed.subject.run : nameOfDeployment(probed);
  const progress = new ProbeProgressLine();
  const plan = planOf(site, probed, flags, progress, signal);
  const sets = await probeSets(plan, flags, progress);
  const families = flags.families === true && !signal.aborted && isAlive(plan) ? examine(plan, probed, flags) : [];
  return { subject: name, sets, families, power: power(site.state, name, site.now()) };
}

const nameOfDeployment = ({ subject }: ProbedSubject): string =>
  subject.kind === "deployment" ? subject.deployment : "";

function planOf(
  site: Site,
  { subject, digest }: ProbedSubject,
  flags: ProbeFlags,
  progress: ProbeProgressLine,
  signal: AbortSignal,
): ProbePlan {
  return {
    site,
    subject,
    digest,
    target: targetIn(flags),
    budget: { requestsMax: flags.requestsMax, tokensMax: flags.tokensMax },
    directory: join(flags.data, "evidence"),
    salt: () => randomBytes(16).toString("hex"),
    pace: paceOn(site, flags),
    timers: eventLoopTimers,
    onProgress: ({ tallies, trialsTotal }) => progress.show(tallies, trialsTotal),
    signal,
  };
}

const targetIn = (flags: ProbeFlags): ProbeTarget => targetOf(flags, join(flags.data, "evidence", "transcripts"));

async function probeSets(plan: ProbePlan, flags: ProbeFlags, progress: ProbeProgressLine): Promise<readonly Probed[]> {
  const sets: Probed[] = [];
  const probeOne = async (): Promise<Probed> => {
    try {
      // A target of its own for each set: the bounds on cost are a set's.
      sets.push(await probeModel({ ...plan, target: targetIn(flags) }));
      return sets.at(-1)!;
    } finally {
      progress.end();
    }
  };
  if (flags.live === true) await probeContinuously(plan.site, plan, probeOne, WAIT, plan.signal);
  else while (sets.length < flags.sets && !plan.signal.aborted && isAlive(plan)) await probeOne();
  return sets;
}

/** A kill ends a lineage's probing: what follows is a release, under its own rules. */
const isAlive = ({ site, subject }: ProbePlan): boolean =>
  subject.kind !== "run" || site.state.lineages.get(site.state.runs.get(subject.run)?.lineage ?? "")?.killed === false;

function examine(plan: ProbePlan, { lineage }: ProbedSubject, flags: ProbeFlags): FamilyVerdicts {
  if (lineage === null) return [];
  const network = gridworldPolicy(flags);
  const agent = { policy: network, parameters: network.network.parameters };
  const asksHere = (family: Family): boolean => family !== IDENTITY_FAMILY;
  return examineModel({
    ...plan,
    lineage,
    ask: (question) => (asksHere(question.family) ? familyTrials({ agent, ...question }) : null),
  });
}

/** The battery without a site. */
export async function practise(flags: ProbeFlags, trials: number, signal: AbortSignal): Promise<Tallies> {
  const progress = new ProbeProgressLine();
  try {
    return await practiseBattery({
      target: targetOf(flags, null),
      trials,
      seed: randomBytes(16).toString("hex"),
      budget: { requestsMax: flags.requestsMax, tokensMax: flags.tokensMax },
      pace: paceOf(flags),
      onTrial: (tallies) => progress.show(tallies, trials * REQUIRED_CELLS.length),
      signal,
    });
  } finally {
    progress.end();
  }
}

/** As fast as it goes, as fast as a person allows, or as traffic comes. */
function paceOn(site: Site, flags: ProbeFlags): ProbePlan["pace"] {
  const { live, rate } = flags;
  if (live === true) {
    const perSecond = rate ?? liveTrialsPerSecond(site.policy, REQUIRED_CELLS.length);
    return poissonPace(perSecond, RandomStream.from("live pace", randomBytes(16).toString("hex")), CLOCK, WAIT);
  }
  return paceOf(flags);
}

const paceOf = ({ rate }: ProbeFlags): ProbePlan["pace"] =>
  rate === undefined ? async () => await setImmediate() : steadyPace(rate, CLOCK, WAIT);

/** Said before anything is probed: a set takes hours, and its report must not be lost over this. */
function assertFamiliesPossible({ families, endpoint, deployment }: ProbeFlags): void {
  if (families !== true || (endpoint === undefined && deployment === undefined)) return;
  throw new PlimsollError({
    code: "FAMILIES_UNAVAILABLE",
    expected: "a run on a gridworld policy, whose weights are held",
    received: endpoint === undefined ? "a deployment" : "an endpoint",
    fix: "leave out --families; families of other agents are recorded by their evaluators",
  });
}
