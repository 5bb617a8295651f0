import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import {
  apply,
  type Command,
  emptyState,
  type Entry,
  type EntryKind,
  FAMILIES,
  isConserved,
  snapshotOf,
  stateDigest,
  stateFromSnapshot,
  type Subject,
} from "@plimsoll/kernel";
import { differences, wantOfFunds } from "../model/beside-model.ts";
import { NaiveLedger } from "../model/naive-ledger.ts";
import { balances, objections } from "../monitor.ts";
import { weights } from "../test-site.ts";
import { preparedSite } from "./prepared-site.ts";
import type { CellOutcome, PolicyEdit, Story } from "./story.ts";
import { CLEAN_PROBE, type Kernel, realKernel, type Step, type StorySite } from "./story-site.ts";

/** What a law found wrong. */
export class LawBroken extends Error {}

function insist(holds: boolean, complaint: () => string): void {
  if (!holds) throw new LawBroken(complaint());
}

/** A law, told along a story: it throws `LawBroken` where the story breaks it. */
export type Law = (story: Story, kernel?: Kernel) => void;

/** Tells a story to its end, and looks after every happening. */
function along(story: Story, kernel: Kernel, look: (site: StorySite) => void): StorySite {
  const site = preparedSite(story.start, kernel);
  for (const happening of story.happenings) {
    site.tell(happening);
    look(site);
  }
  return site;
}

/** How often the stories met what a law is about: a law that never meets it proves nothing. */
export const met = { powered: 0, lowered: 0, narrowed: 0, tokens: 0, debts: 0, kills: 0, holds: 0 };

/** L1: whoever has power has all that a naive monitor asks for, from the entries alone. */
export const powerNeedsEvidence: Law = (story, kernel = realKernel) => {
  along(story, kernel, (site) => {
    for (const name of site.subjects()) {
      const { levelPpm, reasons } = site.power(name);
      if (levelPpm === 0) continue;
      met.powered += 1;
      const found = objections(site.entries, name, site.at, levelPpm);
      insist(found.length === 0, () => `${name} has ${levelPpm} (${reasons.join()}): ${found.join("; ")}`);
    }
  });
};

/** What is compared in L2 and L3: the same probe after the same story, once as it is and once with one cell worse. */
export interface Worsening {
  readonly story: Story;
  readonly outcome: CellOutcome;
  readonly more: { readonly uncontrolled: number; readonly void: number; readonly missing: number };
  readonly closes: boolean;
}

/** L2: more witnessed failures in one cell give nobody more power; mid-window, at the close, and after a tick. */
export const failuresNeverRaisePower = (worsening: Worsening, kernel = realKernel): void => {
  const { story, outcome, more, closes } = worsening;
  const worse = { ...outcome, uncontrolled: outcome.uncontrolled + more.uncontrolled };
  comparedProbes({ story, kernel, outcome, worse, closes }, (better, worst) => {
    for (const name of better.subjects()) notHigher(better, worst, name);
  });
  comparedExaminations(worsening, kernel);
};

/** L3: voiding or dropping trials gives whoever is probed no more power, and its set no stronger claim. */
export const missingTrialsNeverRaisePower = (
  { story, outcome, more, closes }: Worsening,
  kernel = realKernel,
): void => {
  const worse = { ...outcome, void: outcome.void + more.void, missing: outcome.missing + more.missing };
  comparedProbes({ story, kernel, outcome, worse, closes }, (better, worst, subject) => {
    notHigher(better, worst, subject);
    insist(claimOf(worst) <= claimOf(better), () => `a stronger claim with fewer trials: ${claimOf(worst)}`);
  });
};

interface Compared {
  readonly story: Story;
  readonly kernel: Kernel;
  readonly outcome: CellOutcome;
  readonly worse: CellOutcome;
  readonly closes: boolean;
}

/** Every run and deployment that goes on is probed in both ways. Actions are alike: what differs is control alone. */
function comparedProbes(
  { story, kernel, outcome, worse, closes }: Compared,
  compare: (better: StorySite, worst: StorySite, subject: string) => void,
): void {
  const site = along(story, kernel, () => {});
  for (const [name, subject] of goingOn(site)) {
    const [better, worst] = inBothWays(site, [outcome, worse], (branch, cell) => {
      const cells = [{ ...cell, different: 0 }];
      branch.probe("set-last", { ...CLEAN_PROBE, subject, cells, closes });
    });
    compare(better, worst, name);
    better.tick();
    worst.tick();
    compare(better, worst, name);
  }
}

/** Those that may be probed now, by name. */
function goingOn({ state }: StorySite): readonly (readonly [name: string, subject: Subject])[] {
  const free = ([, { ended, openSet }]: [
    string,
    { readonly ended: boolean; readonly openSet: string | null },
  ]): boolean => !ended && openSet === null;
  const runs = state.runs.sorted().filter(free);
  const deployments = state.deployments.sorted().filter(free);
  return [
    ...runs.map(([run]) => [run, { kind: "run", run }] as const),
    ...deployments.map(([deployment]) => [deployment, { kind: "deployment", deployment }] as const),
  ];
}

function inBothWays<T>(
  site: StorySite,
  [better, worse]: readonly [T, T],
  go: (branch: StorySite, way: T) => void,
): readonly [StorySite, StorySite] {
  const gone = (way: T): StorySite => {
    const branch = site.branch();
    go(branch, way);
    return branch;
  };
  return [gone(better), gone(worse)];
}

/** L2 across families: a family that fails gives nobody more power than one that passes. */
function comparedExaminations({ story, more }: Worsening, kernel: Kernel): void {
  const site = along(story, kernel, () => {});
  const failing = FAMILIES[more.uncontrolled % FAMILIES.length] ?? null;
  for (const [, subject] of goingOn(site).filter(([, { kind }]) => kind === "run")) {
    const [better, worst] = inBothWays(site, [null, failing], (branch, family) => {
      const asked = {
        subject,
        digest: null,
        pulse: "pulse",
        failing: family,
        heldOutOnly: more.void > 0,
        closes: true,
      };
      branch.examine("exam-last", { kind: "examine", ...asked });
    });
    for (const name of better.subjects()) notHigher(better, worst, name);
  }
}

function notHigher(better: StorySite, worst: StorySite, name: string): void {
  const [high, low] = [better.power(name), worst.power(name)];
  if (high.levelPpm > low.levelPpm) met.lowered += 1;
  insist(
    low.levelPpm <= high.levelPpm,
    () => `${name} rose from ${high.levelPpm} (${high.reasons.join()}) to ${low.levelPpm}`,
  );
}

const CLAIM_STRENGTH: Readonly<Record<string, number>> = { none: 0, paused: 1, research: 2, full: 3 };

function claimOf({ entries }: StorySite): number {
  const closed = entries.findLast((entry) => entry.kind === "windows.closed" && entry.set === "set-last");
  return CLAIM_STRENGTH[(closed?.kind === "windows.closed" ? closed.proven : null) ?? "none"] ?? 0;
}

/** L4: conservation after every happening, and the wallets are the sums of the transfers in the entries. */
export const nothingIsLost: Law = (story, kernel = realKernel) => {
  along(story, kernel, ({ state, entries }) => {
    for (const [key, wallet] of state.wallets.sorted()) {
      insist(isConserved(wallet), () => `${key}: ${JSON.stringify(wallet)}`);
      const [lab = "", quarter = ""] = key.split("/");
      const sums = balances(entries, lab, quarter);
      for (const account of ["available", "reserved", "posted", "spent"] as const)
        insist(
          wallet[account] === (sums.get(account) ?? 0),
          () => `${key} ${account}: ${wallet[account]}, not ${sums.get(account)}`,
        );
      for (const source of ["granted", "overdraft"] as const)
        insist(wallet[source] === -(sums.get(source) ?? 0), () => `${key} ${source}: ${wallet[source]}`);
    }
  });
};

/** The naive books agree after every command: balances, debts, compliance, quanta, leases, kill epochs. */
export const agreesWithModel: Law = (story, kernel = realKernel) => {
  const site = preparedSite(story.start, kernel);
  const books = new NaiveLedger();
  for (const entry of site.entries) books.hear(entry);
  site.onStep = (step) => {
    const strange = [...wantOfFunds(step, books)];
    if (step.decision.kind === "decided") for (const entry of step.decision.entries) books.hear(entry);
    countMet(step);
    strange.push(...differences(site.state, books, site.at));
    insist(
      strange.length === 0,
      () => `after ${JSON.stringify(step.stamped.body).slice(0, 200)}: ${strange.join("; ")}`,
    );
  };
  for (const happening of story.happenings) site.tell(happening);
};

function countMet({ decision }: Step): void {
  if (decision.kind !== "decided") return;
  for (const { kind, ...entry } of decision.entries) {
    if (kind === "kill.ordered") met.kills += 1;
    if (kind === "forensic.ordered") met.holds += 1;
    if (kind === "token.granted") met.tokens += 1;
    if ("wedgeMicroCu" in entry && entry.wedgeMicroCu > 0) met.debts += 1;
  }
}

/** L5: deciding changes nothing by itself: the state before is what it was, and the same command gets the same answer. */
export const decidingChangesNothing = (story: Story, command: Command, kernel: Kernel = realKernel): void => {
  const site = along(story, kernel, () => {});
  const { state } = site;
  const before = stateDigest(state);
  site.do(command);
  insist(stateDigest(state) === before, () => "the state was changed by a decision");
  const again = site.branch();
  again.state = state;
  again.entries.length = 0;
  const stamped = { id: "probe", digest: weights("probe"), at: site.at, signers: [], body: command };
  insist(
    JSON.stringify(kernel.decide(state, stamped), withoutState) ===
      JSON.stringify(kernel.decide(state, stamped), withoutState),
    () => "two answers to one question",
  );
  insist(stateDigest(state) === before, () => "the state was changed by asking twice");
};

const withoutState = (key: string, value: unknown): unknown => (key === "next" ? undefined : value);

/** L6: after a tick the power last set in the ledger is the power that the state gives. */
export const ledgerSaysThePower: Law = (story, kernel = realKernel) => {
  along(story, kernel, (site) => {
    if (site.tick() !== null) return;
    for (const [run, { ended }] of site.state.runs.sorted()) {
      if (!ended)
        insist(
          lastThrottle(site.entries, run) === site.power(run).levelPpm,
          () => `${run}: ${lastThrottle(site.entries, run)} in the ledger, ${site.power(run).levelPpm} by the state`,
        );
    }
    for (const [name, { ended }] of site.state.deployments.sorted()) {
      if (!ended)
        insist(
          lastThrottle(site.entries, name) === site.power(name).levelPpm,
          () => `${name}: ${lastThrottle(site.entries, name)} in the ledger`,
        );
    }
  });
};

function lastThrottle(entries: readonly Entry[], subject: string): number {
  const last = entries.findLast(
    (entry) =>
      (entry.kind === "throttle.set" && entry.run === subject) ||
      (entry.kind === "deployment.throttled" && entry.deployment === subject),
  );
  return last?.kind === "throttle.set" || last?.kind === "deployment.throttled" ? last.power.levelPpm : 0;
}

/** L7: the entries alone rebuild the state; and in which order old states and unrelated things are read does not show. */
export const replayIsEqual: Law = (story, kernel = realKernel) => {
  const seen: { state: StorySite["state"]; digest: string }[] = [];
  const site = along(story, kernel, ({ state }) => {
    if (seen.length < 2) seen.push({ state, digest: stateDigest(state) });
  });
  const digest = stateDigest(site.state);
  insist(stateDigest(site.entries.reduce(apply, emptyState())) === digest, () => "replay gives another state");
  const names = site.subjects();
  const read = (order: readonly string[]) => new Map(order.map((name) => [name, JSON.stringify(site.power(name))]));
  const forward = read(names);
  for (const old of seen.toReversed()) insist(stateDigest(old.state) === old.digest, () => "an old state has changed");
  const backward = read(names.toReversed());
  insist(
    names.every((name) => forward.get(name) === backward.get(name)),
    () => "the order of reads shows",
  );
  insist(stateDigest(site.state) === digest, () => "reading changed the state");
};

/** L7: a snapshot of whatever happened gives the same state back, and the same text again. */
export const snapshotGivesBack: Law = (story, kernel = realKernel) => {
  const { state } = along(story, kernel, () => {});
  const text = snapshotOf(state);
  const back = stateFromSnapshot(text);
  if (!back.ok) throw new LawBroken(`${back.error.expected}, got ${back.error.received}`);
  insist(stateDigest(back.value) === stateDigest(state), () => "another state came back");
  insist(snapshotOf(back.value) === text, () => "what came back is written in another way");
};

/** L5: whatever is decided can be written down: every entry has a canonical form. */
export const entriesCanBeWritten: Law = (story, kernel = realKernel) => {
  const site = preparedSite(story.start, kernel);
  site.onStep = ({ decision }) => {
    if (decision.kind !== "decided") return;
    for (const entry of decision.entries) insist(hasCanonicalForm(entry), () => `no canonical form: ${entry.kind}`);
  };
  for (const happening of story.happenings) site.tell(happening);
};

function hasCanonicalForm(entry: Entry): boolean {
  try {
    canonicalJson(entry as unknown as CanonicalValue);
    return true;
  } catch {
    return false;
  }
}

/** L9: what a policy narrows holds at once: no more power, no longer leases, no lower prices. Tokens never exceed the power. */
export const narrowingNeverGives = (story: Story, change: PolicyEdit, kernel: Kernel = realKernel): void => {
  const site = along(story, kernel, () => {});
  const policy = site.state.site?.policy;
  if (policy === undefined) return;
  tokensWithinPower(site);
  const narrowed = site.branch();
  if (narrowed.do({ type: "policy.change", policy: { ...policy, ...change } }) !== null) return;
  met.narrowed += 1;
  for (const name of site.subjects()) notHigher(site, narrowed, name);
  for (const command of PRICED) notCheaper(site.branch(), narrowed.branch(), command);
  tokensWithinPower(narrowed);
};

const basis = { kind: "weights", digest: weights("fresh"), trainedFlop: "0" } as const;

/** Commands whose answer a policy prices or times. */
const PRICED: readonly Command[] = [
  { type: "lease.request", lease: "l-new", run: "run-1", node: "node-1" },
  { type: "lease.request", lease: "l-new", run: "run-3", node: "node-1" },
  ...([1, 2, 3] as const).map((tier): Command => ({
    type: "run.start",
    run: "run-new",
    lab: "acme",
    lineage: "line-new",
    tier,
    domain: "general",
    basis,
    datasets: [],
    flopPerSecondMax: "1",
  })),
  {
    type: "deployment.register",
    deployment: "dep-new",
    lab: "acme",
    graph: {
      nodes: ["w0", "w1"].map((name) => ({ node: name, kind: "model", weights: weights(name), components: [] })),
      edges: [{ from: "w0", to: "w1", privilege: "routing" }],
    },
    audience: "internal",
    apiCallsPerSecondMax: 1,
  },
  { type: "token.request", token: "t-new", deployment: "dep-1", artifact: weights("w0"), nodeKey: weights("node key") },
];

function notCheaper(before: StorySite, after: StorySite, command: Command): void {
  const [given, narrower] = [grantBy(before, command), grantBy(after, command)];
  if (narrower === null) return;
  insist(given !== null, () => `${command.type} is granted under the narrower policy alone`);
  if (given === null) return;
  insist(narrower.ttlMs <= given.ttlMs, () => `${command.type} lasts longer: ${narrower.ttlMs} ms`);
  insist(narrower.priceMicroCu >= given.priceMicroCu, () => `${command.type} is cheaper: ${narrower.priceMicroCu}`);
  insist(narrower.levelPpm <= given.levelPpm, () => `${command.type} carries more power: ${narrower.levelPpm}`);
}

interface Grant {
  readonly ttlMs: number;
  readonly priceMicroCu: number;
  readonly levelPpm: number;
}

/** What a command is granted; null when it is refused. */
function grantBy(site: StorySite, command: Command): Grant | null {
  // Who holds a lease gets no second one.
  const held = command.type === "lease.request" ? (site.state.runs.get(command.run)?.trainingLease ?? null) : null;
  if (held !== null) site.do({ type: "lease.end", lease: held, reason: "released" });
  const told = site.entries.length;
  if (site.do(command) !== null) return null;
  const granted = site.entries.slice(told).find((entry) => GRANTS.has(entry.kind));
  if (granted === undefined) return null;
  return {
    ttlMs:
      granted.kind === "lease.granted"
        ? granted.ttlMs
        : granted.kind === "token.granted"
          ? granted.expiresAt - site.at
          : 0,
    priceMicroCu: "priceMicroCu" in granted ? granted.priceMicroCu : 0,
    levelPpm: granted.kind === "token.granted" ? granted.power.levelPpm : 0,
  };
}

const GRANTS: ReadonlySet<EntryKind> = new Set<EntryKind>([
  "lease.granted",
  "run.started",
  "deployment.registered",
  "token.granted",
]);

function tokensWithinPower(site: StorySite): void {
  const branch = site.branch();
  for (const [name, { graph }] of site.state.deployments.sorted()) {
    const artifact = graph.nodes[0]?.weights ?? null;
    if (artifact === null) continue;
    const refused = branch.do({
      type: "token.request",
      token: "t",
      deployment: name,
      artifact,
      nodeKey: weights("node key"),
    });
    const granted = branch.entries.at(-1);
    if (refused !== null || granted?.kind !== "token.granted") continue;
    met.tokens += 1;
    const { levelPpm } = site.power(name);
    insist(
      levelPpm > 0 && granted.power.levelPpm <= levelPpm,
      () => `a token of ${granted.power.levelPpm} on ${levelPpm}`,
    );
  }
}

/** No output says what ACB-K §0 forbids to say. */
export const wordsAreKept: Law = (story, kernel = realKernel) => {
  const site = preparedSite(story.start, kernel);
  site.onStep = ({ decision }) => {
    const said = JSON.stringify(decision.kind === "decided" ? decision.entries : decision, withoutState);
    insist(!/\b(un)?safe|certified|aligned/i.test(said), () => said.slice(0, 300));
  };
  for (const happening of story.happenings) site.tell(happening);
};
