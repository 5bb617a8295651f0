import { digestOf, RandomStream, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { Decision } from "../../src/decision/decision.ts";
import { admit, type UseFacts } from "../../src/gate/admit.ts";
import { pickedFrom } from "./flaws.ts";
import { evaluated, goldenInput } from "./rig.ts";

/*
 * Everything that the gate reads: the decision (null, or its fields), and of the moment the subject's digest, the action, the
 * dossier's digest, the policy's digest, the time, what happened since, and whether there is a pack. There is no flag, role,
 * header or environment beside them.
 */
const green: Decision = evaluated(goldenInput("g1")).decision;
const use: UseFacts = {
  subjectDigest: green.subjectDigest,
  action: green.action,
  dossier: green.dossier,
  policy: green.policy,
  nowMs: green.decidedAtMs + 1,
  voidedBy: [],
  hasPack: true,
};
const other = digestOf(utf8("other"));
const ODD = [
  null,
  undefined,
  true,
  false,
  0,
  1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  "",
  "GREEN",
  "green",
  [],
  ["GREEN"],
  {},
  other,
];

/** The rule, said once more and naively. */
function isAllowed(decision: unknown, facts: UseFacts): boolean {
  if (decision === null || typeof decision !== "object") return false;
  const own = decision as Decision;
  if (Object.keys(own).toSorted().join() !== Object.keys(green).toSorted().join()) return false;
  const isOwnGreen = own.colour === "GREEN" && JSON.stringify(own.votes) === JSON.stringify(green.votes);
  const isAbout =
    own.subjectDigest === facts.subjectDigest &&
    own.action === facts.action &&
    own.dossier === facts.dossier &&
    own.policy === facts.policy;
  if (![own.subjectDigest, own.dossier, own.policy].every((each) => /^sha256:[0-9a-f]{64}$/.test(each))) return false;
  if (![own.decidedAtMs, own.expiresAtMs].every(Number.isSafeInteger)) return false;
  const isInForce = own.decidedAtMs <= facts.nowMs && facts.nowMs < own.expiresAtMs;
  const isOut = facts.action === "external_deploy" || facts.action === "weights_release";
  const isClear = Array.isArray(facts.voidedBy) && facts.voidedBy.length === 0;
  const isBare = Array.isArray(own.reasons) && own.reasons.length === 0;
  return isOwnGreen && isBare && isAbout && isInForce && isClear && ((facts.hasPack as unknown) === true || !isOut);
}

const DECISION_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  colour: ["GREEN", "YELLOW", "RED"],
  votes: [
    green.votes,
    { ...green.votes, L1: "RED" },
    { ...green.votes, L4: "YELLOW" },
    { L1: "GREEN", L2: "GREEN", L3: "GREEN" },
    Object.create(green.votes) as unknown,
  ],
  action: ["external_deploy", "weights_release", "internal_deploy", "train_start"],
  subjectDigest: [green.subjectDigest, other],
  dossier: [green.dossier, other],
  policy: [green.policy, other],
  decidedAtMs: [green.decidedAtMs, use.nowMs, use.nowMs + 1],
  expiresAtMs: [green.expiresAtMs, use.nowMs, use.nowMs + 1],
  reasons: [[], [{ code: "CONDITION_SSI_MARGIN", records: [], detail: "near", wouldChange: "more" }]],
};
const USE_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  subjectDigest: [use.subjectDigest, other],
  action: ["external_deploy", "weights_release", "internal_deploy", "train_start"],
  dossier: [use.dossier, other],
  policy: [use.policy, other],
  nowMs: [use.nowMs, green.decidedAtMs, green.decidedAtMs - 1, green.expiresAtMs - 1, green.expiresAtMs],
  voidedBy: [[], ["incident"], ["pause"], ["kill"], ["freeze"], ["stop"], ["incident", "kill"]],
  hasPack: [true, false],
};
const EXTRA = ["force", "isAllowed", "override", "admin", "role", "__proto__", "constructor", "x-release", "RSP_ALLOW"];

/** Some of the fields made anew: mostly by what could stand there, now and then by anything; and fields that nobody asks for. */
function mutated<T extends Decision | UseFacts>(
  base: T,
  values: Readonly<Record<string, readonly unknown[]>>,
  stream: RandomStream,
): T {
  const changed: Record<string, unknown> = { ...base };
  const changes = stream.below(4);
  for (let each = 0; each < changes; each += 1) {
    const field = pickedFrom(Object.keys(values), stream) ?? "";
    changed[field] = pickedFrom(stream.chance(5, 6) ? (values[field] ?? []) : ODD, stream);
  }
  if (stream.chance(1, 3))
    Object.defineProperty(changed, pickedFrom(EXTRA, stream) ?? "force", { value: true, enumerable: true });
  return (stream.chance(1, 20) ? Object.create(changed) : changed) as T;
}

const allows = (decision: unknown, facts: UseFacts): boolean => {
  try {
    return admit(decision as Decision | null, facts).isAllowed;
  } catch {
    // Who asks gets no admission: that is a refusal.
    return false;
  }
};

test("RS-368 A05 A06 the gate allows what the rule allows and nothing else, in ten thousand inputs", () => {
  const seen = { allowed: 0, refused: 0 };
  for (let seed = 0; seed < 10_000; seed += 1) {
    const stream = RandomStream.from("gate", seed);
    const decision = stream.chance(1, 50) ? pickedFrom(ODD, stream) : mutated(green, DECISION_VALUES, stream);
    const facts = mutated(use, USE_VALUES, stream);
    const expected = isAllowed(decision, facts);
    expect({ seed, isAllowed: allows(decision, facts) }).toEqual({ seed, isAllowed: expected });
    seen[expected ? "allowed" : "refused"] += 1;
  }
  expect(Math.min(seen.allowed, seen.refused)).toBeGreaterThan(1_000);
});

test("RS-368 A05 the Green decision of the small model opens its own gate, and each other question is refused", () => {
  expect(admit(green, use)).toEqual({ isAllowed: true, untilMs: green.expiresAtMs });
  const refused: readonly Partial<UseFacts>[] = [
    { action: "weights_release" },
    { subjectDigest: other },
    { dossier: other },
    { policy: other },
    { nowMs: green.expiresAtMs },
    { nowMs: green.decidedAtMs - 1 },
    { hasPack: false },
    { voidedBy: ["stop"] },
  ];
  for (const change of refused) {
    const admission = admit(green, { ...use, ...change });
    expect(admission.isAllowed).toBe(false);
    expect(admission.isAllowed ? [] : admission.reasons.length).toBe(1);
  }
});

test.each(["g2", "g4", "g5", "g6", "g7", "g8", "g9", "g10", "g11"])(
  "RS-368 A04 %s is refused at its own gate with its reasons",
  (id) => {
    const { decision } = evaluated(goldenInput(id));
    const { subjectDigest, action, dossier, policy, decidedAtMs: nowMs } = decision;
    const admission = admit(decision, { subjectDigest, action, dossier, policy, nowMs, voidedBy: [], hasPack: true });
    expect(admission).toEqual({ isAllowed: false, reasons: decision.reasons });
  },
);

test("RS-368 a decision that is Green and whose votes are not is refused", () => {
  for (const layer of ["L1", "L2", "L3", "L4"] as const)
    for (const colour of ["YELLOW", "RED"] as const)
      expect(admit({ ...green, votes: { ...green.votes, [layer]: colour } }, use).isAllowed).toBe(false);
});
