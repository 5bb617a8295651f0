import type { Command } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { DeployedSite } from "../deployments/deployed-site.ts";
import { KEYS, startCommand, testPolicy } from "../test-site.ts";

const SECOND = "3e7e33e7e33e7e34";

/** A lab with two meters. */
function twoMeters(): DeployedSite {
  const site = new DeployedSite();
  const keys = [
    { keyId: KEYS.operatorA, role: "operator" },
    { keyId: KEYS.operatorB, role: "operator" },
    { keyId: KEYS.evaluator, role: "evaluator" },
    { keyId: KEYS.evaluatorB, role: "evaluator" },
    { keyId: KEYS.meter, role: "meter" },
    { keyId: SECOND, role: "meter" },
  ];
  site.do({ type: "site.open", site: "two", policy: testPolicy, keys } as Command);
  site.accredit("acme", KEYS.lab, { meters: [KEYS.meter, SECOND] });
  return site;
}

describe("a meter whose time is far ahead", () => {
  const OTHER = "1ab1ab1ab1ab1ab2";
  const revoke = (reason: "stolen" | "lost" | "retired"): Command => ({
    type: "key.revoke",
    keyId: KEYS.meter,
    reason,
  });

  /** Another lab, without meters, may compute; then the first one's meter tells a time that is far ahead. */
  function ahead(): DeployedSite {
    const site = DeployedSite.started({ meters: true });
    site.accredit("other", OTHER);
    site.do(startCommand({ run: "theirs", lab: "other", lineage: "theirs" }), [...Object.values(KEYS), OTHER]);
    expect(site.power("theirs").reasons).toEqual(["GENESIS"]);
    site.report({ measuredAt: Number.MAX_SAFE_INTEGER });
    expect(site.power("theirs").reasons).toEqual(["CLOCK_BEHIND"]);
    return site;
  }

  test("K-75 K-98 pauses the site no longer once it is revoked as stolen: a thief's clock is nobody's", () => {
    const site = ahead();
    expect(site.do(revoke("stolen"), [KEYS.operatorA, KEYS.operatorB])).toBeNull();
    expect(site.power("theirs").reasons).toEqual(["GENESIS"]);
  });

  test.each(["lost", "retired"] as const)(
    "K-75 K-97 a %s one pauses it until the key in its place reports",
    (reason) => {
      const site = ahead();
      site.do(revoke(reason), [KEYS.operatorA, KEYS.operatorB]);
      expect(site.power("theirs").reasons).toEqual(["CLOCK_BEHIND"]);
      const rotation = { type: "key.rotate", from: KEYS.meter, to: SECOND, publicKey: `${"A".repeat(43)}=` } as const;
      expect(site.do(rotation, [KEYS.operatorA, KEYS.operatorB])).toBeNull();
      expect(site.power("theirs").reasons).toEqual(["CLOCK_BEHIND"]);
      expect(site.report({}, [SECOND])).toBeNull();
      expect(site.power("theirs").reasons).toEqual(["GENESIS"]);
    },
  );
});

describe("whose report it is", () => {
  test("K-74 of two meters each reports for itself, and no report is signed by both", () => {
    const site = twoMeters();
    expect(site.report({}, [KEYS.meter, SECOND])).toBe("SIGNER_NOT_ALLOWED");
    expect(site.report({}, [SECOND])).toBeNull();
    expect(site.newest("meter.reported")?.meter).toBe(SECOND);
    expect(site.report({}, [KEYS.meter, KEYS.operatorA])).toBeNull();
    expect(site.newest("meter.reported")?.meter).toBe(KEYS.meter);
  });

  test("K-75 each meter has a clock of its own: what runs back is compared with its own last report", () => {
    const site = twoMeters();
    expect(site.report({ measuredAt: site.at }, [KEYS.meter])).toBeNull();
    expect(site.report({ measuredAt: site.at - 3_000 }, [SECOND])).toBeNull();
    expect(site.report({ measuredAt: site.at - 4_000 }, [SECOND])).toBe("METER_REVERSED");
    expect(site.report({ measuredAt: site.at - 1 }, [KEYS.meter])).toBe("METER_REVERSED");
  });
});

describe("a meter's clock that was ahead", () => {
  /** A first report so many ms ahead of the site, and what a second one is answered. */
  function second(firstAheadMs: number, secondAheadMs: number) {
    const site = DeployedSite.started({ meters: true });
    site.at += 1_000;
    expect(site.report({ measuredAt: site.at + firstAheadMs })).toBeNull();
    return site.report({ measuredAt: site.at + secondAheadMs });
  }

  test.each([
    ["five seconds, which is no future", 5_000, 4_999, "METER_REVERSED"],
    ["more than that, and now in the present", 5_001, 5_000, null],
    ["far ahead, and now in the present", 3_600_000, 0, null],
    ["far ahead, and now less far", 3_600_000, 5_001, "METER_REVERSED"],
    ["far ahead, and now farther", 3_600_000, 3_600_001, null],
  ] as const)("K-75 %s", (_, firstAheadMs, secondAheadMs, code) => {
    expect(second(firstAheadMs, secondAheadMs)).toBe(code);
  });
});
