import { digestOf, type Digest, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { adoptPolicy, digestOfPolicy } from "../../src/evolution/adopt-policy.ts";
import { adoptSafeguards, changedRules } from "../../src/evolution/adopt-safeguards.ts";
import { changeLogEntry } from "../../src/evolution/change-log.ts";
import { ARBITERS, type ChangeVote, type ChangeWarrant } from "../../src/evolution/change-lock.ts";
import { digestOfSafeguards } from "../../src/evolution/fuse.ts";
import { policyChanges } from "../../src/evolution/policy-direction.ts";
import { LEVELS } from "../../src/policy/level.ts";
import type { Policy } from "../../src/policy/policy.ts";
import { cycleOf, caseFacts, NOW_MS, policy, riskOf, safeguard, starters } from "./case-facts.ts";

const HOUR_MS = 3_600_000;
const successor = (change: Partial<Policy> = {}): Policy => ({
  ...policy,
  version: "1.1.0",
  previous: digestOfPolicy(policy),
  ...change,
});
const tighter = successor({ decisionValidDays: 29 });
const looser = successor({ decisionValidDays: 31 });
const ofArbitration = successor({ evolution: { ...policy.evolution, harmonyMin: 7_100 } });
const other: Digest = digestOf(utf8("another candidate"));

const votesOn = (candidate: Digest, change: Partial<ChangeVote> = {}): readonly ChangeVote[] =>
  ARBITERS.map((by) => ({
    by,
    candidate,
    colour: "GREEN",
    reasons: ["no case becomes greener"],
    atMs: NOW_MS,
    ...change,
  }));
const warrant = (change: Partial<ChangeWarrant> = {}): ChangeWarrant => ({
  level: "ASL-3",
  signers: [],
  votes: [],
  nowMs: NOW_MS,
  ...change,
});
const adopt = (after: unknown, change: Partial<ChangeWarrant> = {}): string => {
  const result = adoptPolicy(policy, after, warrant(change));
  return result.ok ? result.value.direction : result.error;
};

test.each([
  ["the same version", { version: "1.0.0" }, "POLICY_VERSION_NOT_HIGHER"],
  ["a lower version", { version: "0.9.9" }, "POLICY_VERSION_NOT_HIGHER"],
  ["a version that is only longer as text", { version: "1.0.10" }, "tighter"],
  ["no predecessor", { previous: null }, "POLICY_NOT_ITS_SUCCESSOR"],
  ["another predecessor", { previous: other }, "POLICY_NOT_ITS_SUCCESSOR"],
])("RS-200 a policy with %s: as it should", (_, change, answer) => {
  expect(adopt({ ...tighter, ...change })).toBe(answer);
});

test("RS-200 versions compare as numbers", () => {
  const tenth = { ...policy, version: "1.10.0" };
  const result = adoptPolicy(tenth, { ...tighter, version: "1.9.0", previous: digestOfPolicy(tenth) }, warrant());
  expect(result).toEqual({ ok: false, error: "POLICY_VERSION_NOT_HIGHER" });
});

test("RS-200 what is no policy is not even compared", () => {
  expect(() => adopt({ ...tighter, exceptions: true })).toThrow(
    expect.objectContaining({ code: "RELEASE_POLICY_INVALID" }),
  );
});

test("RS-201 at every level to loosen needs two people, and one of them twice is one", () => {
  for (const level of LEVELS) {
    const votes = votesOn(digestOfPolicy(looser));
    expect(adopt(looser, { level, votes })).toBe("CHANGE_NOT_SIGNED_BY_TWO");
    expect(adopt(looser, { level, votes, signers: ["a", "a"] })).toBe("CHANGE_NOT_SIGNED_BY_TWO");
    expect(adopt(looser, { level, votes, signers: ["a", "b"] })).toBe("looser");
  }
  expect(adopt(tighter)).toBe("tighter");
});

const all = [0, 1, 2, 3, 4, 5, 6, 7].map((mask) => ARBITERS.filter((_, place) => (mask & (1 << place)) !== 0));

test.each(all.map((voters) => [voters.join(", ") || "nobody", voters] as const))(
  "A52 RS-202 beyond ASL-5 a change with votes of %s",
  (_, voters) => {
    const votes = votesOn(digestOfPolicy(tighter)).filter(({ by }) => voters.includes(by));
    expect(adopt(tighter, { level: "BEYOND", votes })).toBe(voters.length === 3 ? "tighter" : "CHANGE_VOTE_MISSING");
  },
);

test.each<[string, Partial<ChangeVote>, string]>([
  ["on another candidate", { candidate: other }, "CHANGE_VOTE_ON_ANOTHER"],
  ["that is Red", { colour: "RED" }, "CHANGE_VOTE_NOT_GREEN"],
  ["that is Yellow", { colour: "YELLOW" }, "CHANGE_VOTE_NOT_GREEN"],
  ["without reasons", { reasons: [] }, "CHANGE_VOTE_NOT_GREEN"],
  ["of 24 hours ago", { atMs: NOW_MS - 24 * HOUR_MS }, "tighter"],
  ["of more than 24 hours ago", { atMs: NOW_MS - 24 * HOUR_MS - 1 }, "CHANGE_VOTE_STALE"],
  ["of the future", { atMs: NOW_MS + 1 }, "CHANGE_VOTE_STALE"],
])("A52 RS-202 one vote of three %s", (_, change, answer) => {
  for (const place of [0, 1, 2]) {
    const votes = votesOn(digestOfPolicy(tighter)).map((vote, at) => (at === place ? { ...vote, ...change } : vote));
    expect(adopt(tighter, { level: "BEYOND", votes })).toBe(answer);
  }
});

test("RS-202 three votes of one arbiter are one, and a second vote that is Red spoils the first", () => {
  const [first] = votesOn(digestOfPolicy(tighter));
  expect(adopt(tighter, { level: "BEYOND", votes: [first!, first!, first!] })).toBe("CHANGE_VOTE_MISSING");
  const votes = [...votesOn(digestOfPolicy(tighter)), { ...first!, colour: "RED" as const }];
  expect(adopt(tighter, { level: "BEYOND", votes })).toBe("CHANGE_VOTE_NOT_GREEN");
});

test("A52 RS-203 the rules of arbitration change with three votes and two people; the candidate's own window counts for nothing", () => {
  const votes = votesOn(digestOfPolicy(ofArbitration));
  expect(adopt(ofArbitration, { level: "BEYOND", votes })).toBe("CHANGE_NOT_SIGNED_BY_TWO");
  expect(adopt(ofArbitration, { level: "BEYOND", votes, signers: ["a", "b"] })).toBe("tighter");
  const wide = successor({ evolution: { ...policy.evolution, arbitrationWindowMs: 1e12 } });
  const old = votesOn(digestOfPolicy(wide), { atMs: NOW_MS - 25 * HOUR_MS });
  expect(adopt(wide, { level: "BEYOND", votes: old, signers: ["a", "b"] })).toBe("CHANGE_VOTE_STALE");
});

const windowMs = policy.evolution.arbitrationWindowMs;
const adoptRules = (after: typeof starters, change: Partial<ChangeWarrant> = {}): string => {
  const result = adoptSafeguards(starters, after, warrant(change), windowMs);
  return result.ok ? result.value.direction : result.error;
};
const provisional = safeguard("new", { status: "provisional", requirement: { need: "drill" } });

test("RS-204 what a fusion adds asks nobody at any level; to confirm beyond ASL-5, and to take away, does", () => {
  for (const level of LEVELS) expect(adoptRules([...starters, provisional], { level })).toBe("tighter");
  const confirmed = [...starters, { ...provisional, status: "active" as const }];
  expect(adoptRules(confirmed, { level: "ASL-5" })).toBe("tighter");
  expect(adoptRules(confirmed, { level: "BEYOND" })).toBe("CHANGE_VOTE_MISSING");
  expect(adoptRules(confirmed, { level: "BEYOND", votes: votesOn(digestOfSafeguards(confirmed)) })).toBe("tighter");
  for (const level of LEVELS) {
    const votes = votesOn(digestOfSafeguards(starters.slice(1)));
    expect(adoptRules(starters.slice(1), { level, votes })).toBe("CHANGE_NOT_SIGNED_BY_TWO");
  }
});

test("RS-204 a fusion that takes something away at the same time is none", () => {
  const swapped = [...starters.slice(1), provisional];
  expect(adoptRules(swapped)).toBe("CHANGE_NOT_SIGNED_BY_TWO");
  const proposed = [...starters, safeguard("p", { status: "proposed" })];
  const dropped = adoptSafeguards(proposed, [...starters, provisional], warrant({ level: "BEYOND" }), windowMs);
  expect(dropped).toEqual({ ok: false, error: "CHANGE_VOTE_MISSING" });
  const demoted = [{ ...starters[0]!, status: "provisional" as const }, ...starters.slice(1), provisional];
  expect(adoptRules(demoted, { level: "BEYOND" })).toBe("CHANGE_VOTE_MISSING");
});

test("A58 RS-205 every evaluation has one entry of the change log, also where nothing changed", () => {
  const entryOf = (before: typeof starters, after: typeof starters, changes = policyChanges(policy, policy)) =>
    changeLogEntry({ safeguards: { before, after }, policy: changes, who: "evaluation-1", why: "one cycle" });
  expect(entryOf(starters, starters)).toEqual({
    change: "none",
    direction: "neutral",
    who: "evaluation-1",
    why: "one cycle",
    what: [],
  });
  const { kept } = cycleOf(caseFacts({ level: "ASL-5", risks: [riskOf("new", { safeguards: [] })] }));
  expect(entryOf(starters, kept)).toMatchObject({
    change: "safeguard",
    direction: "tighter",
    what: changedRules(starters, kept),
  });
  expect(entryOf(starters, starters.slice(1))).toMatchObject({
    change: "safeguard",
    direction: "looser",
    what: [starters[0]?.id],
  });
  expect(entryOf(starters, starters, policyChanges(policy, tighter))).toMatchObject({
    change: "policy",
    direction: "tighter",
  });
});
