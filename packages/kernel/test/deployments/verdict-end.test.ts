import { apply, decide, type Entry, releasedUntil, snapshotOf, stateDigest, stateFromSnapshot } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { emptyState } from "../../src/state/state.ts";
import { refusalOf } from "../guards/told.ts";
import { KEYS, testPolicy, weights } from "../test-site.ts";
import { DeployedSite, withTool } from "./deployed-site.ts";

const DAY_MS = 86_400_000;
const W0 = weights("w0");
const GRANT_MS = testPolicy.tokenTtlMs.tier1;
/** Evidence that does not age before the verdicts do. */
const LASTING = { ...testPolicy, evidenceTtlMs: 31 * DAY_MS, attestationTtlMs: 31 * DAY_MS };

const outside = (audience: "internal" | "external" = "external"): DeployedSite =>
  DeployedSite.deployedInFull({ policy: LASTING, deployment: { audience } });

const verdict = (expiresAt: number, level: "green" | "yellow" | "red" = "green", artifact = W0) =>
  ({ type: "release.judge", artifact, level, pack: weights("pack"), expiresAt }) as const;

const until = (site: DeployedSite): number | null => {
  const deployment = site.deployment();
  if (deployment === undefined) throw new Error("the test site is not deployed");
  return releasedUntil(site.state, deployment, site.at);
};

describe("the end of a verdict", () => {
  test("K-100 no token goes outside from the end on, and nobody entered anything", () => {
    const site = outside();
    const end = site.at + DAY_MS;
    site.do(verdict(end));
    const entries = site.state.entryCount;
    site.at = end - 1;
    expect(until(site)).toBe(end);
    site.at = end;
    expect(until(site)).toBeNull();
    expect(site.state.entryCount).toBe(entries);
    expect(site.token()).toBe("NOT_RELEASED");
    site.at += 5 * DAY_MS;
    expect(site.token()).toBe("NOT_RELEASED");
  });

  test("K-100 the refusal says what is missing", () => {
    const site = outside();
    const request = { type: "token.request", token: "t", deployment: "dep", artifact: W0 } as const;
    expect(refusalOf(site, { ...request, nodeKey: weights("node key") })).toEqual({
      code: "NOT_RELEASED",
      expected: "full control and a green release that has not ended",
      received: "full, no such release",
      fix: "judge the release: release.judge",
    });
    site.do(verdict(site.at + DAY_MS));
    site.probeGraph("weak", { uncontrolled: 20 });
    expect(refusalOf(site, { ...request, nodeKey: weights("node key") })?.received).toBe("research, released");
  });

  test.each([
    ["as long as the policy says, well before the end", GRANT_MS + 1, GRANT_MS],
    ["as long as the policy says, where the verdict ends with it", GRANT_MS, GRANT_MS],
    ["no longer than the verdict", GRANT_MS - 1, GRANT_MS - 1],
    ["a millisecond, where no more is left", 1, 1],
  ])("K-72 K-100 a token for outside holds %s", (_, leftMs, lifeMs) => {
    const site = outside();
    site.do(verdict(site.at + leftMs));
    expect(site.token()).toBeNull();
    expect(site.newest("token.granted")?.expiresAt).toBe(site.at + lifeMs);
  });

  test("K-100 inside the lab no verdict cuts a token, and none refuses one", () => {
    const site = outside("internal");
    site.do(verdict(site.at + 1));
    expect(site.token()).toBeNull();
    expect(site.newest("token.granted")?.expiresAt).toBe(site.at + GRANT_MS);
    site.at += DAY_MS;
    expect(site.token()).toBeNull();
  });

  test("K-100 the first end of all that the system is made of counts", () => {
    const site = DeployedSite.started({ policy: LASTING });
    site.do({ type: "dataset.register", lab: "acme", dataset: weights("tool"), chunks: [], derivedFrom: [] });
    site.deploy({ graph: withTool, audience: "external" });
    site.probeGraph("d-1");
    site.probeGraph("d-2");
    site.attest();
    const graph = site.deployment()?.graphDigest ?? W0;
    const start = site.at;
    for (const [artifact, ms] of [
      [W0, 300],
      [graph, 200],
      [weights("tool"), 100],
    ] as const) {
      site.do(verdict(start + ms, "green", artifact));
      expect(until(site)).toBe(start + ms);
    }
    expect(site.token()).toBeNull();
    expect(site.newest("token.granted")?.expiresAt).toBe(start + 100);
    site.at = start + 100;
    expect(site.token()).toBe("NOT_RELEASED");
  });

  test("K-100 a verdict on something else in the system releases no artifact", () => {
    const site = outside();
    site.do(verdict(site.at + DAY_MS, "green", site.deployment()?.graphDigest));
    expect(until(site)).toBe(site.at + DAY_MS);
    expect(site.token()).toBe("NOT_RELEASED");
  });

  test("K-100 where nothing was judged, nothing is released", () => {
    expect(until(outside())).toBeNull();
  });

  test.each(["yellow", "red"] as const)("K-100 a %s verdict is no green one, before its end and after it", (level) => {
    const site = outside();
    site.do(verdict(site.at + 20 * DAY_MS));
    site.do(verdict(site.at + 1_000, level));
    expect(site.token()).toBe("NOT_RELEASED");
    site.at += 1_000;
    expect(until(site)).toBeNull();
    expect(site.token()).toBe("NOT_RELEASED");
    site.at += DAY_MS;
    expect(site.token()).toBe("NOT_RELEASED");
  });

  test("K-100 the newest verdict counts, whether it ends sooner or later", () => {
    const site = outside();
    const start = site.at;
    site.do(verdict(start + 20 * DAY_MS));
    site.do(verdict(start + 1_000));
    site.at = start + 1_000;
    expect(site.token()).toBe("NOT_RELEASED");
    site.do(verdict(start + 2_000));
    expect(site.token()).toBeNull();
    expect(site.newest("token.granted")?.expiresAt).toBe(start + 2_000);
  });
});

describe("ends that no verdict may have", () => {
  const MOST_MS = 366 * DAY_MS;

  test.each([
    ["the first after now", 1, null],
    ["366 days from now", MOST_MS, null],
    ["now", 0, "COMMAND_MALFORMED"],
    ["past", -1, "COMMAND_MALFORMED"],
    ["later than 366 days from now", MOST_MS + 1, "COMMAND_MALFORMED"],
  ])("K-100 of whatever level, %s", (_, ms, code) => {
    const site = DeployedSite.started();
    for (const level of ["green", "yellow", "red"] as const) {
      expect(site.do(verdict(site.at + ms, level))).toBe(code);
    }
    expect(site.state.releases.has(W0)).toBe(code === null);
  });

  test("K-100 the refusal names the place and the times", () => {
    const site = DeployedSite.started();
    expect(refusalOf(site, verdict(site.at))).toEqual({
      code: "COMMAND_MALFORMED",
      expected: `a time after ${site.at} and up to ${site.at + MOST_MS} at "/expiresAt"`,
      received: `${site.at}`,
      fix: "end the verdict with the decision that it rests on, at most 366 days from now",
    });
  });

  test.each([undefined, null, 1.5, -1, "1790000000000", Number.MAX_SAFE_INTEGER + 1])(
    "K-2 K-100 %j is no end",
    (expiresAt) => {
      const { state, at } = DeployedSite.started();
      const body = { ...verdict(0), expiresAt };
      const signers = Object.values(KEYS).map((keyId) => ({ keyId }));
      const decision = decide(state, { id: "judge", digest: weights("bytes"), at, signers, body });
      expect(decision).toMatchObject({ kind: "refused", refusal: { code: "COMMAND_MALFORMED" } });
    },
  );

  test("K-6 K-100 an end that may not be is graver than a signature that is missing", () => {
    const site = DeployedSite.started();
    expect(site.do(verdict(site.at + 1), [KEYS.operatorA])).toBe("SIGNER_NOT_ALLOWED");
    expect(site.do(verdict(site.at), [KEYS.operatorA])).toBe("COMMAND_MALFORMED");
  });

  test("K-4 K-100 the same command again gets its receipt, also after the verdict has ended", () => {
    const site = DeployedSite.started();
    const signers = Object.values(KEYS).map((keyId) => ({ keyId }));
    const stamped = { id: "judge", digest: weights("bytes"), at: site.at, signers, body: verdict(site.at + 1) };
    const first = decide(site.state, stamped);
    if (first.kind !== "decided") throw new Error("the verdict was refused");
    expect(decide(first.next, { ...stamped, at: site.at + DAY_MS }).kind).toBe("repeated");
  });
});

describe("ledgers from before verdicts had an end", () => {
  /** The same ledger, as a kernel wrote it that knew no end. */
  function older(): { readonly site: DeployedSite; readonly entries: readonly Entry[] } {
    const site = outside();
    site.do(verdict(site.at + DAY_MS));
    const entries = site.entries.map((entry) => {
      if (entry.kind !== "release.judged") return entry;
      const { expiresAt: _, ...rest } = entry;
      return rest;
    });
    return { site, entries };
  }

  test("K-7 K-100 they are read as before, and their verdicts have ended", () => {
    const { site, entries } = older();
    const state = entries.reduce(apply, emptyState());
    expect(state.releases.get(W0)).toEqual({
      artifact: W0,
      level: "green",
      pack: weights("pack"),
      judgedAt: site.at,
      expiresAt: site.at,
    });
    expect(stateDigest(entries.reduce(apply, emptyState()))).toBe(stateDigest(state));
    const restored = stateFromSnapshot(snapshotOf(state));
    expect(restored.ok && stateDigest(restored.value)).toBe(stateDigest(state));
    expect(site.token()).toBeNull();
    site.state = state;
    expect(until(site)).toBeNull();
    expect(site.token()).toBe("NOT_RELEASED");
    site.do(verdict(site.at + DAY_MS));
    expect(site.token()).toBeNull();
  });
});
