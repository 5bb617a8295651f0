import { canonicalJson, digestOf, digestOfValue, utf8 } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import fc from "fast-check";
import { expect, test } from "vitest";
import { admit } from "../../src/gate/admit.ts";
import type { Decision } from "../../src/decision/decision.ts";
import { digestOfPolicy } from "../../src/evolution/adopt-policy.ts";
import { checkOverride, type KeyRole, type OverrideFacts } from "../../src/evolution/check-override.ts";
import { checkStop } from "../../src/evolution/emergency-stop.ts";
import { type Override, OVERRIDE_SCOPES, type SignedOverride } from "../../src/evolution/override.ts";
import { effectOf, underOverride } from "../../src/evolution/under-override.ts";
import { LEVELS } from "../../src/policy/level.ts";
import { readPolicy } from "../../src/policy/policy.ts";
import { DAY_MS, NOW_MS, policy } from "./case-facts.ts";

const keys = [1, 2, 3].map((digit) => signingKeyFromSeed(new Uint8Array(32).fill(digit)));
const [architect, independent, stranger] = keys as [(typeof keys)[0], (typeof keys)[0], (typeof keys)[0]];
const roles: readonly KeyRole[] = [
  { keyId: architect.keyId, role: "architect" },
  { keyId: independent.keyId, role: "independent" },
];
const verify: OverrideFacts["verify"] = (keyId, bytes, signature) =>
  keys.find((key) => key.keyId === keyId)?.publicKey.verify(bytes, Buffer.from(signature, "base64")) ?? false;
const digest = (name: string) => digestOf(utf8(name));

const override = (change: Partial<Override> = {}): Override => ({
  format: "plimsoll release override 1",
  id: "override-1",
  subjectDigest: digest("subject"),
  dossier: digest("dossier"),
  policy: digestOfPolicy(policy),
  level: "ASL-5",
  scope: "EXTEND_EVIDENCE_AGE",
  reason: "r".repeat(200),
  issuedAtMs: NOW_MS,
  expiresAtMs: NOW_MS + 7 * DAY_MS,
  ...change,
});
const sign = (of: Override, by = [architect, independent]): SignedOverride => ({
  override: of,
  signatures: by.map((key) => ({
    keyId: key.keyId,
    signature: Buffer.from(key.sign(utf8(canonicalJson(of)))).toString("base64"),
  })),
});
const facts = (published: readonly SignedOverride[], change: Partial<OverrideFacts> = {}): OverrideFacts => ({
  subjectDigest: digest("subject"),
  dossier: digest("dossier"),
  policy: digestOfPolicy(policy),
  level: "ASL-5",
  overrideDaysMax: 7,
  nowMs: NOW_MS,
  roles,
  verify,
  published: published.map((each) => digestOfValue(each)),
  used: [],
  ended: [],
  ...change,
});
const answerTo = (signed: SignedOverride, change: Partial<OverrideFacts> = {}): string => {
  const result = checkOverride(signed, facts([signed], change));
  return result.ok ? "used" : result.error;
};

test("A54 RS-206 an override holds by two keys, in its window, about this and nothing else", () => {
  expect(answerTo(sign(override()))).toBe("used");
});

test.each<[string, Partial<Override>, string]>([
  ["another subject", { subjectDigest: digest("x") }, "OVERRIDE_NOT_ABOUT_THIS"],
  ["another dossier", { dossier: digest("x") }, "OVERRIDE_NOT_ABOUT_THIS"],
  ["another policy", { policy: digest("x") }, "OVERRIDE_NOT_ABOUT_THIS"],
  ["another level", { level: "BEYOND" }, "OVERRIDE_NOT_ABOUT_THIS"],
  ["a level below ASL-5", { level: "ASL-4" }, "OVERRIDE_BELOW_ASL_5"],
  ["a scope of its own", { scope: "GRANT_GREEN" as never }, "OVERRIDE_MALFORMED"],
  ["a short reason", { reason: "r".repeat(199) }, "OVERRIDE_MALFORMED"],
  ["eight days", { expiresAtMs: NOW_MS + 7 * DAY_MS + 1 }, "OVERRIDE_NOT_IN_FORCE"],
  ["an end that is now", { issuedAtMs: NOW_MS - 1, expiresAtMs: NOW_MS }, "OVERRIDE_NOT_IN_FORCE"],
  ["a beginning to come", { issuedAtMs: NOW_MS + 1 }, "OVERRIDE_NOT_IN_FORCE"],
])("A54 RS-206 an override with %s is refused", (_, change, answer) => {
  expect(answerTo(sign(override(change)))).toBe(answer);
});

test("A54 RS-206 below ASL-5 every override is refused", () => {
  for (const level of LEVELS.slice(0, 4)) expect(answerTo(sign(override()), { level })).toBe("OVERRIDE_BELOW_ASL_5");
});

const forged = (signed: SignedOverride): SignedOverride => ({
  ...signed,
  override: { ...signed.override, scope: "GRANT_T_VALUE" },
});

test.each<[string, SignedOverride, Partial<OverrideFacts>]>([
  ["nobody", sign(override(), []), {}],
  ["the architect alone", sign(override(), [architect]), {}],
  ["the architect twice", sign(override(), [architect, architect]), {}],
  ["the independent key alone", sign(override(), [independent]), {}],
  ["the architect and a stranger", sign(override(), [architect, stranger]), {}],
  ["two keys over another text", forged(sign(override())), {}],
  [
    "one key that has both roles",
    sign(override(), [architect]),
    { roles: [...roles, { keyId: architect.keyId, role: "independent" }] },
  ],
  [
    "a key whose role is doubtful",
    sign(override()),
    { roles: [...roles, { keyId: independent.keyId, role: "architect" }] },
  ],
  ["keys that nobody has a role for", sign(override()), { roles: [] }],
])("A54 RS-207 an override signed by %s is refused", (_, signed, change) => {
  expect(answerTo(signed, change)).toBe("OVERRIDE_NOT_SIGNED");
});

test("A55 RS-208 it is public before it has an effect, and has one once", () => {
  const signed = sign(override());
  expect(answerTo(signed, { published: [] })).toBe("OVERRIDE_NOT_PUBLISHED");
  expect(answerTo(signed, { published: [digestOfValue(sign(override({ id: "override-2" })))] })).toBe(
    "OVERRIDE_NOT_PUBLISHED",
  );
  expect(answerTo(signed, { used: ["override-1"] })).toBe("OVERRIDE_USED");
  expect(answerTo(signed, { ended: ["override-1"] })).toBe("OVERRIDE_ENDED");
});

test("RS-206 what is no override is malformed, and nothing throws", () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const result = checkOverride(value, facts([]));
      return !result.ok && result.error === "OVERRIDE_MALFORMED";
    }),
  );
});

const scopes = fc.array(fc.constantFrom(...OVERRIDE_SCOPES), { maxLength: 6 });
const balances = fc.nat(100).map((balance) => ({ cap: 100, balance }));

test("A54 RS-209 overrides change ages of evidence and drills and the account, each at most double, and nothing else", () => {
  fc.assert(
    fc.property(scopes, balances, (granted, budget) => {
      const under = underOverride(
        policy,
        budget,
        granted.map((scope) => ({ scope })),
      );
      const { verification, stability } = under.policy;
      expect({
        ...under.policy,
        verification: { ...verification, maxAgeDays: policy.verification.maxAgeDays },
        stability: { ...stability, drillMaxAgeDays: policy.stability.drillMaxAgeDays },
      }).toEqual(policy);
      const factor = (scope: (typeof OVERRIDE_SCOPES)[number]) => (granted.includes(scope) ? 2 : 1);
      expect(verification.maxAgeDays).toEqual(
        policy.verification.maxAgeDays.map(({ kind, days }) => ({ kind, days: days * factor("EXTEND_EVIDENCE_AGE") })),
      );
      expect(stability.drillMaxAgeDays).toBe(30 * factor("EXTEND_PAUSE_DRILL_AGE"));
      expect(under.budget).toEqual(granted.includes("GRANT_T_VALUE") ? { cap: 100, balance: 100 } : budget);
      readPolicy(under.policy);
    }),
    { numRuns: 200 },
  );
});

test("RS-209 no age leaves what a policy may say", () => {
  const old = { ...policy, stability: { ...policy.stability, drillMaxAgeDays: 3_000 } };
  const under = underOverride(
    old,
    { cap: 100, balance: 0 },
    OVERRIDE_SCOPES.map((scope) => ({ scope })),
  );
  expect(readPolicy(under.policy).stability.drillMaxAgeDays).toBe(3_650);
});

test("RS-209 each scope says what it does", () => {
  expect(new Set(OVERRIDE_SCOPES.map((scope) => effectOf({ scope }))).size).toBe(3);
});

const decision: Decision = {
  format: "plimsoll release decision 1",
  subject: "subject-1",
  subjectDigest: digest("subject"),
  action: "train_start",
  dossier: digest("dossier"),
  policy: digestOfPolicy(policy),
  level: "ASL-5",
  colour: "GREEN",
  votes: { L1: "GREEN", L2: "GREEN", L3: "GREEN", L4: "GREEN" },
  reasons: [],
  sequence: 1,
  decidedAtMs: NOW_MS,
  expiresAtMs: NOW_MS + DAY_MS,
};
const use = {
  subjectDigest: decision.subjectDigest,
  action: decision.action,
  dossier: decision.dossier,
  policy: decision.policy,
  nowMs: NOW_MS,
  voidedBy: [],
  hasPack: true,
};

test("A54 RS-209 no override turns the gate: a decision that is not Green stays refused, and one under a changed policy is about another", () => {
  expect(admit(decision, use).isAllowed).toBe(true);
  for (const scope of OVERRIDE_SCOPES) {
    const offered = { ...use, overrides: [sign(override({ scope }))], override: sign(override({ scope })) };
    for (const colour of ["RED", "YELLOW"] as const)
      expect(admit({ ...decision, colour }, offered).isAllowed).toBe(false);
    const under = underOverride(policy, { cap: 100, balance: 0 }, [{ scope }]).policy;
    const isChanged = digestOfPolicy(under) !== digestOfPolicy(policy);
    expect(admit({ ...decision, policy: digestOfPolicy(under) }, use).isAllowed).toBe(!isChanged);
  }
});

const stop = {
  format: "plimsoll release stop 1" as const,
  by: independent.keyId,
  why: "It does what it should not.",
  atMs: NOW_MS,
};
const signedStop = (key = independent, of = stop) => ({
  stop: of,
  signature: Buffer.from(key.sign(utf8(canonicalJson(of)))).toString("base64"),
});

test("RS-210 to stop takes one key of either role, and no stranger's", () => {
  expect(checkStop(signedStop(), { roles, verify })).toMatchObject({ ok: true, value: stop });
  expect(checkStop(signedStop(architect, { ...stop, by: architect.keyId }), { roles, verify }).ok).toBe(true);
  expect(checkStop(signedStop(stranger, { ...stop, by: stranger.keyId }), { roles, verify })).toEqual({
    ok: false,
    error: "STOP_NOT_SIGNED",
  });
  expect(checkStop(signedStop(stranger), { roles, verify })).toEqual({ ok: false, error: "STOP_NOT_SIGNED" });
  expect(checkStop({ ...signedStop(), more: 1 }, { roles, verify })).toEqual({ ok: false, error: "STOP_MALFORMED" });
});
