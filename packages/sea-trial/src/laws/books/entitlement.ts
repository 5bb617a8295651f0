import type { Digest } from "@plimsoll/foundation";
import type { Policy } from "@plimsoll/kernel";
import { levelAtClose, levelOpen, type Level, showsNoGap, type SetNotes } from "./evidence-book.ts";
import { quarterName } from "./quarters.ts";
import type { SiteBooks } from "./site-books.ts";
import type { DeploymentNotes, RunNotes } from "./subject-book.ts";

/** The most power that the entries leave a run or a deployment, and what leaves no more. */
export interface Entitlement {
  readonly levelPpm: Level;
  readonly because: readonly string[];
}

interface Limit {
  readonly levelPpm: Level;
  readonly because: string;
}

const RESEARCH = 200_000;
const FULL = 1_000_000;
const TIER_3_FAMILIES = 5;

/**
 * A naive reading of who may compute, from the books of a site alone. It asks only for what must hold before any compute, so it
 * may allow more than the kernel does; where it allows less, the kernel is wrong (laws L1, L2).
 *
 * @param atMs ms since 1970, by the site's clock
 */
export function entitlement(books: SiteBooks, subject: string, atMs: number): Entitlement {
  const limits = [...limitsOf(books, subject, atMs)];
  const levelPpm = limits.reduce<Level>((least, limit) => (limit.levelPpm < least ? limit.levelPpm : least), FULL);
  return { levelPpm, because: limits.filter((limit) => limit.levelPpm === levelPpm).map(({ because }) => because) };
}

function* limitsOf(books: SiteBooks, subject: string, atMs: number): Iterable<Limit> {
  const { policy } = books;
  const run = books.subjects.runs.get(subject);
  const deployment = books.subjects.deployments.get(subject);
  if (policy === null || (run === undefined && deployment === undefined)) yield nothing("nobody began it");
  else if (run !== undefined) yield* runLimits(books, policy, run, atMs);
  else if (deployment !== undefined) yield* deploymentLimits(books, policy, deployment, atMs);
}

const nothing = (because: string): Limit => ({ levelPpm: 0, because });

function* when(stands: boolean, because: string, levelPpm: Level = 0): Iterable<Limit> {
  if (stands) yield { levelPpm, because };
}

function* runLimits(books: SiteBooks, policy: Policy, run: RunNotes, atMs: number): Iterable<Limit> {
  const { started, head, tier } = run;
  const line = books.subjects.lineOf(head);
  yield* when(run.isEnded, "the run has ended");
  yield* when(run.isKilled, "its lineage was killed since it began");
  yield* labLimits(books, policy, started.lab, atMs);
  yield* when(
    started.datasets.some((dataset) => isMarked(books, dataset, started.lab)),
    "it trains on contaminated data",
  );
  yield* when(run.holdingMicroCu <= 0, "nothing was paid for it");
  yield* when(tier === 3 && !run.isReserveApproved, "Tier 3 without two operators");
  yield* when(head !== null && isFrozen(books, head), "a kill froze its weights");
  if (head === null) yield* genesisLimits(run);
  else yield* lineLimits(books, policy, run, line, atMs);
}

/** Before its first weights only a training from scratch computes, slowly (K-28). */
function* genesisLimits({ started }: RunNotes): Iterable<Limit> {
  yield { levelPpm: RESEARCH, because: "training from scratch" };
  yield* when(started.genesisSeed === null, "no weights and no seed");
}

function* lineLimits(
  books: SiteBooks,
  policy: Policy,
  run: RunNotes,
  line: readonly Digest[],
  atMs: number,
): Iterable<Limit> {
  const { evidence } = books;
  const name = run.started.run;
  const sets = evidence.closed.filter(
    ({ registered: { digest, subject } }) => subject.kind !== "deployment" && line.includes(digest),
  );
  const newest = sets.at(-1);
  yield* setLimits(sets);
  yield* openLimits(books, ({ registered: { subject } }) => subject.kind === "run" && subject.run === name, atMs);
  yield* when(!isCovered(books, policy, newest, line, atMs), "no fresh evidence near its weights");
  yield* when(newest !== undefined && !showsNoGap(newest, policy.deceptionGapPpm), "a deception gap not proven small");
  yield* when(isScreenedOut(books, policy, run, line, newest), "what an unscreened model must have shown");
  const own = sets.findLast(({ registered: { subject } }) => subject.kind === "run" && subject.run === name);
  yield* when((own?.closed?.steerability.verdict ?? "steady") !== "steady", "steerability falls");
  yield* when(["suspect", "rising"].includes(own?.closed?.correction.verdict ?? "unproven"), "correction grows dearer");
}

function* setLimits(sets: readonly SetNotes[]): Iterable<Limit> {
  const last = sets.slice(-2);
  yield* when(last.length < 2, "fewer than two closed window sets");
  for (const set of last) yield { levelPpm: levelAtClose(set), because: `what "${set.registered.set}" shows` };
}

function* openLimits(books: SiteBooks, isOwn: (set: SetNotes) => boolean, atMs: number): Iterable<Limit> {
  for (const set of books.evidence.openOn(isOwn))
    yield { levelPpm: levelOpen(set, atMs), because: `what "${set.registered.set}" can still show` };
}

/** Near enough in checkpoints and FLOP, and young enough (K-24). */
function isCovered(
  { subjects }: SiteBooks,
  policy: Policy,
  newest: SetNotes | undefined,
  line: readonly Digest[],
  atMs: number,
): boolean {
  if (newest === undefined) return false;
  const { registered, closed } = newest;
  const steps = line.indexOf(registered.digest);
  const [from, to] = [subjects.flopOf(registered.digest), line[0] === undefined ? null : subjects.flopOf(line[0])];
  const trained = from === null || to === null ? 0n : to - from;
  const ageMs = atMs - (closed?.at ?? Number.NEGATIVE_INFINITY);
  return (
    steps >= 0 &&
    steps <= policy.coverCheckpoints &&
    trained <= BigInt(policy.coverFlop) &&
    ageMs <= policy.evidenceTtlMs
  );
}

/** A model that is not screened needs families, a SHADOW that cannot be told, and a benchmark below Tier 3 (K-47, K-62). */
function isScreenedOut(
  books: SiteBooks,
  policy: Policy,
  run: RunNotes,
  line: readonly Digest[],
  newest: SetNotes | undefined,
): boolean {
  const known = line.map((digest) => books.subjects.flopOf(digest)).find((flop) => flop !== null);
  const isScreened = known !== undefined && known !== null && known < BigInt(policy.screeningFlop);
  if (isScreened) return false;
  const needed = run.tier === 3 ? TIER_3_FAMILIES : policy.familiesRequired;
  return (
    familiesPassed(books, line.slice(0, policy.coverCheckpoints + 1)) < needed ||
    (newest?.discriminator ?? null) === null
  );
}

/** Families whose newest verdict near the head of a line is a pass. */
export function familiesPassed({ subjects }: SiteBooks, near: readonly Digest[]): number {
  const passed = new Set<string>();
  for (const { digest, closed } of subjects.examined) {
    if (!near.includes(digest)) continue;
    for (const { family, verdict } of closed.verdicts) {
      if (verdict === "passed") passed.add(family);
      else passed.delete(family);
    }
  }
  return passed.size;
}

function* deploymentLimits(
  books: SiteBooks,
  policy: Policy,
  deployment: DeploymentNotes,
  atMs: number,
): Iterable<Limit> {
  const { registered, graphDigest, lineages } = deployment;
  const name = registered.deployment;
  const isOwn = ({ registered: { subject } }: SetNotes): boolean =>
    subject.kind === "deployment" && subject.deployment === name;
  const sets = books.evidence.closed.filter(isOwn);
  const newest = sets.at(-1);
  yield* when(deployment.isEnded, "the deployment has ended");
  yield* when(lineages.length === 0, "nothing in it is known");
  yield* when(
    lineages.some((lineage) => books.subjects.lineages.get(lineage)?.isKilled !== false),
    "one of its lineages is held",
  );
  yield* labLimits(books, policy, registered.lab, atMs);
  yield* when(
    deployment.things.some((thing) => isFrozen(books, thing)),
    "a kill froze what is in it",
  );
  yield* when(deployment.paidQuarter !== quarterName(atMs), "the quarter is not paid");
  yield* setLimits(sets.filter((set) => set.registered.digest === graphDigest));
  yield* openLimits(books, isOwn, atMs);
  const ageMs = atMs - (newest?.closed?.at ?? Number.NEGATIVE_INFINITY);
  yield* when(ageMs > policy.evidenceTtlMs, "no fresh evidence on the graph");
  yield* when(newest !== undefined && !showsNoGap(newest, policy.deceptionGapPpm), "a deception gap not proven small");
}

/** What binds everybody of a lab: a shutdown of it or of a linked one, a stolen key, a silent meter (K-74 to K-77, K-98). */
function* labLimits({ subjects, wallets }: SiteBooks, policy: Policy, lab: string, atMs: number): Iterable<Limit> {
  const own = subjects.labs.get(lab);
  yield* when(own === undefined, "a lab that nobody accredited");
  yield* when(
    [...wallets.linkedTo(lab)].some((name) => subjects.labs.get(name)?.isHeld === true),
    "its lab is shut down",
  );
  yield* when(own?.isKeyStolen === true, "the key of its lab was stolen");
  const isSilent = own?.meters.some(
    (meter) => atMs - (own.heard.get(meter) ?? Number.NEGATIVE_INFINITY) >= policy.meterSilentMs,
  );
  yield* when(isSilent === true, "a meter is silent");
}

const isFrozen = ({ subjects }: SiteBooks, digest: Digest): boolean =>
  [...subjects.lineages.values()].some(({ frozen }) => frozen.has(digest));

/** A mark binds the lab of the killed lineage and those linked to it; that an auditor's signature binds all others (K-53) is left out. */
function isMarked({ subjects, wallets }: SiteBooks, dataset: Digest, lab: string): boolean {
  const by = [...(subjects.marks.get(dataset) ?? [])];
  return by.some((lineage) => wallets.linkedTo(lab).has(subjects.lineages.get(lineage)?.lab ?? ""));
}
