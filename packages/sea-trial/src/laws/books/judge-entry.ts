import type { Entry } from "@plimsoll/kernel";
import { entitlement } from "./entitlement.ts";
import type { EntryOf } from "./entry-of.ts";
import { type SetNotes, showsCut } from "./evidence-book.ts";
import type { BookObjection, SiteBooks } from "./site-books.ts";
import type { DeploymentNotes } from "./subject-book.ts";

/** What the books, which have just heard an entry, object to in the power that it gives. */
export function judgeEntry(books: SiteBooks, entry: Entry): readonly BookObjection[] {
  if (entry.kind === "throttle.set") return powerObjections(books, entry.run, entry.power.levelPpm, entry);
  if (entry.kind === "deployment.throttled")
    return powerObjections(books, entry.deployment, entry.power.levelPpm, entry);
  if (entry.kind === "lease.granted" && entry.purpose === "training" && entry.run !== null)
    return powerObjections(books, entry.run, 200_000, entry);
  if (entry.kind !== "token.granted") return [];
  return [...powerObjections(books, entry.deployment, entry.power.levelPpm, entry), ...tokenObjections(books, entry)];
}

function powerObjections(books: SiteBooks, subject: string, levelPpm: number, entry: Entry): readonly BookObjection[] {
  const allowed = entitlement(books, subject, entry.at);
  if (levelPpm <= allowed.levelPpm) return [];
  const expected = `at most ${allowed.levelPpm} ppm for "${subject}": ${allowed.because.join("; ")}`;
  return [{ law: "L2", expected, seen: `${entry.kind} at ${levelPpm} ppm` }];
}

/** What a token must rest on, and what it may not say more than (ACB-K §8.1). */
function tokenObjections(books: SiteBooks, granted: EntryOf<"token.granted">): readonly BookObjection[] {
  const deployment = books.subjects.deployments.get(granted.deployment);
  if (deployment === undefined || books.policy === null)
    return [{ law: "L9", expected: "a token of a deployment", seen: `one of "${granted.deployment}"` }];
  const faults = [
    ...scopeFaults(granted, deployment),
    ...lifeFaults(books, granted, deployment),
    ...attestationFaults(books, granted),
    ...epochFaults(books, granted, deployment),
  ];
  return faults.map(([expected, seen]) => ({ law: "L9", expected, seen }));
}

type Fault = readonly [expected: string, seen: string];

function* scopeFaults(granted: EntryOf<"token.granted">, deployment: DeploymentNotes): Iterable<Fault> {
  const { registered, graphDigest, things } = deployment;
  if (granted.audience !== registered.audience) yield [`a token for ${registered.audience}`, `for ${granted.audience}`];
  if (granted.graphDigest !== graphDigest) yield [`the graph ${graphDigest}`, granted.graphDigest];
  if (granted.artifact !== graphDigest && !things.includes(granted.artifact))
    yield ["an artifact of the graph", granted.artifact];
  if (granted.audience === "external" && granted.power.levelPpm < 1_000_000)
    yield ["full power for anybody outside", `${granted.power.levelPpm} ppm`];
}

function* lifeFaults(
  { policy, subjects }: SiteBooks,
  { at, expiresAt, audience, artifact }: EntryOf<"token.granted">,
  { tier, graphDigest, things }: DeploymentNotes,
): Iterable<Fault> {
  const lifeMsMax = (tier === 1 ? policy?.tokenTtlMs.tier1 : policy?.tokenTtlMs.tier2) ?? 0;
  if (expiresAt - at > lifeMsMax) yield [`a life of at most ${lifeMsMax} ms`, `${expiresAt - at} ms`];
  if (audience !== "external") return;
  const verdicts = [graphDigest, ...things].flatMap((thing) => subjects.verdicts.get(thing) ?? []);
  const isGreen = verdicts.every(({ level, expiresAt: end = 0 }) => level === "green" && at < end && expiresAt <= end);
  if (!isGreen || !subjects.verdicts.has(artifact))
    yield ["green releases for all of its life", verdicts.map(({ level }) => level).join() || "none"];
}

function* attestationFaults(
  { policy, subjects }: SiteBooks,
  { at, lab, nodeKey, artifact }: EntryOf<"token.granted">,
): Iterable<Fault> {
  const known = subjects.attestations.get(nodeKey);
  const isFresh = known !== undefined && at - known.at <= (policy?.attestationTtlMs ?? 0);
  if (!isFresh || known.lab !== lab || known.artifact !== artifact)
    yield ["a fresh attestation of the node with the artifact by the lab", known === undefined ? "none" : "another"];
}

function* epochFaults(
  { subjects }: SiteBooks,
  { killEpochs }: EntryOf<"token.granted">,
  { lineages }: DeploymentNotes,
): Iterable<Fault> {
  for (const lineage of lineages) {
    const epoch = subjects.lineages.get(lineage)?.killEpoch ?? 0;
    const said = killEpochs.find((each) => each.lineage === lineage)?.killEpoch;
    if (said !== epoch) yield [`kill epoch ${epoch} of "${lineage}"`, `${said}`];
  }
}

/**
 * What one command left undone, once all that follows from it was heard: witnessed failures that show control below 0.90 kill the
 * lineage in the same decision (ACB-K §4).
 *
 * @param sets those that the command touched
 */
export function judgeDecision({ evidence, subjects }: SiteBooks, sets: ReadonlySet<string>): readonly BookObjection[] {
  return [...sets].flatMap((name): readonly BookObjection[] => {
    const set = evidence.sets.get(name);
    if (set === undefined || !showsCut(set)) return [];
    return lineagesLeft(subjects, set).map((lineage) => ({
      law: "L2",
      expected: `a kill of "${lineage}" with what "${name}" shows`,
      seen: "none",
    }));
  });
}

/** Lineages that live although control over what a set is about is lost; of a deployment all that are in it. */
function lineagesLeft({ runs, deployments, lineages }: SiteBooks["subjects"], set: SetNotes): readonly string[] {
  const { subject } = set.registered;
  if (subject.kind === "run") {
    const run = runs.get(subject.run);
    return run === undefined || run.isEnded || run.isKilled ? [] : [run.started.lineage];
  }
  const deployment = subject.kind === "deployment" ? deployments.get(subject.deployment) : undefined;
  if (deployment === undefined || deployment.isEnded) return [];
  return deployment.lineages.filter((lineage) => lineages.get(lineage)?.isKilled === false);
}
