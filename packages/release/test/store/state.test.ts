import fc from "fast-check";
import { expect, test } from "vitest";
import { openLedger, spend, type TEntry } from "../../src/budget/t-ledger.ts";
import { admit } from "../../src/gate/admit.ts";
import { memoryReleaseStore } from "../../src/node/store/memory-store.ts";
import type { Bodies, Draft } from "../../src/record/bodies.ts";
import { caughtUp } from "../../src/state/caught-up.ts";
import { gateFacts } from "../../src/state/gate-facts.ts";
import { EMPTY_STATE, nextEvaluationId, policyInForce, type ReleaseState } from "../../src/state/release-state.ts";
import { unlockedChanges } from "../../src/state/on-policy.ts";
import { siteFacts } from "../../src/state/site-facts-of.ts";
import { NO_MEANS } from "../../src/state/warranted-change.ts";
import { dueRecharge, tLedger } from "../../src/state/t-account.ts";
import { DAY_MS, decision, evaluationDrafts, incident, NOON_MS, of, SUBJECT } from "./drafts.ts";
import { shippedPolicy as policy } from "./shipped-policy.ts";

const NOTHING = { artifacts: [], parents: [], chainFaults: [], kernel: [] } as const;

/** The state after drafts, each list appended together. */
function stateAfter(...appends: readonly (readonly Draft[])[]): ReleaseState {
  using store = memoryReleaseStore();
  for (const [place, drafts] of appends.entries()) store.append(drafts, NOON_MS + place);
  return caughtUp(EMPTY_STATE, store);
}

const about = <K extends keyof Bodies>(kind: K, body: Bodies[K], evaluation: string | null = null): Draft =>
  ({ kind, subject: SUBJECT, evaluation, body }) as Draft;

const ofSite = <K extends keyof Bodies>(kind: K, body: Bodies[K]): Draft =>
  ({ kind, subject: null, evaluation: null, body }) as Draft;

const factsOf = (state: ReleaseState, nowMs = NOON_MS + 1_000) => siteFacts(state, SUBJECT, nowMs, policy, NOTHING);
const gateOf = (state: ReleaseState) => gateFacts(state, SUBJECT, "internal_deploy", () => []);
const green = evaluationDrafts({ evaluation: "evaluation-1" });

const adopted = (name: string, previous: string | null, change: Partial<Bodies["policy.adopted"]> = {}): Draft =>
  ofSite("policy.adopted", {
    policy: of(name),
    version: "1.0.0",
    previous: previous === null ? null : of(previous),
    by: ["person-1"],
    why: "a test",
    direction: previous === null ? "first" : "tighter",
    ...change,
  });

test("RS-285 an empty log: nothing decided, a full account, a policy of nobody", () => {
  expect(factsOf(EMPTY_STATE)).toMatchObject({ earlier: [], budget: { cap: 100, balance: 100 }, chainFaults: [] });
  expect(gateOf(EMPTY_STATE)).toEqual({
    decision: null,
    evaluation: null,
    voidedBy: [],
    hasPack: false,
    policy: null,
    faults: [],
  });
  expect(nextEvaluationId(EMPTY_STATE)).toBe("evaluation-1");
});

test("RS-285 the policy in force is the last one, and a chain with a gap is a fault", () => {
  const whole = stateAfter([adopted("p1", null), adopted("p2", "p1")]);
  expect(policyInForce(whole)?.policy).toBe(of("p2"));
  expect(whole.faults).toEqual([]);
  const broken = stateAfter([adopted("p1", null), adopted("p3", "p2")]);
  expect(policyInForce(broken)?.policy).toBe(of("p3"));
  expect(factsOf(broken).chainFaults).toHaveLength(1);
});

test.each<[string, Partial<Bodies["policy.adopted"]>, number]>([
  ["tighter, by one", {}, 0],
  ["by nobody", { by: [] }, 1],
  ["looser, by one", { direction: "looser" }, 1],
  ["looser, by one under its name twice", { direction: "looser", by: ["p", "p"] }, 1],
  ["looser, by two", { direction: "looser", by: ["p", "q"] }, 0],
  ["that calls itself the first", { direction: "first" }, 1],
])("RS-286 a change of policy %s", (_, change, unlocked) => {
  const began = [adopted("p1", null, { by: [] }), ofSite("safeguards.adopted", { safeguards: [], by: [], why: "x" })];
  const state = stateAfter([...began, adopted("p2", "p1", change)]);
  expect(unlockedChanges(state, { ...NO_MEANS, hasShipped: () => true })).toHaveLength(unlocked);
  expect(unlockedChanges(state)).toHaveLength(unlocked + 2);
});

test("A64 RS-287 every evaluation stays in the list: Red, withdrawn and broken off", () => {
  const state = stateAfter(
    green,
    evaluationDrafts({ evaluation: "evaluation-2", colour: "RED" }),
    evaluationDrafts({ evaluation: "evaluation-3" }).slice(0, 1),
    [about("evaluation.withdrawn", { evaluation: "evaluation-1", by: "person-1", why: "wrong logs" })],
  );
  const { earlier, unreflected } = factsOf(state);
  expect(earlier.map(({ evaluation, outcome }) => [evaluation, outcome])).toEqual([
    ["evaluation-1", "withdrawn"],
    ["evaluation-2", "RED"],
    ["evaluation-3", "aborted"],
  ]);
  expect(unreflected).toEqual(["evaluation-3"]);
  expect(nextEvaluationId(state)).toBe("evaluation-4");
});

const admission = (state: ReleaseState) => {
  const { decision: standing, voidedBy, hasPack } = gateOf(state);
  const { subjectDigest, dossier, policy } = decision();
  return admit(standing, {
    subjectDigest,
    action: "internal_deploy",
    dossier,
    policy,
    nowMs: NOON_MS + 1,
    voidedBy,
    hasPack,
  });
};

test("RS-288 a Green decision in the log opens the gate for its own action and subject", () => {
  const state = stateAfter(green);
  expect(admission(state).isAllowed).toBe(true);
  expect(gateFacts(state, SUBJECT, "scale_up", () => []).decision).toBe(null);
  expect(gateFacts(state, "other-model", "internal_deploy", () => []).decision).toBe(null);
});

const withdrawn = about("evaluation.withdrawn", { evaluation: "evaluation-2", by: "person-1", why: "a test" });

test.each<[string, readonly (readonly Draft[])[]]>([
  ["an incident", [[incident("i-1")]]],
  ["an incident of the site", [[incident("i-1", null)]]],
  ["an emergency stop", [[about("stop.ordered", { by: "person-1", why: "now" })]]],
  ["an emergency stop of the site", [[ofSite("stop.ordered", { by: "person-1", why: "now" })]]],
  ["other safeguards", [[ofSite("safeguards.adopted", { safeguards: [], by: ["person-1", "person-2"], why: "now" })]]],
  [
    "a pause",
    [
      [
        about("pause.changed", {
          from: { state: "STABLE" },
          to: { state: "PAUSED", cycles: 0 },
          why: "low",
          isEscalated: false,
        }),
      ],
    ],
  ],
  [
    "a pause that ended",
    [
      [
        about("pause.changed", {
          from: { state: "STABLE" },
          to: { state: "PAUSED", cycles: 0 },
          why: "low",
          isEscalated: false,
        }),
      ],
      [
        about("pause.changed", {
          from: { state: "PAUSED", cycles: 0 },
          to: { state: "STABLE" },
          why: "high",
          isEscalated: false,
        }),
      ],
    ],
  ],
  ["a Red decision", [evaluationDrafts({ evaluation: "evaluation-2", colour: "RED" })]],
  ["a Red decision that was withdrawn", [evaluationDrafts({ evaluation: "evaluation-2", colour: "RED" }), [withdrawn]]],
  ["a Green decision that was withdrawn", [evaluationDrafts({ evaluation: "evaluation-2" }), [withdrawn]]],
  ["a record that contradicts the log", [[about("override.used", { override: "o-1", effect: "none" })]]],
])("A05 A54 RS-288 after a Green decision, %s closes the gate", (_, later) => {
  expect(admission(stateAfter(green, ...later)).isAllowed).toBe(false);
});

test("RS-288 what happened before a decision does not void it", () => {
  const before = [incident("i-1"), about("stop.ordered", { by: "person-1", why: "then" })];
  expect(admission(stateAfter(before, green)).isAllowed).toBe(true);
});

test("A63 RS-288 a pack is there for the decision that it was built for", () => {
  const built = about("pack.built", { evaluation: "evaluation-1", manifest: of("manifest") });
  expect(gateOf(stateAfter(green, [built])).hasPack).toBe(true);
  expect(gateOf(stateAfter(green, [built], evaluationDrafts({ evaluation: "evaluation-2" }))).hasPack).toBe(false);
});

const ordered = (id: string, share: number): Draft =>
  about("modulation.ordered", {
    setPoint: { share, heldCycles: 2, isPaused: false },
    commands: [{ id, lever: "traffic", operation: "scale", share, heldCycles: 2, dueMs: NOON_MS + 60_000 }],
  });

test.each<[string, readonly Draft[], readonly string[]]>([
  ["nobody answered", [], ["c-1"]],
  [
    "it was refused",
    [about("modulation.answered", { command: "c-1", isAcknowledged: false, readBack: 8_500 })],
    ["c-1"],
  ],
  [
    "it was not read back",
    [about("modulation.answered", { command: "c-1", isAcknowledged: true, readBack: null })],
    ["c-1"],
  ],
  [
    "it was read back above the order",
    [about("modulation.answered", { command: "c-1", isAcknowledged: true, readBack: 8_501 })],
    ["c-1"],
  ],
  [
    "it was read back as ordered",
    [about("modulation.answered", { command: "c-1", isAcknowledged: true, readBack: 8_500 })],
    [],
  ],
  [
    "a newer order to the lever was not answered",
    [about("modulation.answered", { command: "c-1", isAcknowledged: true, readBack: 8_500 }), ordered("c-2", 7_225)],
    ["c-2"],
  ],
])("A47 RS-289 a command counts as executed only when it was read back: %s", (_, answers, unexecuted) => {
  const state = stateAfter([ordered("c-1", 8_500)], answers);
  expect(factsOf(state)).toMatchObject({ unexecuted, chainFaults: [] });
});

test("A47 RS-289 an answer after its time does not count", () => {
  using store = memoryReleaseStore();
  store.append([ordered("c-1", 8_500)], NOON_MS);
  store.append(
    [about("modulation.answered", { command: "c-1", isAcknowledged: true, readBack: 8_500 })],
    NOON_MS + 60_001,
  );
  expect(factsOf(caughtUp(EMPTY_STATE, store)).unexecuted).toEqual(["c-1"]);
});

test("A32 RS-289 a pause that nobody acknowledged in time has failed, whether or not somebody wrote it down", () => {
  const to = { state: "PAUSING", orderedAtMs: NOON_MS, dueMs: NOON_MS + 60_000 } as const;
  const state = stateAfter([about("pause.changed", { from: { state: "STABLE" }, to, why: "low", isEscalated: false })]);
  expect(factsOf(state, NOON_MS + 60_000).pause).toEqual(to);
  expect(factsOf(state, NOON_MS + 60_001).pause).toEqual({ state: "FAILED", because: "not acknowledged" });
});

test("RS-289 the evaluator rests a cycle a second, never backwards, and what is not told to rest is not taken for rested", () => {
  const at = (state: ReleaseState, seconds: number) => factsOf(state, NOON_MS + 1_000 * seconds).engine;
  const left = stateAfter([ofSite("engine.loaded", { index: 3_600, isResting: true })]);
  expect([0, 1, 2, 3, 60, -5].map((seconds) => at(left, seconds).index)).toEqual([
    3_600, 4_400, 5_200, 6_000, 10_000, 3_600,
  ]);
  expect(at(left, 2).isResting).toBe(true);
  expect(at(left, 3).isResting).toBe(false);
  expect(at(stateAfter([ofSite("engine.loaded", { index: 9_000, isResting: false })]), 1).index).toBe(9_200);
  expect(at(EMPTY_STATE, 100)).toEqual({ index: 9_500, isResting: false });
});

const override = (change: object = {}): Draft =>
  about("override.published", {
    override: {
      format: "plimsoll release override 1",
      id: "o-1",
      subjectDigest: of("subject"),
      dossier: of("dossier"),
      policy: of("policy"),
      level: "ASL-5",
      scope: "GRANT_T_VALUE",
      reason: "x".repeat(200),
      issuedAtMs: NOON_MS,
      expiresAtMs: NOON_MS + DAY_MS,
      ...change,
    },
    signatures: [],
  });
const used = about("override.used", { override: "o-1", effect: "a test" });

test("A55 RS-291 an override has an effect after it is published, once, and until it is ended or over", () => {
  const published = stateAfter([override()]);
  expect(factsOf(published).overrides.map(({ id }) => id)).toEqual(["o-1"]);
  expect(factsOf(published, NOON_MS + DAY_MS).overrides).toEqual([]);
  expect(factsOf(published, NOON_MS - 1).overrides).toEqual([]);
  expect(factsOf(stateAfter([override(), used]))).toMatchObject({ overrides: [], chainFaults: [] });
  const ended = about("override.ended", { override: "o-1", by: "person-1" });
  expect(factsOf(stateAfter([override(), ended]))).toMatchObject({ overrides: [], chainFaults: [] });
  for (const wrong of [
    [used],
    [used, override()],
    [override(), used, used],
    [override(), ended, used],
    [override(), override()],
  ])
    expect(
      factsOf(stateAfter(wrong)).chainFaults.length,
      JSON.stringify(wrong.map(({ kind }) => kind)),
    ).toBeGreaterThan(0);
});

const spent = (works: number, balance: number, key = "s"): Draft => {
  let ledger = { ...openLedger(100), balance };
  for (let place = 0; place < works; place += 1) {
    const paid = spend(ledger, "repair", `${key}-${place}`);
    if (paid.ok) ledger = paid.value;
  }
  return ofSite("budget.changed", { entries: ledger.entries, balance: ledger.balance });
};

test("A55 RS-291 a grant fills the account to its cap and not above, and is used up like any other T", () => {
  const state = stateAfter([spent(9, 100)], [override(), used]);
  expect(factsOf(state)).toMatchObject({ budget: { cap: 100, balance: 100 }, chainFaults: [] });
  const after = stateAfter([spent(9, 100)], [override(), used], [spent(2, 100, "later")]);
  expect(factsOf(after)).toMatchObject({ budget: { balance: 80 }, chainFaults: [] });
});

const entry = (change: Partial<TEntry>): Draft => {
  const made: TEntry = { key: "k", kind: "spent", amount: 10, reason: "repair", balance: 80, ...change };
  return ofSite("budget.changed", { entries: [made], balance: made.balance });
};

test.each<[string, Draft]>([
  ["pays less than it says", entry({ balance: 85 })],
  ["gives more than it says", entry({ kind: "recharged", amount: 10, balance: 101 })],
  ["pays what is not there", entry({ amount: 100, balance: -10 })],
  ["pays a negative amount", entry({ amount: -50, balance: 140 })],
  ["pays nothing", entry({ amount: 0, balance: 90 })],
  ["stands there twice", entry({ key: "s-0" })],
])("A56 RS-292 a line of the account that %s is a fault, and gives no T", (_, line) => {
  const facts = factsOf(stateAfter([spent(1, 100)], [line]));
  expect(facts.chainFaults.length).toBeGreaterThan(0);
  expect(facts.budget.balance).toBeLessThanOrEqual(90);
  expect(facts.budget.balance).toBeGreaterThanOrEqual(0);
});

const recharged = (state: ReleaseState, nowMs: number): number | null => {
  const due = dueRecharge(state.account, policy.budget, nowMs);
  return due?.kind === "budget.changed" ? due.body.balance : null;
};

test("A56 RS-293 the schedule gives 10 T a day, once, up to the cap, and saves nothing up", () => {
  const empty = stateAfter([spent(10, 100)]);
  expect(tLedger(empty.account, policy.budget).balance).toBe(0);
  expect([0, 1, 2, 9, 10, 400, -3].map((days) => recharged(empty, NOON_MS + days * DAY_MS))).toEqual([
    null,
    10,
    20,
    90,
    100,
    100,
    null,
  ]);
  using store = memoryReleaseStore();
  store.append([spent(10, 100)], NOON_MS);
  const give = (nowMs: number): number => {
    const due = dueRecharge(caughtUp(EMPTY_STATE, store).account, policy.budget, nowMs);
    return due === null ? 0 : store.append([due], nowMs).length;
  };
  expect([1, 1, 1.4, 2].map((days) => give(NOON_MS + days * DAY_MS))).toEqual([1, 0, 0, 1]);
  expect(tLedger(caughtUp(EMPTY_STATE, store).account, policy.budget).balance).toBe(20);
});

test("A56 RS-293 days on which the account was full are not paid out later", () => {
  using store = memoryReleaseStore();
  store.append([incident("i-1")], NOON_MS);
  const late = NOON_MS + 19 * DAY_MS;
  expect(recharged(caughtUp(EMPTY_STATE, store), late)).toBe(null);
  store.append([spent(10, 100)], late);
  expect(recharged(caughtUp(EMPTY_STATE, store), late + 1)).toBe(null);
  expect(recharged(caughtUp(EMPTY_STATE, store), late + DAY_MS)).toBe(10);
});

test("A56 RS-293 whatever is paid and given, the balance stays between 0 and the cap, and follows from its lines", () => {
  const steps = fc.array(fc.tuple(fc.constantFrom("search", "repair", "high-risk evaluation", "day"), fc.nat(3)), {
    maxLength: 60,
  });
  fc.assert(
    fc.property(steps, (moves) => {
      using store = memoryReleaseStore();
      let [state, nowMs] = [EMPTY_STATE, NOON_MS];
      for (const [place, [move, days]] of moves.entries()) {
        nowMs += move === "day" ? days * DAY_MS : 0;
        const due = dueRecharge(state.account, policy.budget, nowMs);
        if (due !== null) store.append([due], nowMs);
        state = caughtUp(state, store);
        const before = tLedger(state.account, policy.budget);
        const after = move === "day" ? null : spend(before, move, `${place}`);
        if (after?.ok === true) {
          const entries = after.value.entries.slice(before.entries.length);
          store.append([ofSite("budget.changed", { entries, balance: after.value.balance })], nowMs);
        }
        state = caughtUp(state, store);
        const { balance } = tLedger(state.account, policy.budget);
        expect(balance >= 0 && balance <= 100).toBe(true);
        expect(state.faults).toEqual([]);
      }
      expect(caughtUp(EMPTY_STATE, store).account.balance).toBe(state.account.balance);
    }),
    { numRuns: 60 },
  );
});

test("A33 RS-279 asking leaves the state as it is, also for an old version of it", () => {
  using store = memoryReleaseStore();
  store.append(green, NOON_MS);
  const old = caughtUp(EMPTY_STATE, store);
  const before = JSON.stringify([factsOf(old), gateOf(old)]);
  store.append([incident("i-1")], NOON_MS + 1);
  const fresh = caughtUp(old, store);
  expect(gateOf(fresh).voidedBy).toEqual(["incident"]);
  expect(JSON.stringify([factsOf(old), gateOf(old)])).toBe(before);
  expect(gateOf(fresh).voidedBy).toEqual(["incident"]);
});
