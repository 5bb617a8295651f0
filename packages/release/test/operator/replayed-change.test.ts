import { cpSync } from "node:fs";
import type { Digest } from "@plimsoll/foundation";
import type { SigningKey } from "@plimsoll/foundation/node";
import { expect, test } from "vitest";
import type { ChangeVote } from "../../src/evolution/change-lock.ts";
import { changeStatement, type Warrant } from "../../src/evolution/change-warrant.ts";
import { adoptPolicyAt, policyInForceAt, policyProposal } from "../../src/node/desk/adopt-policy.ts";
import { changeVotes } from "../../src/node/desk/adopt-votes.ts";
import { replayMeans, signatureBy } from "../../src/node/desk/keys.ts";
import { digestOfPolicy, policyBytes } from "../../src/node/desk/open-desk.ts";
import { safeguardsAt } from "../../src/node/desk/adopt-safeguards.ts";
import { withStore } from "../../src/node/store/with-store.ts";
import type { Policy } from "../../src/policy/policy.ts";
import type { Draft } from "../../src/record/bodies.ts";
import { unlockedChanges } from "../../src/state/on-policy.ts";
import { ADA, BO, Site, STRANGER } from "./site.ts";

const SLOW = { timeout: 120_000 };
const WHY = "a test";

type Direction = "tighter" | "looser" | "neutral";

interface Forged {
  readonly signing?: readonly SigningKey[];
  readonly votes?: readonly ChangeVote[];
  readonly direction?: Direction;
  readonly place?: number;
  readonly why?: string;
  readonly isUnsigned?: boolean;
}

/** A record of a policy as somebody with the store's own key could write it. */
function recordOf(before: Policy, after: Policy, forged: Forged): Draft {
  const { signing = [], votes = [], direction = "tighter", place = 0, why = WHY, isUnsigned = false } = forged;
  const [previous, candidate] = [digestOfPolicy(before), digestOfPolicy(after)];
  const statement = changeStatement({ what: "policy", previous, candidate, why: WHY, place });
  const signatures = signing.map((key) => signatureBy(key, statement));
  const warrant: Warrant = { place, signatures, votes: [...votes] };
  const body = { policy: candidate, version: after.version, previous, by: ["ada", "bo"], why, direction };
  return {
    kind: "policy.adopted",
    subject: null,
    evaluation: null,
    body: { ...body, ...(isUnsigned ? {} : { warrant }) },
  };
}

const successor = (before: Policy, change: Partial<Policy>, version = "1.1.0"): Policy => ({
  ...before,
  version,
  previous: digestOfPolicy(before),
  ...change,
});
const withSources = ({ verification }: Policy, sourcesMin: number) => ({
  verification: { ...verification, sourcesMin },
});

async function keyed(id: string): Promise<Site> {
  const site = new Site().golden(id);
  await site.knows("ada", ADA, "architect");
  await site.knows("bo", BO, "independent");
  return site;
}

async function adoptForged(site: Site, after: Policy, draft: Draft): Promise<void> {
  await withStore(site.store, ({ store }) => store.putBlobs([policyBytes(after)]));
  await site.forge(draft);
}

const isUnlocked = async (site: Site): Promise<boolean> =>
  (await site.evaluated()).decision.reasons.some(({ code }) => code === "VIOLATION_SELF_CHANGE_UNLOCKED");

/** What an evaluation would be told, without judging anything. */
const unlockedIn = async (site: Site): Promise<readonly string[]> =>
  withStore(site.store, ({ store, state }) => unlockedChanges(state(), replayMeans(store)));

test.each<[string, number, Forged, boolean]>([
  ["tighter, by one key", 41, { signing: [ADA] }, false],
  ["tighter, by names alone", 41, { isUnsigned: true }, true],
  ["tighter, with no signature", 41, {}, true],
  ["tighter, by a stranger", 41, { signing: [STRANGER] }, true],
  ["looser, by two keys", 39, { signing: [ADA, BO], direction: "looser" }, false],
  ["looser, by one key", 39, { signing: [ADA], direction: "looser" }, true],
  ["looser, by one key twice", 39, { signing: [ADA, ADA], direction: "looser" }, true],
  ["looser, and it says tighter", 39, { signing: [ADA], direction: "tighter" }, true],
  ["looser, by two who were told that it is tighter", 39, { signing: [ADA, BO], direction: "tighter" }, true],
  ["tighter, signed for another place", 41, { signing: [ADA], place: 1 }, true],
  ["tighter, for a reason that nobody signed", 41, { signing: [ADA], why: "another" }, true],
])("RS-403 A52 a replay holds a policy to its lock: %s", SLOW, async (_, sources, forged, expected) => {
  using site = await keyed("g1");
  const { policy } = policyInForceAt(site.store);
  const after = successor(policy, withSources(policy, sources));
  await adoptForged(site, after, recordOf(policy, after, forged));
  expect((await unlockedIn(site)).length > 0).toBe(expected);
});

test("RS-403 a signature of a change that was made is good for no second one", SLOW, async () => {
  using site = await keyed("g1");
  const first = policyInForceAt(site.store).policy;
  const [ada, bo] = [site.keyFile(ADA), site.keyFile(BO)];
  const looser = successor(first, withSources(first, 39));
  const asked = { candidate: looser, why: WHY, keys: [ada, bo] };
  expect((await adoptPolicyAt(site.store, asked, site.clock)).ok).toBe(true);
  expect(await isUnlocked(site)).toBe(false);
  // The same bytes once more, after somebody went back: the chain breaks, and the signatures are of another place.
  const [body] = site.bodies("policy.adopted").slice(-1);
  if (body === undefined) throw new Error("nothing was adopted");
  await site.forge({ kind: "policy.adopted", subject: null, evaluation: null, body });
  expect(await isUnlocked(site)).toBe(true);
});

test("RS-403 a policy whose bytes are not in the store is unlocked, and decides nothing", SLOW, async () => {
  using site = await keyed("g1");
  const { policy } = policyInForceAt(site.store);
  const after = successor(policy, withSources(policy, 41));
  await site.forge(recordOf(policy, after, { signing: [ADA] }));
  await expect(site.evaluated()).rejects.toMatchObject({ code: "RELEASE_BLOB_MISSING" });
});

test(
  "RS-404 A52 beyond ASL-5 a change with 0, 1 or 2 votes, or on another candidate, is unlocked; with 3 it is not",
  SLOW,
  async () => {
    using site = await keyed("g10");
    expect((await site.evaluated()).decision.level).toBe("BEYOND");
    const { policy, level } = policyInForceAt(site.store);
    expect(level).toBe("BEYOND");
    const after = successor(policy, withSources(policy, 41));
    const rules = { policy, safeguards: safeguardsAt(site.store) };
    const candidate = digestOfPolicy(after);
    const votes = changeVotes(rules, { ...rules, policy: after }, candidate, site.nowMs);
    expect(votes.map(({ by, colour }) => [by, colour])).toEqual([
      ["L1", "GREEN"],
      ["L2", "GREEN"],
      ["arbitration", "GREEN"],
    ]);
    for (const vote of votes) expect(vote.reasons.length).toBeGreaterThan(0);
    const other = digestOfPolicy(policy);
    const ballots: readonly (readonly [readonly ChangeVote[], string | null])[] = [
      [[], "CHANGE_VOTE_MISSING"],
      [votes.slice(0, 1), "CHANGE_VOTE_MISSING"],
      [votes.slice(0, 2), "CHANGE_VOTE_MISSING"],
      [votes.slice(1), "CHANGE_VOTE_MISSING"],
      [[...votes.slice(0, 2), { ...(votes[2] as ChangeVote), candidate: other }], "CHANGE_VOTE_ON_ANOTHER"],
      [[...votes.slice(0, 2), { ...(votes[2] as ChangeVote), colour: "RED" }], "CHANGE_VOTE_NOT_GREEN"],
      [votes.map((vote) => ({ ...vote, atMs: vote.atMs - 86_400_001 })), "CHANGE_VOTE_STALE"],
      [votes, null],
    ];
    for (const [cast, fault] of ballots) {
      using copy = new Site();
      cpSync(site.store, copy.store, { recursive: true });
      await adoptForged(copy, after, recordOf(policy, after, { signing: [ADA], votes: cast }));
      const [said] = await unlockedIn(copy);
      if (fault === null) expect(said).toBe(undefined);
      else expect(said).toContain(fault);
    }
  },
);

test("RS-404 a lower level later does not open the lock that a higher one closed", SLOW, async () => {
  using site = await keyed("g10");
  expect((await site.evaluated()).decision.level).toBe("BEYOND");
  site.change("dossier.json", (text) => text.replace('"BEYOND"', "null"));
  expect((await site.evaluated()).decision.level).not.toBe("BEYOND");
  expect(policyInForceAt(site.store).level).toBe("BEYOND");
});

test(
  "RS-404 A52 with three Green votes a change is made; a rule of arbitration takes two people as well",
  SLOW,
  async () => {
    using site = await keyed("g10");
    await site.evaluated();
    const first = policyInForceAt(site.store).policy;
    const [ada, bo] = [site.keyFile(ADA), site.keyFile(BO)];
    const adopt = async (candidate: Policy, ...keys: readonly string[]) => {
      const adopted = await adoptPolicyAt(site.store, { candidate, why: WHY, keys }, site.clock);
      return adopted.ok ? adopted.value.direction : adopted.error;
    };
    const looser = successor(first, { decisionValidDays: first.decisionValidDays + 1 });
    expect(await adopt(looser, ada)).toBe("CHANGE_NOT_SIGNED_BY_TWO");
    expect(await adopt(looser, ada, bo)).toBe("looser");
    const ofArbitration = successor(
      looser,
      { evolution: { ...looser.evolution, harmonyMin: looser.evolution.harmonyMin + 100 } },
      "1.2.0",
    );
    expect(await adopt(ofArbitration, ada)).toBe("CHANGE_NOT_SIGNED_BY_TWO");
    expect(await adopt(ofArbitration, ada, bo)).toBe("tighter");
    expect(site.bodies("policy.adopted").at(-1)?.warrant?.votes).toHaveLength(3);
    expect(await isUnlocked(site)).toBe(false);
  },
);

test("RS-404 an arbiter is not Green for what makes its own layer greener", SLOW, async () => {
  using site = await keyed("g10");
  await site.evaluated();
  const { policy } = policyInForceAt(site.store);
  const rules = { policy, safeguards: safeguardsAt(site.store) };
  const votesFor = (after: Policy): Record<string, string> =>
    Object.fromEntries(
      changeVotes(rules, { ...rules, policy: after }, digestOfPolicy(after) as Digest, site.nowMs).map(
        ({ by, colour }) => [by, colour],
      ),
    );
  const blind = policy.stability.signals.map((signal) => ({ ...signal, badMicro: 10 * signal.badMicro }));
  const unstable = successor(policy, { stability: { ...policy.stability, critical: 0, signals: blind } });
  expect(votesFor(unstable)).toMatchObject({ L1: "GREEN", L2: "RED" });
  expect(policyProposal(site.store, unstable, { isSuccessor: true, nowMs: site.nowMs })).toMatchObject({
    refusal: "CHANGE_VOTE_NOT_GREEN",
    signaturesNeeded: 2,
  });
});
