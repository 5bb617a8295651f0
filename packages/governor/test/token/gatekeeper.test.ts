import { digestOfValue } from "@plimsoll/foundation";
import { type Envelope, signingKeyFromSeed } from "@plimsoll/foundation/node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Admission, GateIdentity, Gatekeeper } from "../../src/gate/gatekeeper.ts";
import { type GatekeeperParts, openGatekeeper } from "../../src/gate/open-gatekeeper.ts";
import { signToken } from "../../src/token/compact-token.ts";
import { issueToken } from "../../src/token/issue-token.ts";
import { jsonWebKeySetOf } from "../../src/token/json-web-key-set.ts";
import { signFeed } from "../../src/token/signed-feed.ts";
import { withdrawalFeedOf } from "../../src/token/withdrawal-feed-of.ts";
import type { WithdrawalFeed } from "../../src/token/withdrawal-feed.ts";
import { deploy, deployedSite, judge, NODE, ORIGIN, proveControl, ToldClock, WEIGHTS } from "./token-rig.ts";

const IDENTITY: GateIdentity = { issuer: ORIGIN, audience: "internal", artifact: WEIGHTS, nodeKey: NODE };
const HOUR_MS = 3_600_000;

const codeOf = (admission: Admission): string => (admission.admitted ? "admitted" : admission.refusal.code);

/** A site, its token, and a gate on a machine of its own: its clock says the same, and goes its own way from then on. */
function guarded(over: Partial<GatekeeperParts> = {}) {
  const rig = deployedSite();
  const { token, claims } = issueToken(rig.site, { token: "t", deployment: "chat", artifact: WEIGHTS, nodeKey: NODE });
  const gateClock = new ToldClock();
  const parts = { identity: IDENTITY, jwks: rig.jwks, clock: gateClock, feedRequiredWithinMs: null, ...over };
  const gate = openGatekeeper(parts);
  let repeat = 0;
  const feedNow = (): WithdrawalFeed =>
    withdrawalFeedOf(rig.site.state, { issuer: ORIGIN, repeat: repeat++, nowMs: rig.site.now() });
  const feed = (over?: Partial<WithdrawalFeed>): Envelope => signFeed({ ...feedNow(), ...over }, rig.site.issuerKey);
  /** Time passes everywhere. */
  const pass = (ms: number): void => {
    rig.clock.pass(ms);
    gateClock.pass(ms);
  };
  return { ...rig, token, claims, gate, gateClock, feed, feedNow, pass, parts };
}

describe("who is admitted", () => {
  test("G-45 the token that was issued for this gate, until its end", () => {
    const { gate, token, claims, gateClock } = guarded();
    gateClock.pass(10_000);
    expect(gate.admit(token)).toEqual({ admitted: true, claims, untilMonotonicMs: gateClock.monotonic + 50_000 });
  });

  test.each<[string, Partial<GateIdentity>]>([
    ["TOKEN_ISSUER_MISMATCH", { issuer: "plimsoll.local/other" }],
    ["TOKEN_AUDIENCE_MISMATCH", { audience: "external" }],
    ["TOKEN_ARTIFACT_MISMATCH", { artifact: digestOfValue("other weights") }],
    ["TOKEN_NODE_MISMATCH", { nodeKey: digestOfValue("other node") }],
  ])("G-45 a stolen token is none elsewhere: %s", (code, over) => {
    const { parts, token } = guarded();
    const elsewhere = openGatekeeper({ ...parts, identity: { ...IDENTITY, ...over } });
    for (let again = 0; again < 3; again += 1) expect(codeOf(elsewhere.admit(token))).toBe(code);
  });

  test("G-45 nor is one that another site's key signed, under whatever name", () => {
    const { gate, claims, parts, token } = guarded();
    const stranger = signingKeyFromSeed(new Uint8Array(32).fill(9));
    expect(codeOf(gate.admit(signToken(claims, stranger)))).toBe("TOKEN_KEY_UNKNOWN");
    const other = openGatekeeper({ ...parts, jwks: jsonWebKeySetOf([stranger.publicKey]) });
    expect(codeOf(other.admit(token))).toBe("TOKEN_KEY_UNKNOWN");
    expect(codeOf(other.admit(signToken(claims, stranger)))).toBe("admitted");
  });

  test.each([[null], [""]])("G-45 no token, no service: %j", (token) => {
    expect(codeOf(guarded().gate.admit(token))).toBe("TOKEN_MISSING");
  });

  test("G-45 where the request says what it runs, that must be the token's, and it must say it", () => {
    const { parts, token } = guarded();
    const gate = openGatekeeper({ ...parts, identity: { ...IDENTITY, artifact: null } });
    expect(codeOf(gate.admit(token, WEIGHTS))).toBe("admitted");
    expect(codeOf(gate.admit(token, digestOfValue("other")))).toBe("TOKEN_ARTIFACT_MISMATCH");
    expect(codeOf(gate.admit(token))).toBe("TOKEN_ARTIFACT_MISMATCH");
  });

  test("G-45 L9 a request cannot talk a gate into serving something else", () => {
    const { gate, token } = guarded();
    expect(codeOf(gate.admit(token, WEIGHTS))).toBe("admitted");
    expect(codeOf(gate.admit(token, digestOfValue("other")))).toBe("TOKEN_ARTIFACT_MISMATCH");
  });
});

describe("withdrawal", () => {
  test("G-48 without a feed a token's life alone bounds it", () => {
    const { gate, site, token } = guarded();
    proveControl(site, "chat", "lost", 340);
    expect(codeOf(gate.admit(token))).toBe("admitted");
  });

  test("G-48 one feed after a kill, no token of the lineage is one, and who is served is told", () => {
    const { gate, site, token, feed } = guarded();
    expect(gate.hear(feed())).toBe(true);
    let told = 0;
    const watch = gate.onWithdrawal(() => (told += 1));
    expect(gate.hear(feed())).toBe(true);
    expect([codeOf(gate.admit(token)), told]).toEqual(["admitted", 0]);
    proveControl(site, "chat", "lost", 340);
    expect(gate.hear(feed())).toBe(true);
    expect([codeOf(gate.admit(token)), told]).toEqual(["TOKEN_WITHDRAWN", 1]);
    watch.stop();
    gate.hear(feed({ deployments: [] }));
    expect(told).toBe(1);
  });

  test("G-48 one who fails to end what it serves does not keep the others from it", () => {
    const { gate, feed } = guarded();
    let told = 0;
    gate.onWithdrawal(() => {
      throw new Error("broken");
    });
    gate.onWithdrawal(() => (told += 1));
    expect(() => gate.hear(feed())).toThrow(AggregateError);
    expect(told).toBe(1);
  });

  test.each<[string, (feed: WithdrawalFeed) => Partial<WithdrawalFeed>]>([
    ["a deployment that is not named", () => ({ deployments: [] })],
    ["level 0", () => ({ deployments: [{ deployment: "chat", levelPpm: 0 }] })],
    ["less power than it carries", () => ({ deployments: [{ deployment: "chat", levelPpm: 200_000 }] })],
    ["a higher kill epoch", () => ({ lineages: [{ lineage: "line", killEpoch: 1 }] })],
    ["a lineage that is not named", () => ({ lineages: [] })],
  ])("G-48 %s withdraws", (_, change) => {
    const { gate, token, feed, feedNow } = guarded();
    gate.hear(feed());
    expect(codeOf(gate.admit(token))).toBe("admitted");
    let told = 0;
    gate.onWithdrawal(() => (told += 1));
    expect(gate.hear(feed(change(feedNow())))).toBe(true);
    expect([codeOf(gate.admit(token)), told]).toEqual(["TOKEN_WITHDRAWN", 1]);
  });

  test("G-48 a token that was issued after a release carries the new epoch and counts", () => {
    const { gate, token, claims, site, feed } = guarded();
    gate.hear(feed({ lineages: [{ lineage: "line", killEpoch: 1 }] }));
    const newer = signToken({ ...claims, epochs: [{ lineage: "line", killEpoch: 1 }] }, site.issuerKey);
    expect([codeOf(gate.admit(token)), codeOf(gate.admit(newer))]).toEqual(["TOKEN_WITHDRAWN", "admitted"]);
  });

  test("G-48 other deployments are not touched", () => {
    const { gate, site, token, feed } = guarded();
    deploy(site, "batch", "internal");
    site.must("end", { type: "deployment.end", deployment: "batch" });
    gate.hear(feed());
    expect(codeOf(gate.admit(token))).toBe("admitted");
  });

  test("G-48 an external token falls with its release", () => {
    const rig = deployedSite("external");
    const { token } = issueToken(rig.site, { token: "t", deployment: "chat", artifact: WEIGHTS, nodeKey: NODE });
    const gate = openGatekeeper({
      identity: { ...IDENTITY, audience: "external" },
      jwks: rig.jwks,
      clock: rig.clock,
      feedRequiredWithinMs: null,
    });
    expect(codeOf(gate.admit(token))).toBe("admitted");
    judge(rig.site, "red");
    gate.hear(
      signFeed(
        withdrawalFeedOf(rig.site.state, { issuer: ORIGIN, repeat: 0, nowMs: rig.site.now() }),
        rig.site.issuerKey,
      ),
    );
    expect(codeOf(gate.admit(token))).toBe("TOKEN_WITHDRAWN");
  });
});

describe("feeds that are not believed", () => {
  test("G-49 an old one, played again after a withdrawal", () => {
    const { gate, site, token, feed } = guarded();
    const before = feed();
    gate.hear(before);
    proveControl(site, "chat", "lost", 340);
    gate.hear(feed());
    for (let again = 0; again < 3; again += 1) {
      expect(gate.hear(before)).toBe(false);
      expect(codeOf(gate.admit(token))).toBe("TOKEN_WITHDRAWN");
    }
  });

  test("G-49 the same one twice, and one whose time ran back", () => {
    const { gate, feed, feedNow } = guarded();
    const same = feed();
    expect([gate.hear(same), gate.hear(same)]).toEqual([true, false]);
    expect(gate.hear(feed({ at: feedNow().at - 1 }))).toBe(false);
  });

  test("G-49 of another issuer, of another key, altered, or none", () => {
    const { gate, token, site, feed, feedNow } = guarded();
    const stranger = signingKeyFromSeed(new Uint8Array(32).fill(9));
    const empty = { ...feedNow(), deployments: [] };
    const bad: unknown[] = [
      feed({ issuer: "plimsoll.local/other", deployments: [] }),
      signFeed(empty, stranger),
      { ...signFeed(empty, stranger), signatures: feed().signatures },
      signFeed({ ...empty, extra: 1 } as never, site.issuerKey),
      { ...signFeed(empty, site.issuerKey), payloadType: "application/json" },
      null,
      "feed",
      {},
      [],
    ];
    for (const each of bad) expect(gate.hear(each)).toBe(false);
    expect(codeOf(gate.admit(token))).toBe("admitted");
  });

  test("G-49 a token is no feed, and a feed no token, though one key signs both", () => {
    const { gate, token, feed } = guarded();
    expect(gate.hear(token)).toBe(false);
    expect(codeOf(gate.admit(JSON.stringify(feed())))).toBe("TOKEN_MALFORMED");
  });
});

describe("a gate that must hear", () => {
  test("G-50 serves nothing before the first feed, and nothing once it is older than agreed", () => {
    const { gate, token, feed, pass } = guarded({ feedRequiredWithinMs: 1_000 });
    expect(codeOf(gate.admit(token))).toBe("TOKEN_WITHDRAWN");
    gate.hear(feed());
    expect(gate.admit(token)).toMatchObject({ admitted: true, untilMonotonicMs: 6_000 });
    pass(1_000);
    expect(codeOf(gate.admit(token))).toBe("admitted");
    pass(1);
    expect(codeOf(gate.admit(token))).toBe("TOKEN_WITHDRAWN");
    gate.hear(feed());
    expect(codeOf(gate.admit(token))).toBe("admitted");
  });

  test("G-50 a feed that was held back on its way does not count from when it came", () => {
    const { gate, token, feed, pass } = guarded({ feedRequiredWithinMs: 1_000 });
    const held = feed();
    pass(5_000);
    expect(gate.hear(held)).toBe(true);
    expect(codeOf(gate.admit(token))).toBe("TOKEN_WITHDRAWN");
  });
});

describe("clocks", () => {
  test.each([-HOUR_MS, HOUR_MS])("G-51 a step of %d ms does not lengthen a token's life", (stepMs) => {
    const { gate, token, gateClock } = guarded();
    gateClock.pass(20_000);
    expect(codeOf(gate.admit(token))).toBe("admitted");
    gateClock.wall += stepMs;
    expect(codeOf(gate.admit(token))).toBe(stepMs > 0 ? "TOKEN_EXPIRED" : "admitted");
    gateClock.pass(39_999);
    expect(codeOf(gate.admit(token))).toBe(stepMs > 0 ? "TOKEN_EXPIRED" : "admitted");
    gateClock.pass(1);
    expect(codeOf(gate.admit(token))).toBe("TOKEN_EXPIRED");
  });

  test("G-51 a step back does not revive a token that was never shown before", () => {
    const { gate, token, gateClock } = guarded();
    gateClock.pass(61_000);
    gateClock.wall -= HOUR_MS;
    expect(codeOf(gate.admit(token))).toBe("TOKEN_EXPIRED");
  });

  test("G-51 a gate that was opened with a slow clock learns the time from the issuer's feed", () => {
    const slow = new ToldClock();
    slow.wall -= HOUR_MS;
    const { gate, token, feed, clock } = guarded({ clock: slow });
    expect(codeOf(gate.admit(token))).toBe("TOKEN_NOT_YET_VALID");
    gate.hear(feed());
    expect(codeOf(gate.admit(token))).toBe("admitted");
    clock.pass(60_000);
    slow.pass(60_000);
    expect(codeOf(gate.admit(token))).toBe("TOKEN_EXPIRED");
  });

  test("G-51 a token's life is counted from its first sight too, whatever the wall clock says", () => {
    const slow = new ToldClock();
    slow.wall -= 900;
    const { gate, token } = guarded({ clock: slow });
    expect(gate.admit(token)).toMatchObject({ admitted: true, untilMonotonicMs: slow.monotonic + 60_000 });
    slow.pass(59_999);
    expect(codeOf(gate.admit(token))).toBe("admitted");
    slow.pass(1);
    expect(codeOf(gate.admit(token))).toBe("TOKEN_EXPIRED");
  });

  test("G-51 whatever the steps, nothing is served beyond the token's end, and never later than was said", () => {
    const step = fc.record({
      passMs: fc.integer({ min: 0, max: 30_000 }),
      stepMs: fc.constantFrom(0, 0, 0, -HOUR_MS, HOUR_MS, -5_000, 5_000, -1),
      hears: fc.boolean(),
      shows: fc.boolean(),
    });
    const { token, claims, parts, site, feedNow } = guarded();
    const issuerAt = feedNow();
    let served = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const clock = new ToldClock();
        const startedAt = clock.wall;
        const gate = openGatekeeper({ ...parts, clock });
        let trueMs = startedAt;
        let untilMonotonicMs = Infinity;
        for (const [place, { passMs, stepMs, hears, shows }] of steps.entries()) {
          clock.pass(passMs);
          trueMs += passMs;
          clock.wall += stepMs;
          const sequence = { entries: issuerAt.sequence.entries, repeat: place };
          if (hears) gate.hear(signFeed({ ...issuerAt, at: trueMs, sequence }, site.issuerKey));
          if (!shows) continue;
          const admission = gate.admit(token);
          if (!admission.admitted) continue;
          served += 1;
          expect(trueMs).toBeLessThan(claims.exp * 1_000);
          expect(clock.monotonic).toBeLessThan(untilMonotonicMs);
          expect(admission.untilMonotonicMs - clock.monotonic).toBeLessThanOrEqual(claims.exp * 1_000 - trueMs);
          untilMonotonicMs = Math.min(untilMonotonicMs, admission.untilMonotonicMs);
        }
      }),
      { numRuns: 400 },
    );
    expect(served).toBeGreaterThan(100);
  });
});

test("G-44 a gate that was shown a token too early admits it in time: no denial is remembered", () => {
  const slow = new ToldClock();
  slow.wall -= 5_000;
  const { gate, token } = guarded({ clock: slow });
  expect(codeOf(gate.admit(token))).toBe("TOKEN_NOT_YET_VALID");
  slow.pass(5_000);
  expect(codeOf(gate.admit(token))).toBe("admitted");
});

test("G-41 a gate does not open with a key set that no site wrote", () => {
  const { parts } = guarded();
  const open = (): Gatekeeper => openGatekeeper({ ...parts, jwks: { keys: [] } });
  expect(open).toThrow(expect.objectContaining({ code: "JWKS_MALFORMED" }));
});
