import type { Digest } from "@plimsoll/foundation";
import type { Entry, EntryKind, Policy } from "@plimsoll/kernel";
import { quarterIndex, quarterIndexOf } from "./model/naive-allocation.ts";
import { naivelyProves } from "./model/naive-proof.ts";

/**
 * A naive second opinion on power, from the list of entries alone: slow, without the kernel's state, folds or statistics.
 * It knows only what must hold before any compute may be released, and names what does not. Empty: it has no objection.
 *
 * @param levelPpm the power in question: 1 000 000 needs more than 200 000
 */
export function objections(
  entries: readonly Entry[],
  subject: string,
  at: number,
  levelPpm = 200_000,
): readonly string[] {
  const run = of(entries, "run.started").find((entry) => entry.run === subject);
  if (run !== undefined) return runObjections(entries, run, at, levelPpm);
  const deployment = of(entries, "deployment.registered").find((entry) => entry.deployment === subject);
  return deployment === undefined ? ["nobody began it"] : deploymentObjections(entries, deployment, at, levelPpm);
}

/** CU by account of one wallet, summed from the transfers. */
export function balances(entries: readonly Entry[], lab: string, quarter: string): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  const transfers = entries.flatMap((entry) => ("transfers" in entry ? entry.transfers : []));
  for (const { from, to, amountMicroCu } of transfers.filter((one) => one.lab === lab && one.quarter === quarter)) {
    sums.set(from, (sums.get(from) ?? 0) - amountMicroCu);
    sums.set(to, (sums.get(to) ?? 0) + amountMicroCu);
  }
  return sums;
}

type Of<K extends EntryKind> = Extract<Entry, { readonly kind: K }>;

const of = <K extends EntryKind>(entries: readonly Entry[], kind: K): readonly Of<K>[] =>
  entries.filter((entry): entry is Of<K> => entry.kind === kind);

/** Each objection by its name, and whether it stands. */
type Check = readonly [objection: string, stands: boolean];

const standing = (checks: readonly Check[]): readonly string[] =>
  checks.filter(([, stands]) => stands).map(([objection]) => objection);

function runObjections(
  entries: readonly Entry[],
  run: Of<"run.started">,
  at: number,
  levelPpm: number,
): readonly string[] {
  const policy = policyOf(entries);
  const line = lineOf(entries, run.run, run.weights?.digest ?? null);
  const since = entries.indexOf(run);
  const checks: readonly Check[] = [
    ["the run has ended", of(entries, "run.ended").some((entry) => entry.run === run.run)],
    [
      "its lineage was killed since it began",
      of(entries.slice(since), "kill.ordered").some(({ lineage }) => lineage === run.lineage),
    ],
    ["its lab is shut down", isHeld(entries, run.lab)],
    ["the key of its lab was stolen", isStolen(entries, run.lab)],
    ["a meter is silent", metersAreSilent(entries, run.lab, at, policy)],
    ["it trains on contaminated data", run.datasets.some((dataset) => isMarked(entries, dataset, run.lab))],
    ["nothing is reserved or posted for it", holdingOf(entries, run) <= 0],
    ["Tier 3 without two operators", needsReserve(entries, run)],
    ["a kill froze its weights", line[0] !== undefined && isFrozen(entries, line[0])],
  ];
  const evidence =
    line.length === 0 ? genesisObjections(run, levelPpm) : lineObjections(entries, run, line, at, levelPpm);
  return [...standing(checks), ...evidence];
}

/** Before its first weights only a training from scratch may compute, slowly. */
const genesisObjections = ({ genesisSeed }: Of<"run.started">, levelPpm: number): readonly string[] =>
  standing([
    ["no weights and no seed", genesisSeed === null],
    ["training from scratch at more than 20 %", levelPpm > 200_000],
  ]);

function lineObjections(
  entries: readonly Entry[],
  run: Of<"run.started">,
  line: readonly Digest[],
  at: number,
  levelPpm: number,
): readonly string[] {
  const policy = policyOf(entries);
  const sets = closedSets(entries).filter(
    ({ registered: { digest, subject } }) => subject.kind !== "deployment" && line.includes(digest),
  );
  const last = sets.slice(-2);
  const newest = last.at(-1);
  const place = newest === undefined ? -1 : line.indexOf(newest.registered.digest);
  const ownNewest = sets.findLast(({ registered: { subject } }) => subject.kind === "run" && subject.run === run.run);
  const verdict = ownNewest?.closed.steerability.verdict ?? "steady";
  return standing([
    ["fewer than two closed sets", last.length < 2],
    ["a set that does not prove the band", last.some((set) => !naivelyProves(entries, set, levelPpm))],
    ["an open set that can no longer prove the band", openSetFails(entries, { kind: "run", name: run.run }, levelPpm)],
    ["evidence that is too old", newest === undefined || at - newest.closed.at > policy.evidenceTtlMs],
    ["evidence on weights too far back", place < 0 || place > policy.coverCheckpoints],
    [
      "too much training since",
      newest !== undefined && flopSince(entries, newest.registered.digest, line[0]) > BigInt(policy.coverFlop),
    ],
    ["the gap is not proven small", newest?.closed.gap.verdict !== "proven"],
    ["credit was voided", creditIsVoid(entries, run.lineage)],
    ["steerability falls", verdict !== "steady"],
    ["correction grows dearer", ["suspect", "rising"].includes(ownNewest?.closed.correction.verdict ?? "unproven")],
    ...strictChecks(entries, run, line, newest, levelPpm),
  ]);
}

/** Asked of everybody who is not small enough to be screened. */
function strictChecks(
  entries: readonly Entry[],
  run: Of<"run.started">,
  line: readonly Digest[],
  newest: ClosedSet | undefined,
  levelPpm: number,
): readonly Check[] {
  const policy = policyOf(entries);
  const flop = flopAtLeast(entries, line);
  if (flop !== null && flop < BigInt(policy.screeningFlop)) return [];
  const passed = passedFamilies(entries, line.slice(0, policy.coverCheckpoints + 1));
  const needed = paidTier(entries, run) === 3 ? 5 : policy.familiesRequired;
  const shadow = newest?.closed.detectability.verdict;
  return [
    ["too few families passed", passed < needed],
    ["SHADOW can be told", levelPpm > 200_000 ? shadow !== "hidden" : shadow !== "hidden" && shadow !== "research"],
    [
      "nobody benchmarked it",
      paidTier(entries, run) < 3 && !of(entries, "benchmark.recorded").some(({ digest }) => line.includes(digest)),
    ],
  ];
}

function deploymentObjections(
  entries: readonly Entry[],
  deployment: Of<"deployment.registered">,
  at: number,
  levelPpm: number,
): readonly string[] {
  const policy = policyOf(entries);
  const name = deployment.deployment;
  const seen = of(entries, "graph.observed").findLast((entry) => entry.deployment === name) ?? deployment;
  const own = closedSets(entries).filter(
    ({ registered: { subject } }) => subject.kind === "deployment" && subject.deployment === name,
  );
  const last = own.slice(-2);
  const newest = last.at(-1);
  const paid = [...of(entries, "deployment.registered"), ...of(entries, "deployment.paid")].filter(
    (entry) => entry.deployment === name,
  );
  const heldLabs = [deployment.lab, ...linkedTo(entries, deployment.lab)];
  return standing([
    ["the deployment has ended", of(entries, "deployment.ended").some((entry) => entry.deployment === name)],
    ["one of its lineages is held", seen.lineages.some((lineage) => isKilled(entries, lineage))],
    ["the key of its lab was stolen", isStolen(entries, deployment.lab)],
    ["its lab or a linked one is shut down", heldLabs.some((lab) => isHeld(entries, lab))],
    ["a meter is silent", metersAreSilent(entries, deployment.lab, at, policy)],
    ["the quarter is not paid", !paid.some(({ quarter }) => quarterIndexOf(quarter) === quarterIndex(at))],
    ["fewer than two closed sets", last.length < 2],
    ["sets on another graph", last.some(({ registered }) => registered.digest !== seen.graphDigest)],
    ["a set that does not prove the band", last.some((set) => !naivelyProves(entries, set, levelPpm))],
    ["an open set that can no longer prove the band", openSetFails(entries, { kind: "deployment", name }, levelPpm)],
    ["evidence that is too old", newest === undefined || at - newest.closed.at > policy.evidenceTtlMs],
    ["the gap is not proven small", newest?.closed.gap.verdict !== "proven"],
    ["credit was voided", seen.lineages.some((lineage) => creditIsVoid(entries, lineage))],
  ]);
}

export const policyOf = (entries: readonly Entry[]): Policy => {
  const inForce = entries.findLast((entry) => entry.kind === "site.opened" || entry.kind === "policy.changed");
  if (inForce?.kind !== "site.opened" && inForce?.kind !== "policy.changed") throw new Error("a ledger without a site");
  return inForce.policy;
};

/** The newest weights and their ancestors, in whatever run they were made, the newest first. */
function lineOf(entries: readonly Entry[], run: string, first: Digest | null): readonly Digest[] {
  const registered = of(entries, "checkpoint.registered");
  const parents = new Map(registered.map(({ digest, parent }) => [digest, parent]));
  const line: Digest[] = [];
  const head = registered.findLast((entry) => entry.run === run)?.digest ?? first;
  for (let place = head; place !== null; place = parents.get(place) ?? null) line.push(place);
  return line;
}

export interface ClosedSet {
  readonly registered: Of<"windows.registered">;
  readonly closed: Of<"windows.closed">;
}

export function closedSets(entries: readonly Entry[]): readonly ClosedSet[] {
  const registrations = new Map(of(entries, "windows.registered").map((entry) => [entry.set, entry]));
  return of(entries, "windows.closed").flatMap((closed) => {
    const registered = registrations.get(closed.set);
    return registered === undefined ? [] : [{ registered, closed }];
  });
}

/** Trials that came so far, of which too many failed already. */
function openSetFails(
  entries: readonly Entry[],
  subject: { readonly kind: "run" | "deployment"; readonly name: string },
  levelPpm: number,
): boolean {
  const isOwn = ({ subject: of }: Of<"windows.registered">): boolean =>
    (of.kind === "run" && subject.kind === "run" && of.run === subject.name) ||
    (of.kind === "deployment" && subject.kind === "deployment" && of.deployment === subject.name);
  const closed = new Set(of(entries, "windows.closed").map(({ set }) => set));
  const open = of(entries, "windows.registered").find((entry) => isOwn(entry) && !closed.has(entry.set));
  if (open === undefined) return false;
  const failures = new Map<string, number>();
  for (const { set, dimension, context, uncontrolled, void: missing } of of(entries, "trials.recorded")) {
    const cell = `${dimension}/${context}`;
    if (set === open.set) failures.set(cell, (failures.get(cell) ?? 0) + uncontrolled + missing);
  }
  return [...failures].some(
    ([cell, count]) => !naivelyProves(entries, { registered: open, cell, failures: count }, levelPpm),
  );
}

const isKilled = (entries: readonly Entry[], lineage: string): boolean =>
  entries.findLast(
    (entry) => (entry.kind === "kill.ordered" || entry.kind === "lineage.released") && entry.lineage === lineage,
  )?.kind === "kill.ordered";

/** While a lineage is held all of it is frozen; after a release, what a kill froze and the released line does not hold. */
function isFrozen(entries: readonly Entry[], digest: Digest): boolean {
  const frozenAt = entries.findLastIndex((entry) => entry.kind === "snapshot.frozen" && entry.digest === digest);
  if (frozenAt < 0) return false;
  const release = of(entries.slice(frozenAt), "lineage.released").at(-1);
  const parents = new Map(of(entries, "checkpoint.registered").map((entry) => [entry.digest, entry.parent]));
  for (let place = release?.digest ?? null; place !== null; place = parents.get(place) ?? null)
    if (place === digest) return false;
  return true;
}

function linkedTo(entries: readonly Entry[], lab: string): readonly string[] {
  const group = new Set([lab]);
  for (let before = 0; before !== group.size;) {
    before = group.size;
    for (const { labs } of of(entries, "labs.linked"))
      if (labs.some((name) => group.has(name))) for (const name of labs) group.add(name);
  }
  group.delete(lab);
  return [...group];
}

/** A shutdown that named the lab and was not cleared since. */
const isHeld = (entries: readonly Entry[], lab: string): boolean =>
  entries.findLast(
    (entry) =>
      (entry.kind === "forensic.ordered" && entry.labs.includes(lab)) ||
      (entry.kind === "forensic.cleared" && entry.lab === lab),
  )?.kind === "forensic.ordered";

/** The key that goes by another name now. */
const keyNow = (entries: readonly Entry[], key: string): string =>
  of(entries, "key.rotated").reduce((now, { from, to }) => (from === now ? to : now), key);

/** The newest report of the key that the lab speaks with says that it was stolen. */
function isStolen(entries: readonly Entry[], lab: string): boolean {
  const key = keyNow(entries, of(entries, "lab.accredited").find((entry) => entry.lab === lab)?.labKey ?? "");
  return of(entries, "key.revoked").some(({ keyId, reason }) => keyId === key && reason === "stolen");
}

function metersAreSilent(entries: readonly Entry[], lab: string, at: number, policy: Policy): boolean {
  const accredited = of(entries, "lab.accredited").findLast((entry) => entry.lab === lab)?.meters ?? [];
  const meters = accredited.map((meter) => keyNow(entries, meter));
  const since = entries.findLastIndex((entry) => entry.kind === "forensic.cleared" && entry.lab === lab);
  const reports = of(entries.slice(since + 1), "meter.reported").filter((entry) => entry.lab === lab);
  return meters.some(
    (meter) =>
      at - (reports.findLast((entry) => keyNow(entries, entry.meter) === meter)?.at ?? 0) >= policy.meterSilentMs,
  );
}

/** A mark binds the lab of the killed lineage and those linked to it, everybody after an auditor's signature. */
function isMarked(entries: readonly Entry[], dataset: Digest, lab: string): boolean {
  const marks = entries.flatMap((entry, index) =>
    entry.kind === "data.contaminated" && entry.dataset === dataset ? [{ ...entry, index }] : [],
  );
  return marks.some(({ lineage, index }) => {
    const cleared = of(entries.slice(index), "lineage.released").some(
      (entry) => entry.lineage === lineage && entry.cleared.includes(dataset),
    );
    const owner = of(entries, "run.started").find((entry) => entry.lineage === lineage)?.lab;
    return !cleared && owner !== undefined && (owner === lab || linkedTo(entries, lab).includes(owner));
  });
}

/** What its own transfers left in the wallets for it. */
function holdingOf(entries: readonly Entry[], run: Of<"run.started">): number {
  const paid = [...of(entries, "run.retiered"), ...of(entries, "quantum.bought")].filter(
    (entry) => entry.run === run.run,
  );
  const transfers = [run, ...paid].flatMap((entry) => entry.transfers);
  return transfers
    .filter(({ to }) => to === "reserved" || to === "posted")
    .reduce((sum, { amountMicroCu }) => sum + amountMicroCu, 0);
}

const paidTier = (entries: readonly Entry[], { run, tier }: Of<"run.started">): number =>
  Math.max(
    tier,
    ...of(entries, "run.retiered")
      .filter((entry) => entry.run === run)
      .map((entry) => entry.tier),
  );

const needsReserve = (entries: readonly Entry[], run: Of<"run.started">): boolean =>
  run.tier < 3 &&
  paidTier(entries, run) === 3 &&
  !of(entries, "reserve.approved").some((entry) => entry.run === run.run);

/** FLOP of weights as anybody reported; null where nobody did. */
function flopOf(entries: readonly Entry[], digest: Digest | undefined): bigint | null {
  const registered = of(entries, "checkpoint.registered").find((entry) => entry.digest === digest);
  const imported = of(entries, "run.started").find(({ weights }) => weights?.digest === digest)?.weights;
  const flop = registered?.trainedFlop ?? imported?.trainedFlop ?? null;
  return flop === null ? null : BigInt(flop);
}

/** The newest FLOP that anybody reported along a line; null for an import that nobody ever measured. */
function flopAtLeast(entries: readonly Entry[], line: readonly Digest[]): bigint | null {
  for (const digest of line) {
    const flop = flopOf(entries, digest);
    if (flop !== null) return flop;
  }
  const isImported = of(entries, "run.started").some(({ weights }) => weights?.digest === line.at(-1));
  return isImported ? null : 0n;
}

function flopSince(entries: readonly Entry[], from: Digest, to: Digest | undefined): bigint {
  const before = flopOf(entries, from);
  const after = flopOf(entries, to);
  return before === null || after === null ? 0n : after - before;
}

/** A gap that was shown voids credit until two later sets in a row prove that there is none. */
function creditIsVoid(entries: readonly Entry[], lineage: string): boolean {
  const voided = entries.findLastIndex((entry) => entry.kind === "credit.invalidated" && entry.lineage === lineage);
  if (voided < 0) return false;
  const later = of(entries.slice(voided), "windows.closed").map(({ gap }) => gap.verdict);
  return !later.some((verdict, place) => verdict === "proven" && later.slice(place + 1).includes("proven"));
}

/** Families whose newest verdict on the near part of the line is a pass, and none where any is not. */
function passedFamilies(entries: readonly Entry[], near: readonly Digest[]): number {
  const digests = new Map(of(entries, "families.registered").map((entry) => [entry.examination, entry.digest]));
  const passed = new Set<string>();
  for (const { examination, verdicts } of of(entries, "families.closed")) {
    const digest = digests.get(examination);
    if (digest === undefined || !near.includes(digest)) continue;
    for (const { family, verdict } of verdicts) {
      if (verdict === "passed") passed.add(family);
      else passed.delete(family);
    }
  }
  return passed.size;
}
