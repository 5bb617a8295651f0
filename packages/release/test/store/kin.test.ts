import type { Digest } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { memoryReleaseStore } from "../../src/node/store/memory-store.ts";
import type { Bodies, Draft } from "../../src/record/bodies.ts";
import { caughtUp } from "../../src/state/caught-up.ts";
import { gateFacts } from "../../src/state/gate-facts.ts";
import { EMPTY_STATE, type ReleaseState } from "../../src/state/release-state.ts";
import { siteFacts } from "../../src/state/site-facts-of.ts";
import { evaluationDrafts, incident, NOON_MS, of, type TestedEvaluation } from "./drafts.ts";
import { shippedPolicy as policy } from "./shipped-policy.ts";

const HOUR_MS = 3_600_000;
const [ONE, TWIN, STRANGER] = ["one-name", "another-name", "nobody-near"];
const [SHARED, OWN] = [of("weights"), of("other weights")];

/** An evaluation of a subject with these weights. */
const evaluationOf = (tested: TestedEvaluation, artifacts: readonly Digest[]): readonly Draft[] =>
  evaluationDrafts(tested).map((draft) =>
    draft.kind === "evaluation.opened"
      ? { ...draft, body: { ...draft.body, subject: { ...draft.body.subject, artifacts: [...artifacts] } } }
      : draft,
  );

const about = <K extends keyof Bodies>(subject: string, kind: K, body: Bodies[K]): Draft =>
  ({ kind, subject, evaluation: null, body }) as Draft;

type Step = readonly [drafts: readonly Draft[], atMs: number];

function stateAfter(...steps: readonly Step[]): ReleaseState {
  using store = memoryReleaseStore();
  for (const [drafts, atMs] of steps) store.append(drafts, atMs);
  return caughtUp(EMPTY_STATE, store);
}

const pauseTo = (subject: string, to: Bodies["pause.changed"]["to"]): Draft =>
  about(subject, "pause.changed", { from: { state: "STABLE" }, to, why: "a test", isEscalated: false });

const read = (subject: string, index: number, unread: readonly string[] = []): Draft =>
  about(subject, "stability.read", {
    signals: [],
    raw: index,
    index,
    lowest: "coverage",
    unread: [...unread],
    engineIndex: 9_500,
    pause: { state: "STABLE" },
    phases: [],
    drills: [],
    series: [],
  });

const BOTH: readonly Step[] = [
  [evaluationOf({ evaluation: "evaluation-1", subject: TWIN }, [SHARED]), NOON_MS],
  [evaluationOf({ evaluation: "evaluation-2", subject: STRANGER }, [of("weights of nobody near")]), NOON_MS],
  [evaluationOf({ evaluation: "evaluation-3", subject: ONE }, [SHARED, OWN]), NOON_MS + 1],
];

const later = (subject: string, colour: "RED" | "YELLOW" | "GREEN"): readonly Draft[] =>
  evaluationOf({ evaluation: "evaluation-4", subject, colour, action: "train_start" }, []);

const EVENTS: readonly (readonly [string, (subject: string) => readonly Draft[], string])[] = [
  ["an incident", (subject) => [incident("i-9", subject)], "incident"],
  ["a stop", (subject) => [about(subject, "stop.ordered", { by: "duty officer", why: "x" })], "stop"],
  [
    "a pause that has ended",
    (subject) => [pauseTo(subject, { state: "PAUSED", cycles: 0 }), pauseTo(subject, { state: "STABLE" })],
    "pause",
  ],
  ["a Red decision", (subject) => later(subject, "RED"), "another answer on these weights"],
  ["a Yellow decision", (subject) => later(subject, "YELLOW"), "another answer on these weights"],
];

const voidedBy = (state: ReleaseState) => gateFacts(state, ONE, "internal_deploy", () => []).voidedBy;

test.each(EVENTS)("RS-505 %s on weights that it shares voids a decision, and on others' does not", (_, event, said) => {
  expect(voidedBy(stateAfter(...BOTH))).toEqual([]);
  expect(voidedBy(stateAfter(...BOTH, [event(TWIN), NOON_MS + 2]))).toEqual([said]);
  expect(voidedBy(stateAfter(...BOTH, [event(STRANGER), NOON_MS + 2]))).toEqual([]);
  expect(stateAfter(...BOTH, [event(TWIN), NOON_MS + 2]).faults).toEqual([]);
});

test("RS-505 a Green decision of other weights' name voids nothing", () => {
  expect(voidedBy(stateAfter(...BOTH, [later(TWIN, "GREEN"), NOON_MS + 2]))).toEqual([]);
});

test("RS-505 so does a pause that stood before it and stands on; what ended before does not", () => {
  const [twin, stranger, own] = BOTH as [Step, Step, Step];
  const paused = pauseTo(TWIN, { state: "PAUSED", cycles: 0 });
  expect(voidedBy(stateAfter(twin, stranger, [[paused], NOON_MS], own))).toEqual(["pause"]);
  const ended = [paused, pauseTo(TWIN, { state: "STABLE" }), incident("i-9", TWIN)];
  expect(voidedBy(stateAfter(twin, stranger, [ended, NOON_MS], own))).toEqual([]);
});

test("RS-505 an evaluation votes on the worst pause of these weights, and is held to their indices", () => {
  const facts = (...more: readonly Step[]) => {
    const state = stateAfter(...BOTH, ...more);
    const outside = { artifacts: [SHARED], parents: [], chainFaults: [], kernel: [] };
    return siteFacts(state, ONE, NOON_MS + 2 * HOUR_MS, policy, outside);
  };
  expect(facts()).not.toHaveProperty("kinPause");
  expect(facts()).not.toHaveProperty("kinSeries");
  const paused = facts([[pauseTo(TWIN, { state: "PAUSED", cycles: 2 })], NOON_MS + 2]);
  expect(paused).toMatchObject({ pause: { state: "STABLE" }, kinPause: { state: "PAUSED", cycles: 2 } });
  const ordered = { state: "PAUSING", orderedAtMs: NOON_MS, dueMs: NOON_MS + 60_000 } as const;
  expect(facts([[pauseTo(TWIN, ordered)], NOON_MS + 2])).toMatchObject({
    kinPause: { state: "FAILED", because: "not acknowledged" },
  });
  const fallen: Step[] = [
    [[read(TWIN, 4_000)], NOON_MS + 2],
    [[read(TWIN, 900)], NOON_MS + HOUR_MS],
  ];
  expect(facts(...fallen)).toMatchObject({
    series: [],
    kinSeries: [{ series: [4_000, 900], atMs: NOON_MS + HOUR_MS }],
  });
  expect(facts([[read(STRANGER, 900)], NOON_MS + 2])).not.toHaveProperty("kinSeries");
});

const seriesOf = (...steps: readonly Step[]) => {
  const outside = { artifacts: [], parents: [], chainFaults: [], kernel: [] };
  const { series, seriesAtMs } = siteFacts(stateAfter(...BOTH, ...steps), ONE, NOON_MS + HOUR_MS, policy, outside);
  return { series, seriesAtMs };
};

test("RS-394 asking again in one cycle keeps the worse index, and what was not read leaves the followed index as it was", () => {
  const first: Step = [[read(ONE, 4_000)], NOON_MS + 2];
  const kept = { series: [4_000], seriesAtMs: NOON_MS + 2 };
  expect(seriesOf(first)).toEqual(kept);
  expect(seriesOf(first, [[read(ONE, 9_000)], NOON_MS + 3])).toEqual(kept);
  expect(seriesOf(first, [[read(ONE, 3_000)], NOON_MS + 3])).toEqual({ ...kept, series: [3_000] });
  expect(seriesOf(first, [[read(ONE, 0, ["coverage"])], NOON_MS + 3])).toEqual(kept);
  expect(seriesOf(first, [[read(ONE, 9_900, ["coverage"])], NOON_MS + 2 * HOUR_MS])).toEqual(kept);
  expect(seriesOf(first, [[read(ONE, 9_000)], NOON_MS + HOUR_MS])).toEqual({
    series: [4_000, 9_000],
    seriesAtMs: NOON_MS + HOUR_MS,
  });
});
