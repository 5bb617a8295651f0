import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openGatekeeper } from "../../src/gate/open-gatekeeper.ts";
import { type Beat, FEED_INTERVAL_MS, TokenKeeper, tokenName } from "../../src/token/keep-token.ts";
import { attest, deployedSite, judge, NODE, ORIGIN, proveControl, WEIGHTS } from "./token-rig.ts";

/** A site that keeps a gate in tokens and feeds, and a gate that reads what it writes, as one on the same machine does. */
function kept(audience: "internal" | "external" = "internal") {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-keep-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const files = { jwks: join(folder, "jwks.json"), withdrawals: join(folder, "withdrawals.json") };
  const { site, clock } = deployedSite(audience);
  const request = { deployment: "chat", artifact: WEIGHTS, nodeKey: NODE };
  const keeper = new TokenKeeper({ site, request, clock, files });
  const gate = openGatekeeper({
    identity: { issuer: ORIGIN, audience, artifact: WEIGHTS, nodeKey: NODE },
    jwks: JSON.parse(readFileSync(files.jwks, "utf8")),
    clock,
    feedRequiredWithinMs: 1_000,
  });
  let token: string | null = null;
  const beat = (): Beat => {
    const done = keeper.beat();
    token = done.issued?.token ?? token;
    gate.hear(JSON.parse(readFileSync(files.withdrawals, "utf8")));
    return done;
  };
  return { site, clock, beat, admitted: () => gate.admit(token).admitted };
}

test("G-52 beat by beat, a gate that must hear a feed each second serves without a gap", () => {
  const { clock, beat, admitted } = kept();
  let issued = 0;
  for (let ms = 0; ms < 100_000; ms += FEED_INTERVAL_MS) {
    if (beat().issued !== null) issued += 1;
    expect(admitted()).toBe(true);
    clock.pass(FEED_INTERVAL_MS);
    expect(admitted()).toBe(true);
  }
  expect(issued).toBe(4);
});

test("G-52 a kill takes the service within one beat, and no beat brings it back", () => {
  const { site, clock, beat, admitted } = kept();
  beat();
  expect(admitted()).toBe(true);
  proveControl(site, "chat", "lost", 340);
  const done = beat();
  expect(admitted()).toBe(false);
  expect(done).toMatchObject({ issued: null, refusal: { code: "LINEAGE_HOLD" } });
  for (let beats = 0; beats < 20; beats += 1) {
    clock.pass(FEED_INTERVAL_MS);
    expect(beat().issued).toBeNull();
    expect(admitted()).toBe(false);
  }
});

test("G-52 what the kernel refuses is asked again at every beat, until it grants", () => {
  const { site, clock, beat, admitted } = kept();
  attest(site, NODE, ORIGIN_WEIGHTS);
  expect(beat()).toMatchObject({ issued: null, refusal: { code: "UNATTESTED" } });
  expect(admitted()).toBe(false);
  clock.pass(FEED_INTERVAL_MS);
  attest(site, NODE, WEIGHTS);
  expect(beat().issued).not.toBeNull();
  expect(admitted()).toBe(true);
});

const ORIGIN_WEIGHTS = `sha256:${"0".repeat(64)}` as const;

test("G-52 a lower power is reissued at the next beat, not at the end of the token", () => {
  const { site, clock, beat, admitted } = kept();
  expect(beat().issued?.claims.power).toBe(1_000_000);
  clock.pass(FEED_INTERVAL_MS);
  for (const set of ["weak-1", "weak-2"]) proveControl(site, "chat", set, 4);
  expect(beat().issued?.claims.power).toBe(200_000);
  expect(admitted()).toBe(true);
});

test.each([0, 1, 399, 700])(
  "G-52 K-100 a verdict that ends takes the service with it, and the next one brings it back, with %i ms beyond seconds",
  (offMs) => {
    const { site, clock, beat, admitted } = kept("external");
    const lifeMs = 70_000 + offMs;
    judge(site, "green", lifeMs);
    const end = site.now() + lifeMs;
    for (let beats = 0; site.now() < end - 3_000; beats += 1) {
      beat();
      expect(admitted()).toBe(true);
      clock.pass(FEED_INTERVAL_MS);
    }
    // No throw: the last grants may have no whole second.
    while (site.now() < end) {
      const { issued } = beat();
      if (issued !== null) expect(issued.claims.exp * 1_000).toBeLessThanOrEqual(end);
      clock.pass(FEED_INTERVAL_MS);
    }
    for (let beats = 0; beats < 5; beats += 1) {
      expect(beat()).toMatchObject({ issued: null, refusal: { code: "NOT_RELEASED" } });
      expect(admitted()).toBe(false);
      clock.pass(FEED_INTERVAL_MS);
    }
    judge(site, "green");
    expect(beat().issued).not.toBeNull();
    expect(admitted()).toBe(true);
  },
);

test.each(["internal", "external"] as const)(
  "G-40 G-52 a policy that leaves tokens no whole second ends the keeping, for an %s audience, whatever its verdicts",
  (audience) => {
    const { site, clock, beat } = kept(audience);
    const policy = { ...site.policy, tokenTtlMs: { tier1: 1_000, tier2: 1_000 } };
    site.must("narrower", { type: "policy.change", policy });
    clock.pass(500);
    expect(beat).toThrow(expect.objectContaining({ code: "TOKEN_LIFE_TOO_SHORT" }));
  },
);

test("G-52 grants are named so that none is another's", () => {
  const { site, beat } = kept();
  const request = { deployment: "chat", artifact: WEIGHTS, nodeKey: NODE };
  const names = new Set([tokenName(site, request)]);
  for (const node of [NODE, ORIGIN_WEIGHTS]) names.add(tokenName(site, { ...request, nodeKey: node }));
  expect(names.size).toBe(2);
  beat();
  expect(names).not.toContain(tokenName(site, request));
});
