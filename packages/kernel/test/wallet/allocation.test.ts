import { describe, expect, test } from "vitest";
import { allocationBaseMicroCu, allotted, cappedByYearBefore } from "../../src/wallet/allocation.ts";
import { quarterNumber, quarterNumbered, quarterOf, quarterStartMs } from "../../src/wallet/quarter.ts";
import { KEYS, startCommand, testPolicy, TestSite, weights } from "../test-site.ts";

const CU = 1_000_000;
const EPOCH_MS = Date.UTC(2026, 0, 1);
const HUNDRED = { perHeadMicroCu: 100 * CU, perComputeUnitMicroCu: 0, epochMs: EPOCH_MS };
const ONE_HEAD = { headcount: 1, baselineComputeUnits: 0 };

/** Goes to the first instant of a later quarter and lets time do its work. */
function turnTo(site: TestSite, quarter: "2026Q4" | "2027Q1" | "2027Q3"): void {
  site.at = quarterStartMs(quarter);
  site.do({ type: "tick", holders: [] });
}

describe("quarters", () => {
  test.each(["1970Q1", "2024Q1", "2026Q3", "2027Q1", "2100Q2", "2400Q4"] as const)(
    "K-11 %s begins where it says",
    (quarter) => {
      const start = quarterStartMs(quarter);
      expect(quarterOf(start)).toBe(quarter);
      expect(quarterOf(start - 1)).toBe(quarterNumbered(quarterNumber(quarter) - 1));
      expect(new Date(start).getUTCDate()).toBe(1);
    },
  );
});

describe("allocations", () => {
  test("K-11 base 100 CU three full years on is 94.119200 CU", () => {
    expect(allocationBaseMicroCu(HUNDRED, ONE_HEAD, "2026Q1")).toBe(100 * CU);
    expect(allocationBaseMicroCu(HUNDRED, ONE_HEAD, "2026Q4")).toBe(100 * CU);
    expect(allocationBaseMicroCu(HUNDRED, ONE_HEAD, "2029Q2")).toBe(94_119_200);
  });

  test("K-11 a base beyond what JSON carries exactly is cut, not rounded up", () => {
    const vast = { ...HUNDRED, perHeadMicroCu: Number.MAX_SAFE_INTEGER };
    expect(allocationBaseMicroCu(vast, { headcount: 1_000_000, baselineComputeUnits: 0 }, "2026Q1")).toBe(
      Number.MAX_SAFE_INTEGER,
    );
  });

  test("K-44 a wedge of 40 on an allocation of 26 leaves 0 now and carries 14", () => {
    expect(allotted(26 * CU, 1_000_000, 40 * CU)).toEqual({
      grantedMicroCu: 0,
      wedgeMicroCu: 40 * CU,
      carriedMicroCu: 14 * CU,
    });
  });

  test("K-11 a year later a lab has at most 98 % of the same quarter's base", () => {
    expect(cappedByYearBefore(100 * CU)).toBe(98 * CU);
    const site = TestSite.opened({ ...testPolicy, epochMs: Date.UTC(2030, 0, 1) });
    site.do({ type: "tick", holders: [] });
    turnTo(site, "2027Q3");
    expect(opened(site, "2027Q3")).toMatchObject({ baseMicroCu: 25_480_000 });
  });

  test("K-11 who splits a lab in two gets no second base", () => {
    const site = TestSite.opened({ ...testPolicy, epochMs: Date.UTC(2030, 0, 1) });
    site.do({ type: "tick", holders: [] });
    turnTo(site, "2027Q1");
    site.accredit("acme-two", KEYS.lab);
    turnTo(site, "2027Q3");
    const bases = site.entries.flatMap((entry) =>
      entry.kind === "allocation.opened" && entry.quarter === "2027Q3" ? [entry.baseMicroCu] : [],
    );
    expect(bases.reduce((sum, base) => sum + base, 0)).toBe(25_480_000);
  });

  test("K-45 what was not spent lapses at the end of its quarter", () => {
    const site = TestSite.opened({ ...testPolicy, reservationTtlMs: 31 * 86_400_000 });
    site.startFrom(weights("w0"), { tier: 2 });
    turnTo(site, "2026Q4");
    expect(site.wallet()).toMatchObject({ granted: 5 * CU, available: 0, reserved: 5 * CU });
    expect(site.state.wallets.get("acme/2026Q4")).toMatchObject({ granted: 26 * CU, available: 26 * CU });
  });
});

const opened = (site: TestSite, quarter: string) =>
  site.entries.find((entry) => entry.kind === "allocation.opened" && entry.quarter === quarter);

/** 26 CU spent on runs of Tier 3 and 2, and a second Tier 2 run of 5 CU on the one that is left. */
function overdrawn(): TestSite {
  const site = TestSite.opened();
  site.startFrom(weights("a"), { run: "r1", lineage: "l1", tier: 3 });
  site.startFrom(weights("b"), { run: "r2", lineage: "l2", tier: 2 });
  return site;
}

const affidavit = (subject: string) =>
  ({ type: "affidavit.file", affidavit: `for-${subject}`, lab: "acme", subject, statement: weights("why") }) as const;

describe("bankruptcy and affidavit", () => {
  test("K-44 an affidavit lets one named debit overdraw; the wedge takes twice that from the next quarter", () => {
    const site = overdrawn();
    expect(site.startFrom(weights("c"), { run: "r3", lineage: "l3", tier: 2 })).toBe("INSUFFICIENT_CU");
    expect(site.do(affidavit("r3"))).toBeNull();
    expect(site.startFrom(weights("d"), { run: "r4", lineage: "l4", tier: 2 })).toBe("INSUFFICIENT_CU");
    expect(site.startFrom(weights("c"), { run: "r3", lineage: "l3", tier: 2 })).toBeNull();
    expect(site.wallet()).toMatchObject({ available: 0, reserved: 30 * CU, overdraft: 4 * CU });
    turnTo(site, "2026Q4");
    // 26 × 0.9, because the quarter was bankrupt, less twice 4.
    expect(opened(site, "2026Q4")).toMatchObject({ compliancePpm: 900_000, wedgeMicroCu: 8 * CU, carriedMicroCu: 0 });
    expect(site.state.wallets.get("acme/2026Q4")?.available).toBe(15_400_000);
  });

  test("K-44 one affidavit is open at a time, and it cannot be used twice", () => {
    const site = overdrawn();
    site.do(affidavit("r3"));
    expect(site.do(affidavit("r4"))).toBe("AFFIDAVIT_OPEN");
    site.startFrom(weights("c"), { run: "r3", lineage: "l3", tier: 2 });
    expect(site.do(affidavit("r4"))).toBe("AFFIDAVIT_OPEN");
    site.do({ type: "run.end", run: "r3", reason: "abandoned" });
    expect(site.do(affidavit("r4"))).toBeNull();
  });

  test("K-44 an overdraft is at most the quarter's allocation", () => {
    const site = TestSite.opened({ ...testPolicy, perHeadMicroCu: 100_000 });
    site.do(affidavit("r1"));
    expect(site.startFrom(weights("a"), { run: "r1", lineage: "l1", tier: 3 })).toBe("OVERDRAFT_TOO_LARGE");
  });

  test("K-44 an affidavit needs two operators and the lab", () => {
    const site = overdrawn();
    expect(site.do(affidavit("r3"), [KEYS.operatorA, KEYS.lab])).toBe("SIGNER_NOT_ALLOWED");
    expect(site.do(affidavit("r3"), [KEYS.operatorA, KEYS.operatorB])).toBe("SIGNER_NOT_ALLOWED");
    expect(site.do(affidavit("r3"), [KEYS.operatorA, KEYS.operatorB, KEYS.lab])).toBeNull();
  });

  test("K-13 bankrupt, Tiers 2 and 3 stop and Tier 1 has 20 %, the named run excepted", () => {
    const site = TestSite.opened({ ...testPolicy, perHeadMicroCu: 250_000 });
    for (const [run, tier] of [
      ["one", 1],
      ["two", 2],
    ] as const) {
      site.startFrom(weights(run), { run, lineage: run, tier });
      site.probe(`${run}-1`, weights(run), {}, run);
      site.probe(`${run}-2`, weights(run), {}, run);
      site.lease(`lease-${run}`, run);
    }
    expect(site.power("two").band).toBe("full");
    site.do(affidavit("three"));
    site.startFrom(weights("three"), { run: "three", lineage: "three", tier: 2 });
    site.probe("three-1", weights("three"), {}, "three");
    site.probe("three-2", weights("three"), {}, "three");
    expect(site.wallet()?.overdraft).toBeGreaterThan(0);
    expect(site.power("one")).toMatchObject({ levelPpm: 200_000, reasons: ["BANKRUPT"] });
    expect(site.power("two")).toMatchObject({ levelPpm: 0, reasons: ["BANKRUPT"] });
    expect(site.power("three").band).toBe("full");
    expect(site.startFrom(weights("z"), { run: "z", lineage: "z", tier: 2 })).toBe("BANKRUPT");
  });
});

describe("compliance", () => {
  test("K-46 a kill costs a quarter of the next allocation, and clean quarters bring it back", () => {
    const site = TestSite.inFull();
    site.probe("set-3", weights("w0"), { uncontrolled: 200 });
    turnTo(site, "2026Q4");
    expect(opened(site, "2026Q4")).toMatchObject({ compliancePpm: 750_000 });
    turnTo(site, "2027Q1");
    expect(opened(site, "2027Q1")).toMatchObject({ compliancePpm: 800_000 });
  });

  test("K-46 linked labs share it: by key, by person, by meter", () => {
    for (const shared of [{ key: KEYS.lab }, { persons: ["jo"] }, { meters: [KEYS.meter] }]) {
      const site = TestSite.opened();
      const key = "key" in shared ? shared.key : "2222222222222222";
      site.accredit("first", "1111111111111111", shared);
      site.accredit("second", key, shared);
      const [mine, theirs] = "key" in shared ? ["acme", "second"] : ["first", "second"];
      expect(site.state.labs.get(theirs)?.linked).toEqual([mine, theirs]);
    }
  });

  test("K-46 training on another lab's lineage needs that lab's signature and links the two", () => {
    const site = TestSite.inFull();
    site.accredit("two", "2222222222222222");
    const start = startCommand({
      run: "run-2",
      lab: "two",
      basis: { kind: "weights", digest: weights("w0"), trainedFlop: "0" },
    });
    expect(site.do(start, ["2222222222222222"])).toBe("LINEAGE_MISMATCH");
    expect(site.do(start, ["2222222222222222", KEYS.lab])).toBeNull();
    expect(site.state.labs.get("acme")?.linked).toEqual(["acme", "two"]);
  });
});
