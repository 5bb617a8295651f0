import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digestOfValue } from "@plimsoll/foundation";
import { publicKeyFromPem } from "@plimsoll/foundation/node";
import { expect, test } from "vitest";
import { digestOfSafeguards } from "../../src/evolution/fuse.ts";
import { policyStanding } from "../../src/evolution/policy-standing.ts";
import { intakeRulesDigest } from "../../src/intake/intake-rules.ts";
import { buildEvaluationPack } from "../../src/node/desk/build-evaluation-pack.ts";
import { implementationDigest } from "../../src/node/desk/implementation.ts";
import { openDesk, policyBytes } from "../../src/node/desk/open-desk.ts";
import { type Shipped, shipped, shippedDigests, shipping } from "../../src/node/desk/shipped.ts";
import { verifyPack } from "../../src/node/pack/verify-pack.ts";
import { withStore } from "../../src/node/store/with-store.ts";
import type { Policy } from "../../src/policy/policy.ts";
import { NOON_MS, Site } from "./site.ts";

const SLOW = { timeout: 120_000 };

const withSources = (policy: Policy, sourcesMin: number): Policy => ({
  ...policy,
  verification: { ...policy.verification, sourcesMin },
});

/** A log that was begun with other rules: as a program does whose files somebody edited. */
const begunWith = (site: Site, kit: Partial<Shipped>): Promise<void> =>
  withStore(site.store, (held) => openDesk(held, { ...shipped(), ...kit }, implementationDigest(), NOON_MS));

async function packed(site: Site) {
  const directory = site.path("pack");
  await buildEvaluationPack(site.store, { evaluation: "evaluation-1", directory, redactions: [] }, site.clock);
  const publicKey = publicKeyFromPem(readFileSync(join(site.store, "log/ledger.pub.pem"), "utf8"));
  return {
    verdict: verifyPack(directory, { publicKey }),
    risk: readFileSync(join(directory, "risk-report.json"), "utf8"),
  };
}

test("RS-480 a policy, safeguards, intake rules or a counter of logs that somebody edited are another program", () => {
  using site = new Site();
  const program = site.path("program");
  const files = [
    "src/a.ts",
    "evidence/src/b.ts",
    "policy/release-policy.json",
    "policy/safeguards.json",
    "intake/rules.json",
  ];
  for (const file of files) {
    mkdirSync(join(program, file, ".."), { recursive: true });
    writeFileSync(join(program, file), "1");
  }
  const digests = files.map((file) => {
    writeFileSync(join(program, file), "2");
    return implementationDigest(join(program, "src"), join(program, "evidence/src"));
  });
  expect(new Set(digests).size).toBe(files.length);
});

test("RS-481 what ships now is the last that is known to have shipped", () => {
  const { policy, safeguards, intakeRules } = shipped();
  const digests = shippedDigests();
  expect(digests.policies.at(-1)).toBe(digestOfValue(policy));
  expect(digests.safeguards.at(-1)).toBe(digestOfSafeguards(safeguards));
  expect(digests.intakeRules.at(-1)).toBe(intakeRulesDigest(intakeRules));
});

test(
  "RS-481 RS-482 an edited policy that goes in as shipped: nothing is Green under it, and no pack of it holds",
  SLOW,
  async () => {
    using site = new Site().golden("g1");
    await begunWith(site, { policy: withSources(shipped().policy, 1) });
    const { decision } = await site.evaluated();
    expect(decision.colour).toBe("RED");
    expect(decision.reasons.map(({ code }) => code)).toContain("VIOLATION_SELF_CHANGE_UNLOCKED");
    const { verdict, risk } = await packed(site);
    expect(verdict).toMatchObject({ ok: false, rules: { policy: "other", safeguards: "shipped", intake: "shipped" } });
    expect(verdict.faults.map(({ code, place }) => [code, place])).toEqual([["PACK_RULES_NOT_SHIPPED", "record 1"]]);
    expect(risk).toContain("not as it shipped, and looser somewhere");
  },
);

test("RS-481 RS-482 safeguards that were left out at the beginning", SLOW, async () => {
  using site = new Site().golden("g1");
  await begunWith(site, { safeguards: shipped().safeguards.slice(1) });
  expect((await site.evaluated()).decision.reasons.map(({ code }) => code)).toContain("VIOLATION_SELF_CHANGE_UNLOCKED");
  const { verdict } = await packed(site);
  expect(verdict).toMatchObject({ ok: false, rules: { policy: "shipped", safeguards: "other" } });
});

test("RS-481 a first policy under any other name is no shipped one either", SLOW, async () => {
  using site = new Site().golden("g1");
  const policy = withSources(shipped().policy, 1);
  const body = { policy: digestOfValue(policy), version: policy.version, previous: null, why: "ours" };
  const first = { ...body, by: ["ada", "bo"], direction: "first" } as const;
  await withStore(site.store, ({ store }) => void store.putBlobs([policyBytes(policy)]));
  await site.forge({ kind: "policy.adopted", subject: null, evaluation: null, body: first });
  const { decision } = await site.evaluated();
  expect(decision.reasons.map(({ code }) => code)).toContain("VIOLATION_SELF_CHANGE_UNLOCKED");
});

test("RS-482 rules as shipped are told so", SLOW, async () => {
  using site = new Site().golden("g1");
  expect((await site.evaluated()).decision.colour).toBe("GREEN");
  const { verdict, risk } = await packed(site);
  expect(verdict).toMatchObject({ ok: true, rules: { policy: "shipped", safeguards: "shipped", intake: "shipped" } });
  expect(risk).toContain("as it shipped with the program");
});

test("RS-482 a stricter policy is told apart from a looser one", () => {
  const ships = shipping();
  const standing = (policy: Policy) => policyStanding(policy, digestOfValue(policy), ships);
  expect(standing(ships.policy)).toBe("shipped");
  expect(standing(withSources(ships.policy, 41))).toBe("stricter");
  expect(standing(withSources(ships.policy, 39))).toBe("other");
});
