import fc from "fast-check";
import { expect, test } from "vitest";
import { admit } from "../../src/gate/admit.ts";
import type { Bodies, Draft } from "../../src/record/bodies.ts";
import { placedDrafts } from "../../src/record/place-drafts.ts";
import { applyRecord } from "../../src/state/apply-record.ts";
import { gateFacts } from "../../src/state/gate-facts.ts";
import { EMPTY_STATE, type ReleaseState } from "../../src/state/release-state.ts";
import { decision, evaluationDrafts, incident, NOON_MS, of, SUBJECT } from "./drafts.ts";

/** As `caughtUp` does it, without a store: ten thousand logs are made here. */
const stateOf = (drafts: readonly Draft[]): ReleaseState =>
  placedDrafts(drafts, { sequence: 0, at: 0 }, NOON_MS).reduce(
    (state, { record }, place) => applyRecord(state, record, drafts[place]?.body as Bodies["incident.reported"]),
    EMPTY_STATE,
  );

const about = (kind: keyof Bodies, body: object, subject: string | null = SUBJECT): Draft =>
  ({ kind, subject, evaluation: null, body }) as unknown as Draft;

const override = {
  override: { id: "o-1", scope: "GRANT_T_VALUE", issuedAtMs: 0, expiresAtMs: NOON_MS * 2 },
  signatures: [],
};

/** Everything that a log can hold but a Green decision about this action on this subject. */
const others: readonly (readonly Draft[])[] = [
  evaluationDrafts({ evaluation: "evaluation-1", colour: "RED" }),
  evaluationDrafts({ evaluation: "evaluation-2", colour: "YELLOW" }),
  evaluationDrafts({ evaluation: "evaluation-3", action: "scale_up" }),
  evaluationDrafts({ evaluation: "evaluation-4", subject: "other-model" }),
  evaluationDrafts({ evaluation: "evaluation-5" }).slice(0, 2),
  // A Green decision of no evaluation, of another's, and of one that is decided.
  evaluationDrafts({ evaluation: "evaluation-9" }).slice(2),
  evaluationDrafts({ evaluation: "evaluation-4" }).slice(2),
  [
    ...evaluationDrafts({ evaluation: "evaluation-6", colour: "RED" }),
    ...evaluationDrafts({ evaluation: "evaluation-6" }).slice(2),
  ],
  [about("override.published", override), about("override.used", { override: "o-1", effect: "Allowed." })],
  [about("override.ended", { override: "o-1", by: "person-1" })],
  [about("pack.built", { evaluation: "evaluation-1", manifest: of("manifest") })],
  [
    about(
      "policy.adopted",
      { policy: of("policy"), version: "1.0.0", previous: null, by: [], why: "x", direction: "first" },
      null,
    ),
  ],
  [about("safeguards.adopted", { safeguards: [], by: ["a", "b"], why: "x" }, null)],
  [about("evaluation.withdrawn", { evaluation: "evaluation-1", by: "person-1", why: "x" })],
  [about("evaluation.withdrawn", { evaluation: "evaluation-2", by: "person-1", why: "x" })],
  [
    about("pause.changed", {
      from: { state: "PAUSED", cycles: 0 },
      to: { state: "STABLE" },
      why: "x",
      isEscalated: false,
    }),
  ],
  [about("vote.cast", { colour: "GREEN" })],
  [about("change.logged", { change: "none", direction: "neutral", who: "x", why: "x", what: ["x"] })],
  [about("budget.changed", { entries: [], balance: 100 }, null)],
  [incident("i-1")],
];

const asked = {
  subjectDigest: of("subject"),
  action: "internal_deploy",
  dossier: of("dossier"),
  policy: of("policy"),
  nowMs: NOON_MS + 1,
} as const;

const isAllowed = (state: ReleaseState, nowMs = asked.nowMs): boolean => {
  const { decision, voidedBy, hasPack } = gateFacts(state, SUBJECT, "internal_deploy", () => []);
  return admit(decision, { ...asked, nowMs, voidedBy, hasPack }).isAllowed;
};

test("A06 RS-288 the rig: one Green decision alone opens the gate", () => {
  expect(isAllowed(stateOf(evaluationDrafts({ evaluation: "evaluation-1" })))).toBe(true);
});

test("A06 RS-288 10 000 logs without a Green decision about this use: nothing in any of them opens the gate", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...others), { maxLength: 12 }), fc.nat({ max: 10_000 }), (chosen, laterMs) => {
      expect(isAllowed(stateOf(chosen.flat()), NOON_MS + laterMs)).toBe(false);
    }),
    { numRuns: 10_000 },
  );
});

test("A06 RS-288 10 000 bodies of a decision that are something else: the gate stays closed", () => {
  const field = fc.constantFrom(
    ...Object.keys(decision()).filter((name) => !["subject", "level", "votes", "sequence", "format"].includes(name)),
  );
  const odd = fc.oneof(
    fc.anything(),
    fc.constantFrom(null, true, "GREEN ", "green", [], {}, Number.NaN, -1, "external_deploy"),
  );
  const all = evaluationDrafts({ evaluation: "evaluation-1" });
  const right: Record<string, unknown> = { ...decision() };
  fc.assert(
    fc.property(field, odd, (name, value) => {
      if (value === right[name] || name === "reasons") return;
      const body = { ...right, [name]: value } as unknown as Bodies["incident.reported"];
      const made = placedDrafts(all, { sequence: 0, at: 0 }, NOON_MS).at(-1);
      if (made === undefined) throw new Error("no decision");
      const isOpen = isAllowed(applyRecord(stateOf(all.slice(0, -1)), made.record, body));
      // Within the time of its votes a decision may begin, and may end later, and stays what it is.
      const isTime = Number.isSafeInteger(value) && (value as number) >= 0;
      const isStillInForce =
        isTime &&
        (name === "decidedAtMs"
          ? NOON_MS <= (value as number) && (value as number) <= asked.nowMs
          : name === "expiresAtMs" && asked.nowMs < (value as number));
      expect(isOpen).toBe(isStillInForce);
    }),
    { numRuns: 10_000 },
  );
});
