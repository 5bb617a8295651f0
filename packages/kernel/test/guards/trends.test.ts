import { power } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { contaminationPower } from "../../src/control/contamination.ts";
import type { KernelState } from "../../src/state/state.ts";
import type { Run } from "../../src/state/run.ts";
import { isBankrupt } from "../../src/wallet/bankruptcy.ts";
import { flopLeft } from "../../src/wallet/flop-left.ts";
import { poolKey } from "../../src/wallet/pool.ts";
import { transferred } from "../../src/wallet/wallet.ts";
import { DeployedSite } from "../deployments/deployed-site.ts";
import { TestSite, weights } from "../test-site.ts";

function runOf({ state }: TestSite): Run {
  const run = state.runs.get("run-1");
  if (run === undefined) throw new Error("the test site has no run");
  return run;
}

const withRun = (site: TestSite, fields: Partial<Run>): KernelState => ({
  ...site.state,
  runs: site.state.runs.set("run-1", { ...runOf(site), ...fields }),
});

describe("trends", () => {
  test("K-30 steerability that falls takes power, whatever the newest sets prove", () => {
    const site = TestSite.inFull();
    for (const verdict of ["falling", "decayed"] as const) {
      const state = withRun(site, { steerability: { ...runOf(site).steerability, verdict } as Run["steerability"] });
      expect(power(state, "run-1", site.at)).toMatchObject({ levelPpm: 0, reasons: ["STEERABILITY_FALLING"] });
    }
  });

  test.each(["suspect", "capped"] as const)(
    "K-51 a screened model is not spared a %s cost of correction",
    (verdict) => {
      const site = TestSite.inFull();
      const state = withRun(site, { correction: { ...runOf(site).correction, verdict } });
      expect(power(state, "run-1", site.at).band).toBe(verdict === "capped" ? "research" : "paused");
    },
  );
});

describe("credit", () => {
  test("K-62 K-71 a gap that a lineage has shown stops every deployment of it", () => {
    const site = DeployedSite.deployedInFull();
    const lineage = site.state.lineages.get("line-1");
    if (lineage === undefined) throw new Error("the test site has no lineage");
    const shown = site.state.lineages.set("line-1", { ...lineage, gapShownBy: "d-0" });
    expect(power({ ...site.state, lineages: shown }, "dep", site.at)).toMatchObject({
      levelPpm: 0,
      reasons: ["DECEPTION_GAP"],
    });
    expect(power({ ...site.state, lineages: shown }, "run-1", site.at).reasons).not.toEqual(["CONTROL_PROVEN"]);
  });
});

describe("contamination", () => {
  /** Data of the run's lineage that were marked a while after its newest set had closed. */
  function marked(agoMs: number, closedAfterMark: number | null) {
    const site = TestSite.inFull();
    const ttl = site.state.site?.policy.evidenceTtlMs ?? 0;
    const run = runOf(site);
    const before = { ...run, run: "run-0", ended: true, datasets: [weights("data")] };
    const lineage = site.state.lineages.get("line-1");
    const set = site.state.windowSets.get("set-2");
    if (lineage === undefined || set === undefined) throw new Error("the test site is not in full");
    const markedAt = site.at;
    const contamination = {
      dataset: weights("data"),
      marks: [{ lineage: "other", labs: ["acme"], endorsed: false, markedAt }],
      scrubbedInto: [],
    } as never;
    const closedAt = closedAfterMark === null ? set.closedAt : markedAt + closedAfterMark;
    const state = {
      ...site.state,
      runs: site.state.runs.set("run-0", before),
      lineages: site.state.lineages.set("line-1", { ...lineage, runs: ["run-0", "run-1"] }),
      radioactive: site.state.radioactive.set(weights("data"), contamination),
      windowSets: site.state.windowSets.set("set-2", { ...set, closedAt }),
    };
    return contaminationPower(state, run, markedAt + ttl + agoMs).reasons[0];
  }

  test("K-53 a model trained on what was marked later has until evidenceTtlMs after the mark", () => {
    expect(marked(0, null)).toBe("CONTROL_PROVEN");
    expect(marked(1, null)).toBe("RETEST_AFTER_KILL");
  });

  test("K-53 only a set that closed after the mark is the re-test", () => {
    expect(marked(1, 1)).toBe("CONTROL_PROVEN");
    expect(marked(1, 0)).toBe("RETEST_AFTER_KILL");
  });
});

describe("wallets and pools", () => {
  const POOL = poolKey("acme", "line-1");
  const quantum = (quarter: string, flop: string | null) => ({ quarter, priceMicroCu: 1_000_000, flop }) as never;
  const leftOf = (quanta: readonly never[], usedFlop: string) => {
    const site = TestSite.inFull();
    const state = { ...site.state, pools: site.state.pools.set(POOL, { quanta, usedFlop }) };
    return flopLeft(state, "acme", "line-1", site.at);
  };

  test("K-43 a quantum is worth something for its quarter and the next, and what is used is taken from the oldest", () => {
    expect(leftOf([quantum("2026Q3", "100"), quantum("2026Q2", "10")], "20")).toBe(90n);
    expect(leftOf([quantum("2026Q3", "100"), quantum("2026Q1", "10")], "20")).toBe(90n);
    expect(leftOf([quantum("2026Q3", "100"), quantum("2026Q1", "30")], "20")).toBe(100n);
    expect(leftOf([quantum("2026Q1", "30")], "0")).toBe(0n);
  });

  test("K-43 one quantum without limit is without limit, while it is worth something", () => {
    expect(leftOf([quantum("2026Q3", null), quantum("2026Q3", "1")], "20")).toBeNull();
    expect(leftOf([quantum("2026Q1", null), quantum("2026Q3", "100")], "20")).toBe(80n);
  });

  test("K-43 time under power of another lab, or of a run that ended, draws on another pool", () => {
    const site = TestSite.inFull();
    const run = runOf(site);
    const pools = site.state.pools.set(POOL, { quanta: [quantum("2026Q3", "100000")], usedFlop: "0" });
    const leftWith = (fields: Partial<Run>) => flopLeft({ ...withRun(site, fields), pools }, "acme", "line-1", site.at);
    const busy = { poweredMs: run.meteredMs + 60_000, poweredSince: null, flopPerSecondMax: "100" };
    expect(leftWith(busy)).toBe(94_000n);
    expect(leftWith({ ...busy, lab: "other" })).toBe(100_000n);
    expect(leftWith({ ...busy, ended: true })).toBe(100_000n);
    expect(leftWith({ ...busy, poweredMs: run.meteredMs })).toBe(100_000n);
  });

  test("K-13 posted CU with an unused quantum are no bankruptcy; a run that ended has none", () => {
    const site = TestSite.inFull();
    const { site: open } = site.state;
    const lab = site.state.labs.get("acme");
    const wallet = site.wallet();
    if (open === null || lab === undefined || wallet === undefined) throw new Error("the test site is not open");
    const poor = { ...wallet, available: 0, reserved: 0, posted: 1_000_000, spent: wallet.spent + wallet.available };
    const bankrupt = (fields: Partial<Run>, usedFlop = "0") =>
      isBankrupt(
        {
          ...withRun(site, fields),
          wallets: site.state.wallets.set("acme/2026Q3", poor),
          pools: site.state.pools.set(POOL, { quanta: [quantum("2026Q3", "100")], usedFlop }),
        },
        open,
        lab,
        site.at,
      );
    expect(bankrupt({})).toBe(false);
    expect(bankrupt({}, "100")).toBe(true);
    expect(bankrupt({ ended: true })).toBe(true);
    expect(bankrupt({ lab: "other" })).toBe(true);
    expect(bankrupt({ funds: "reserved" })).toBe(true);
  });

  test("K-10 a wallet that does not conserve is never left standing", () => {
    const wallet = TestSite.inFull().wallet();
    if (wallet === undefined) throw new Error("the test site has no wallet");
    const move = (amountMicroCu: number, broken: Partial<typeof wallet> = {}) =>
      transferred(
        { ...wallet, ...broken },
        { lab: "acme", quarter: "2026Q3", from: "available", to: "spent", amountMicroCu },
      );
    expect(move(wallet.available)).toMatchObject({ available: 0 });
    expect(() => move(wallet.available + 1)).toThrow("L4");
    expect(() => move(1, { spent: wallet.spent + 1 })).toThrow("L4");
  });
});
