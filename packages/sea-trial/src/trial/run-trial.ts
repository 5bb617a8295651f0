import { PlimsollError } from "@plimsoll/foundation";
import { Lies, Observer } from "@plimsoll/mesh/simulated";
import { type PlannedFault, faultPlan } from "../fault/fault-plan.ts";
import type { FaultKind } from "../fault/fault-kind.ts";
import { FaultRunner } from "../fault/fault-runner.ts";
import { ALL_CHECKERS } from "../laws/all-checkers.ts";
import type { MakeChecker, Violation } from "../laws/law.ts";
import { hashes } from "../mesh/trial-mesh.ts";
import { Judges } from "./judges.ts";
import { observing } from "./observing.ts";
import { DEFAULT_SETTINGS, type TrialSettings } from "./settings.ts";
import { Trace } from "./trace.ts";
import { Trial } from "./trial.ts";

/** What came of a trial. */
export interface TrialOutcome {
  readonly seed: number;
  /** Simulated, the rest at the end included. */
  readonly simulatedMs: number;
  readonly events: number;
  /** How often each kind of fault struck. */
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  readonly plan: readonly PlannedFault[];
  readonly violations: readonly Violation[];
  /** How often facts of each kind were told: a trial in which nothing happened proves nothing. */
  readonly facts: Readonly<Record<string, number>>;
  /** Messages of the mesh: sent, and what became of those that did not arrive once. */
  readonly network: { readonly sent: number; readonly lost: number; readonly cut: number; readonly duplicated: number };
  readonly traceHash: string;
}

export interface TrialOptions extends Partial<Omit<TrialSettings, "seed">> {
  readonly seed: number;
  readonly checkers?: readonly MakeChecker[];
  /** Kinds of faults have weights of their own, drawn from the seed. */
  readonly isSwarm?: boolean;
  /** Ends as soon as this is so. */
  readonly stopWhen?: (violations: readonly Violation[]) => boolean;
  /** Ends after so many events, as it stands: for builds that are broken on purpose. */
  readonly eventsMax?: number;
  /** Mends after so many simulated minutes, where that is sooner; the plan of faults stays that of `minutes`. */
  readonly until?: number;
  readonly onProgress?: (done: { readonly atMs: number; readonly ofMs: number; readonly events: number }) => void;
}

const SLICE_MS = 10_000;
/** From the mending of all faults to the end. */
const REST_MS = 180_000;

/** Runs a trial to its end: under way, mended, at rest, concluded. The same options give the same outcome. */
export async function runTrial(options: TrialOptions): Promise<TrialOutcome> {
  const { checkers = ALL_CHECKERS, isSwarm = false, stopWhen, until, eventsMax, onProgress, ...asked } = options;
  const settings: TrialSettings = { ...DEFAULT_SETTINGS, ...asked };
  const trial = new Trial(settings);
  const judges = new Judges(checkers, observing(trial));
  const log = watch(trial, judges);
  const faults = new FaultRunner(trial, liesOf(trial));
  const plan = planOf(trial, settings, isSwarm);
  const endMs = Math.min(until ?? settings.minutes, settings.minutes) * 60_000;
  const course = courseOf(trial, judges, { stopWhen, eventsMax, onProgress, ofMs: endMs + REST_MS });
  faults.arrange(plan);
  trial.begin();
  await course.runTo(endMs);
  faults.mend();
  await course.runTo(endMs + REST_MS);
  await level(trial, log.turnedMs, course.runTo);
  if (!course.isStopped()) judges.conclude();
  return outcomeOf(trial, { plan, struck: faults.struck, violations: judges.violations, ...log.close() });
}

/** Everything that is told goes to the trace and to the judges. */
function watch(trial: Trial, judges: Judges) {
  const trace = new Trace();
  const facts = new Map<string, number>();
  let turnedMs = 0;
  trial.onFact((fact) => {
    trace.tell(fact, trial.world.nowMs);
    facts.set(fact.kind, (facts.get(fact.kind) ?? 0) + 1);
    judges.tell(fact);
    if (fact.kind === "entries.promised" && fact.entries.some((text) => TURN.test(text))) turnedMs = trial.world.nowMs;
  });
  trial.world.afterEvent = () => judges.check();
  const close = () => {
    for (const program of trial.mesh.mesh.running()) trace.note(program.member.eventRoot());
    trace.note(`${trial.world.events}`);
    return { facts, traceHash: trace.digest() };
  };
  return { turnedMs: () => turnedMs, close };
}

interface Limits {
  readonly stopWhen: TrialOptions["stopWhen"] | undefined;
  readonly eventsMax: number | undefined;
  readonly onProgress: TrialOptions["onProgress"] | undefined;
  readonly ofMs: number;
}

/** Lets time pass in slices, until somebody has seen enough. */
function courseOf({ world }: Trial, judges: Judges, { stopWhen, eventsMax = Infinity, onProgress, ofMs }: Limits) {
  world.eventsMax = eventsMax;
  const isStopped = (): boolean =>
    world.events >= eventsMax || (judges.violations.length > 0 && stopWhen?.(judges.violations) === true);
  const runTo = async (ms: number): Promise<void> => {
    while (world.nowMs < ms && !isStopped()) {
      await world.runUntil(Math.min(ms, world.nowMs + SLICE_MS));
      onProgress?.({ atMs: world.nowMs, ofMs, events: world.events });
    }
  };
  return { isStopped, runTo };
}

interface Come {
  readonly plan: readonly PlannedFault[];
  readonly struck: ReadonlyMap<FaultKind, number>;
  readonly violations: readonly Violation[];
  readonly facts: ReadonlyMap<string, number>;
  readonly traceHash: string;
}

const outcomeOf = ({ world, mesh, settings }: Trial, come: Come): TrialOutcome => ({
  seed: settings.seed,
  simulatedMs: world.nowMs,
  events: world.events,
  faults: sorted(come.struck),
  plan: come.plan,
  violations: come.violations,
  facts: sorted(come.facts),
  network: { ...mesh.mesh.world.network.counts },
  traceHash: come.traceHash,
});

const sorted = <K extends string>(
  counts: ReadonlyMap<K, number>,
): Partial<Record<K, number>> & Record<string, number> =>
  Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1))) as Partial<Record<K, number>> &
    Record<string, number>;

const MORE_MAX = 800;
const MORE_MS = 250;
/** The next renewal brings a new level: a quarter of a lease, and what the machine needs. */
const HELD_MS = 20_000;
/** Entries after which a job is to have another level. */
const TURN = /"kind":"(throttle\.set|run\.ended|kill\.ordered)"/;

/** Work goes on at rest: a moment is waited for at which all are up and nothing is on its way, neither an event of the mesh nor a level. */
async function level(
  { mesh, world, byzantine, sites }: Trial,
  turnedMs: () => number,
  runTo: (ms: number) => Promise<void>,
): Promise<void> {
  const honest = () => mesh.mesh.running().filter(({ node }) => !byzantine.has(node));
  const isLevel = (): boolean => new Set(honest().map(({ member }) => member.eventRoot())).size <= 1;
  const isHeld = (): boolean => world.nowMs - turnedMs() > HELD_MS;
  const areUp = (): boolean =>
    sites.every(({ life }) => life?.process.isPaused === false) &&
    mesh.mesh.hosts.every(({ program }) => program !== null);
  const isAtRest = (): boolean => areUp() && isHeld() && isLevel();
  for (let more = 0; more < MORE_MAX && !isAtRest(); more += 1) await runTo(world.nowMs + MORE_MS);
}

function planOf(trial: Trial, { minutes, sites, faults, without }: TrialSettings, isSwarm: boolean) {
  const left = new Set(without);
  const drawn = (kind: string) => trial.world.random("plan", kind);
  const plan = faultPlan(drawn, { minutes, sites, kinds: faults, isSwarm });
  const unknown = without.find((number) => !plan.some((each) => each.number === number));
  if (unknown !== undefined) throw notPlanned(unknown, plan.length);
  return plan.filter(({ number }) => !left.has(number));
}

/** Who leaves out what is not there believes that he looks at something else than he does. */
const notPlanned = (number: number, faults: number): PlimsollError =>
  new PlimsollError({
    code: "OPTION_MALFORMED",
    expected: `--without of the ${faults} faults that this plan has`,
    received: `${number}`,
    fix: "take seed, minutes, sites and faults from the same command as the numbers",
  });

/** What a node with bad intentions says; its observer judges nothing here. */
function liesOf({ mesh: { mesh }, world }: Trial): Lies {
  const observed = {
    nowMs: () => world.nowMs,
    placeOf: () => -1,
    programAt: () => null,
    wallMs: () => 0,
    members: [],
    quorum: 1,
  };
  return new Lies(mesh, new Observer(observed, { ...hashes, verify: () => false }));
}
