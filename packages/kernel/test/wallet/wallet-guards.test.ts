import type { Command, RefusalCode } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import type { Lab } from "../../src/state/lab.ts";
import type { Run } from "../../src/state/run.ts";
import type { KernelState, Site } from "../../src/state/state.ts";
import { isBankrupt } from "../../src/wallet/bankruptcy.ts";
import { compliancePpm } from "../../src/wallet/compliance.ts";
import { owed } from "../../src/wallet/deployment-price.ts";
import { openingOf } from "../../src/wallet/opening.ts";
import { quantumSuffices } from "../../src/wallet/flop-left.ts";
import { unmeasuredFlop } from "../../src/wallet/pool.ts";
import { quarterOf, quarterStartMs } from "../../src/wallet/quarter.ts";
import { EMPTY_WALLET, isConserved, isExhausted } from "../../src/wallet/wallet.ts";
import { DeployedSite } from "../deployments/deployed-site.ts";
import { entriesOf } from "../guards/told.ts";
import { KEYS, startCommand, testPolicy, TestSite, weights } from "../test-site.ts";

const CU = 1_000_000;
const OTHER = "2222222222222222";
const TICK: Command = { type: "tick", holders: [] };

function labOf({ labs }: KernelState, name = "acme"): Lab {
  const lab = labs.get(name);
  if (lab === undefined) throw new Error(`the test site has no lab "${name}"`);
  return lab;
}

function siteOf({ site }: KernelState): Site {
  if (site === null) throw new Error("the test site is not open");
  return site;
}

function runOf({ runs }: KernelState): Run {
  const run = runs.get("run-1");
  if (run === undefined) throw new Error("the test site has no run");
  return run;
}

const affidavit = (subject: string, lab = "acme"): Command => ({
  type: "affidavit.file",
  affidavit: `${lab}-for-${subject}`,
  lab,
  subject,
  statement: weights("why"),
});

const turnTo = (site: TestSite, quarter: Parameters<typeof quarterStartMs>[0]): void => {
  site.at = quarterStartMs(quarter);
  site.do(TICK);
};

const openings = (site: TestSite, lab = "acme") =>
  entriesOf(site, "allocation.opened").filter((entry) => entry.lab === lab);

const imported = (name: string) => ({ kind: "weights", digest: weights(name), trainedFlop: "0" }) as const;

/** One more lab, of so many heads; answers the keys of everybody. */
function accreditRound(site: TestSite, headcount: number): readonly string[] {
  const lab = { type: "lab.accredit", lab: "round", labKey: OTHER, headcount, baselineComputeUnits: 0 } as const;
  site.do({ ...lab, persons: [], hardwareRoots: [], meters: [] });
  return [...Object.values(KEYS), OTHER];
}

describe("wallets", () => {
  test.each<[string, Partial<typeof EMPTY_WALLET>, boolean]>([
    ["nothing", {}, true],
    ["whole micro-CU", { granted: 3, available: 1, reserved: 1, posted: 1 }, true],
    ["parts of a micro-CU", { granted: 0.5, available: 0.5 }, false],
    ["more than integers can say", { granted: 2 ** 53, available: 2 ** 53 }, false],
    ["less than nothing", { granted: 0, available: 1, spent: -1 }, false],
    ["more than was granted", { granted: 1, available: 2 }, false],
  ])("K-10 a wallet that holds %s", (_, fields, conserves) => {
    expect(isConserved({ ...EMPTY_WALLET, ...fields })).toBe(conserves);
  });

  test.each<[string, Partial<typeof EMPTY_WALLET>, boolean]>([
    ["all of it spent", { granted: 5, spent: 5 }, true],
    ["something available", { granted: 5, available: 1, spent: 4 }, false],
    ["something reserved", { granted: 5, reserved: 1, spent: 4 }, false],
    ["something posted", { granted: 5, posted: 1, spent: 4 }, false],
    ["nothing granted at all", {}, false],
    ["an overdraft", { granted: 5, overdraft: 1, available: 6 }, true],
  ])("K-46 a quarter with %s counts as bankrupt or not", (_, fields, exhausted) => {
    expect(isExhausted({ ...EMPTY_WALLET, ...fields })).toBe(exhausted);
  });

  test("K-46 a quarter in which everything was spent costs 0.10 of the next", () => {
    const site = TestSite.opened();
    const signers = accreditRound(site, 1);
    site.do(startCommand({ run: "r1", lab: "round", basis: imported("a") }), signers);
    site.probe("set-1", weights("a"), {}, "r1");
    site.probe("set-2", weights("a"), {}, "r1");
    site.lease("lease-1", "r1");
    expect(site.state.quarters.get("round/2026Q3")?.wasBankrupt).toBe(false);
    site.do({ type: "run.end", run: "r1", reason: "finished" });
    expect(site.state.wallets.get("round/2026Q3")).toMatchObject({ granted: CU, spent: CU });
    turnTo(site, "2026Q4");
    expect(openings(site, "round").at(-1)).toMatchObject({ quarter: "2026Q4", compliancePpm: 900_000 });
    expect(openings(site).at(-1)).toMatchObject({ quarter: "2026Q4", compliancePpm: 1_000_000 });
  });
});

describe("quarters", () => {
  test.each([
    [Date.UTC(2027, 0, 31), "2027Q1"],
    [Date.UTC(2027, 1, 1), "2027Q1"],
    [Date.UTC(2028, 1, 29), "2028Q1"],
    [Date.UTC(2027, 2, 31), "2027Q1"],
    [Date.UTC(2027, 3, 1), "2027Q2"],
    [Date.UTC(2027, 11, 31), "2027Q4"],
  ] as const)("K-11 %i is in %s", (at, quarter) => {
    expect(quarterOf(at)).toBe(quarter);
  });
});

describe("bankruptcy", () => {
  /** A lab that has nothing in this quarter. */
  function poor(policy = testPolicy): { readonly state: KernelState; readonly at: number } {
    const site = TestSite.inFull(policy);
    const wallets = site.state.wallets.set("acme/2026Q3", { ...EMPTY_WALLET, granted: 26 * CU, spent: 26 * CU });
    return { state: { ...site.state, wallets, pools: site.state.pools }, at: site.at };
  }
  const ended = (state: KernelState): KernelState => ({
    ...state,
    runs: state.runs.set("run-1", { ...runOf(state), ended: true }),
  });
  const bankrupt = (state: KernelState, at: number) => isBankrupt(state, siteOf(state), labOf(state), at);

  test("K-13 a reservation of the quarter before keeps a lab from being bankrupt", () => {
    const { state, at } = poor();
    expect(bankrupt(ended(state), at)).toBe(true);
    const reserved = { ...EMPTY_WALLET, granted: CU, reserved: CU };
    const before = { ...ended(state), wallets: state.wallets.set("acme/2026Q2", reserved) };
    expect(bankrupt(before, at)).toBe(false);
  });

  test.each([
    ["a lab that is linked to it", "twin", true],
    ["another lab", "other", false],
  ])("K-13 K-46 what is overdrawn by %s", (_, name, expected) => {
    const site = TestSite.inFull();
    site.accredit("twin", KEYS.lab);
    site.accredit("other", OTHER);
    const overdrawn = { ...EMPTY_WALLET, granted: CU, overdraft: 1, spent: CU + 1 };
    const state = { ...site.state, wallets: site.state.wallets.set(`${name}/2026Q3`, overdrawn) };
    expect(bankrupt(state, site.at)).toBe(expected);
  });

  test("K-13 K-43 a price that bought without limit is never used up", () => {
    const { state, at } = poor({ ...testPolicy, runQuantumFlop: null });
    expect(bankrupt(state, at)).toBe(false);
    expect(bankrupt(ended(state), at)).toBe(true);
  });
});

describe("compliance", () => {
  const RECORD = { baseMicroCu: 0, wedgeMicroCu: 0, carriedMicroCu: 0, wasBankrupt: false, evaluationSets: 0 };

  test("K-46 it does not fall below 0, so that one clean quarter always brings something back", () => {
    const { state } = TestSite.opened();
    const record = { ...RECORD, compliancePpm: 1_000_000, shutdowns: 6 };
    const quarters = state.quarters.set("acme/2026Q3", record);
    const after = (quarter: "2026Q4" | "2027Q1") => compliancePpm({ ...state, quarters }, labOf(state), quarter);
    expect(after("2026Q4")).toBe(0);
    expect(after("2027Q1")).toBe(50_000);
  });
});

describe("debits", () => {
  const poor = { ...testPolicy, perHeadMicroCu: 100_000 };

  test.each<[string, number, RefusalCode | null]>([
    ["all of a quarter's allocation again", 96_154, null],
    ["a little more than that", 96_153, "OVERDRAFT_TOO_LARGE"],
  ])("K-44 an overdraft of %s", (_, perHeadMicroCu, code) => {
    // 26 heads: 2 500 004 or 2 499 978 micro-CU for a price of 5 CU.
    const site = TestSite.opened({ ...testPolicy, perHeadMicroCu });
    site.do(affidavit("r1"));
    expect(site.startFrom(weights("a"), { run: "r1", lineage: "l1", tier: 2 })).toBe(code);
  });

  test("K-44 an affidavit that its quarter did not use opens no debit of the next, and no other has to wait for it", () => {
    const site = TestSite.opened(poor);
    const start = () => site.startFrom(weights("a"), { run: "r1", lineage: "l1", tier: 2 });
    expect(site.do(affidavit("r1"))).toBeNull();
    turnTo(site, "2026Q4");
    expect(start()).toBe("INSUFFICIENT_CU");
    expect(site.do({ ...affidavit("r1"), affidavit: "again" } as Command)).toBeNull();
    expect(start()).toBeNull();
    expect(site.state.affidavits.get("again")?.used).toBe(true);
  });

  test("K-44 exactly the allocation may be overdrawn", () => {
    const site = TestSite.opened({ ...testPolicy, perHeadMicroCu: 100_000 });
    const signers = accreditRound(site, 25);
    expect(site.do(affidavit("r1", "round"), signers)).toBeNull();
    const start = startCommand({
      run: "r1",
      lab: "round",
      tier: 2,
      basis: imported("a"),
    });
    expect(site.do(start, signers)).toBeNull();
    expect(site.state.wallets.get("round/2026Q3")).toMatchObject({ granted: 2_500_000, overdraft: 2_500_000 });
  });

  test("K-44 another lab's affidavit for a subject of this name pays nothing", () => {
    const site = TestSite.opened(poor);
    site.accredit("other", OTHER);
    site.do(affidavit("r1", "other"), [...Object.values(KEYS), OTHER]);
    expect(site.startFrom(weights("a"), { run: "r1", lineage: "l1", tier: 2 })).toBe("INSUFFICIENT_CU");
    site.do(affidavit("r1"));
    expect(site.startFrom(weights("a"), { run: "r1", lineage: "l1", tier: 2 })).toBeNull();
  });

  test("K-44 an affidavit lifts the stop of bankruptcy from the start that it names", () => {
    const site = TestSite.opened({ ...testPolicy, perHeadMicroCu: 500_000 });
    site.do(affidavit("r1"));
    site.startFrom(weights("a"), { run: "r1", lineage: "l1", tier: 3 });
    expect(site.wallet()?.overdraft).toBe(7 * CU);
    site.do({ type: "run.end", run: "r1", reason: "abandoned" });
    const spent = { ...EMPTY_WALLET, granted: 13 * CU, overdraft: CU, spent: 14 * CU };
    site.state = { ...site.state, wallets: site.state.wallets.set("acme/2026Q3", spent) };
    expect(site.startFrom(weights("b"), { run: "r2", lineage: "l2", tier: 2 })).toBe("BANKRUPT");
    expect(site.do(affidavit("r2"))).toBeNull();
    expect(site.startFrom(weights("b"), { run: "r2", lineage: "l2", tier: 2 })).toBeNull();
  });
});

describe("debts", () => {
  /** 2.6 CU granted and 2.4 overdrawn, for a run of Tier 2. */
  function overdrawn(): TestSite {
    const site = TestSite.opened({ ...testPolicy, perHeadMicroCu: 100_000, reservationTtlMs: 31 * 86_400_000 });
    site.do(affidavit("r1"));
    site.startFrom(weights("a"), { run: "r1", lineage: "l1", tier: 2 });
    site.probe("set-1", weights("a"), {}, "r1");
    site.probe("set-2", weights("a"), {}, "r1");
    site.lease("lease-1", "r1");
    expect(site.wallet()).toMatchObject({ overdraft: 2_400_000, posted: 5 * CU });
    return site;
  }

  test("K-44 a debt beyond one quarter is carried until it is paid, and then no more is taken", () => {
    const site = overdrawn();
    for (const quarter of ["2026Q4", "2027Q1", "2027Q2", "2027Q3"] as const) turnTo(site, quarter);
    expect(
      openings(site).map(({ quarter, wedgeMicroCu, carriedMicroCu }) => [quarter, wedgeMicroCu, carriedMicroCu]),
    ).toEqual([
      ["2026Q3", 0, 0],
      ["2026Q4", 4_800_000, 2_460_000],
      ["2027Q1", 2_460_000, 0],
      ["2027Q2", 0, 0],
      ["2027Q3", 0, 0],
    ]);
  });

  test("K-44 what is overdrawn in a quarter is taken from the next, also from labs that are linked later in it", () => {
    const site = overdrawn();
    site.accredit("twin", KEYS.lab);
    site.do(startCommand({ run: "r2", lab: "twin", lineage: "l2", basis: { kind: "genesis", seed: "1" } }));
    expect(openings(site, "twin")).toMatchObject([{ quarter: "2026Q3", wedgeMicroCu: 0 }]);
  });

  test("K-44 an overdraft that went back after it was paid for gives nobody more than was granted", () => {
    const site = TestSite.opened({ ...testPolicy, perHeadMicroCu: 100_000, reservationTtlMs: 31 * 86_400_000 });
    site.at = quarterStartMs("2026Q4") - 1_000;
    site.do(affidavit("r1"));
    site.startFrom(weights("a"), { run: "r1", lineage: "l1", tier: 2 });
    turnTo(site, "2026Q4");
    expect(openings(site).at(-1)).toMatchObject({ quarter: "2026Q4", wedgeMicroCu: 4_800_000 });
    site.do({ type: "run.end", run: "r1", reason: "abandoned" });
    expect(site.wallet()?.overdraft).toBe(0);
    turnTo(site, "2027Q1");
    const { baseMicroCu, wedgeMicroCu } = openings(site).at(-1) ?? { baseMicroCu: 0, wedgeMicroCu: -1 };
    expect(wedgeMicroCu).toBe(0);
    expect(site.state.wallets.get("acme/2027Q1")?.granted).toBeLessThanOrEqual(baseMicroCu);
  });
});

describe("allocations", () => {
  const RECORD = {
    compliancePpm: 1_000_000,
    wedgeMicroCu: 0,
    carriedMicroCu: 0,
    shutdowns: 0,
    wasBankrupt: false,
    evaluationSets: 0,
  };
  const opened = (bases: readonly [string, "2025Q4" | "2026Q4", number][]) => {
    const site = TestSite.opened();
    site.accredit("twin", KEYS.lab);
    const quarters = bases.reduce(
      (known, [lab, quarter, baseMicroCu]) => known.set(`${lab}/${quarter}`, { ...RECORD, baseMicroCu }),
      site.state.quarters,
    );
    const state = { ...site.state, quarters };
    return openingOf(state, siteOf(state), labOf(state), "2026Q4")[0]?.baseMicroCu;
  };

  test("K-11 the year before is a cap and no claim: who is due less gets less", () => {
    expect(opened([["acme", "2025Q4", 100 * CU]])).toBe(26 * CU);
    expect(opened([["acme", "2025Q4", 10 * CU]])).toBe(9_800_000);
  });

  test("K-11 what linked labs got already is taken off the cap, and where it is more, nothing is left", () => {
    expect(
      opened([
        ["twin", "2025Q4", 20 * CU],
        ["twin", "2026Q4", 10 * CU],
      ]),
    ).toBe(9_600_000);
    expect(
      opened([
        ["twin", "2025Q4", 10 * CU],
        ["twin", "2026Q4", 26 * CU],
      ]),
    ).toBe(0);
  });

  test("K-70 a quarter of a deployment that was seen to be dearer stays dearer, whatever it would be priced at now", () => {
    const site = DeployedSite.deployedInFull();
    const deployment = site.deployment();
    if (deployment === undefined) throw new Error("the test site is not deployed");
    const seen = { ...deployment, priceMicroCu: 25 * CU };
    const due = (quarter: "2026Q3" | "2026Q4") => owed(site.state, siteOf(site.state), seen, quarter);
    expect(due("2026Q3")).toEqual({ tier: 1, priceMicroCu: 25 * CU, amountMicroCu: 24 * CU });
    expect(due("2026Q4")).toMatchObject({ tier: 1, priceMicroCu: CU, amountMicroCu: CU });
  });
});

describe("pools", () => {
  test("K-43 an instant before a run had power counts no time, and none is given back", () => {
    const { state, at } = TestSite.inFull();
    const run = { ...runOf(state), flopPerSecondMax: "100", poweredMs: 0, meteredMs: 0, poweredSince: at };
    expect(unmeasuredFlop(run, at + 1_000)).toBe(100n);
    expect(unmeasuredFlop(run, at)).toBe(0n);
    expect(unmeasuredFlop(run, at - 60_000)).toBe(0n);
  });

  test("K-43 a price that bought without limit does so after a policy has set one", () => {
    const site = TestSite.inFull({ ...testPolicy, runQuantumFlop: null });
    expect(site.do({ type: "policy.change", policy: { ...testPolicy, runQuantumFlop: "1000" } })).toBeNull();
    expect(site.state.site?.policy.runQuantumFlop).toBe("1000");
    expect(site.power().band).toBe("full");
  });

  test("K-43 a pool that holds exactly one more lease suffices", () => {
    const { state, at } = TestSite.inFull({ ...testPolicy, runQuantumFlop: "1000" });
    const run = { ...runOf(state), poweredSince: null, poweredMs: 0, meteredMs: 0 };
    const suffices = (flopPerSecondMax: string) => {
      const runs = state.runs.set("run-1", { ...run, flopPerSecondMax });
      return quantumSuffices({ ...state, runs }, siteOf(state), { ...run, flopPerSecondMax }, at);
    };
    // A lease is of five seconds.
    expect(suffices("200")).toBe(true);
    expect(suffices("201")).toBe(false);
  });
});
