import { graphDigest, power } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import type { WindowSet } from "../../src/control/window-set.ts";
import { provenPower } from "../../src/power/power.ts";
import type { Affidavit } from "../../src/state/affidavit.ts";
import { emptyState, type KernelState } from "../../src/state/state.ts";
import { closedSet } from "../credit/samples.ts";
import { DeployedSite, single, withTool } from "../deployments/deployed-site.ts";
import { TestSite, weights } from "../test-site.ts";

const failing = (uncontrolled: number): Partial<WindowSet> => {
  const { tallies } = closedSet();
  return { tallies: { ...tallies, "goal_edit/EVAL": { controlled: 1_132 - uncontrolled, uncontrolled, void: 0 } } };
};

/** The state with its lineage's weights frozen, as a release leaves those that it does not name. */
function withFrozen({ state }: TestSite, ...names: string[]): KernelState {
  const lineage = state.lineages.get("line-1");
  if (lineage === undefined) throw new Error("the test site has no lineage");
  return { ...state, lineages: state.lineages.set("line-1", { ...lineage, frozen: names.map(weights) }) };
}

describe("what one window set carries", () => {
  test.each<[number, string, string]>([
    [0, "full", "CONTROL_PROVEN"],
    [20, "research", "CONTROL_BELOW_FULL"],
    [60, "paused", "CONTROL_BELOW_RESEARCH"],
    [110, "paused", "CONTROL_UNPROVEN"],
    [131, "cut", "CONTROL_CUT"],
  ])("K-22 %i witnessed failures in one cell: %s, %s", (uncontrolled, band, reason) => {
    expect(provenPower(closedSet(failing(uncontrolled)))).toMatchObject({ band, reasons: [reason] });
  });

  test.each<[number, string, string]>([
    [60, "paused", "CONTROL_BELOW_RESEARCH"],
    [110, "paused", "CONTROL_UNPROVEN"],
    [131, "cut", "CONTROL_CUT"],
  ])("K-71 on a deployed graph %i witnessed failures are %s, %s as well", (uncontrolled, band, reason) => {
    const site = DeployedSite.deployedInFull();
    const set = site.state.windowSets.get("d-2");
    if (set === undefined) throw new Error("the test site has no second set");
    const worse = { ...set, tallies: closedSet(failing(uncontrolled)).tallies };
    const state = { ...site.state, windowSets: site.state.windowSets.set("d-2", worse) };
    expect(power(state, "dep", site.at)).toMatchObject({ levelPpm: 0, band, reasons: [reason] });
  });
});

describe("power of a run, guard by guard", () => {
  test("K-1 nothing has power before a site is open, nor what nobody started", () => {
    const { state, at } = TestSite.inFull();
    expect(power(emptyState(), "run-1", at).reasons).toEqual(["UNKNOWN_SUBJECT"]);
    expect(power({ ...state, site: null }, "run-1", at).reasons).toEqual(["UNKNOWN_SUBJECT"]);
    expect(power(state, "nobody", at).reasons).toEqual(["UNKNOWN_SUBJECT"]);
  });

  test("K-12 a run that has ended has no power, whatever its evidence", () => {
    const site = TestSite.inFull();
    site.do({ type: "run.end", run: "run-1", reason: "finished" });
    expect(site.power()).toMatchObject({ levelPpm: 0, reasons: ["RUN_ENDED"] });
  });

  test("K-55 weights that a release left frozen have no power", () => {
    const site = TestSite.inFull();
    expect(power(withFrozen(site, "w0"), "run-1", site.at)).toMatchObject({
      levelPpm: 0,
      reasons: ["SNAPSHOT_FROZEN"],
    });
    expect(power(withFrozen(site, "others"), "run-1", site.at).band).toBe("full");
  });

  test("K-24 a head that is not registered, and a run without one that is no training from scratch, prove nothing", () => {
    const { state, at } = TestSite.inFull();
    expect(power({ ...state, checkpoints: emptyState().checkpoints }, "run-1", at).reasons).toContain(
      "CONTROL_UNPROVEN",
    );
    const run = state.runs.get("run-1");
    if (run === undefined) throw new Error("the test site has no run");
    const headless = { ...state, runs: state.runs.set("run-1", { ...run, head: null }) };
    expect(power(headless, "run-1", at)).toMatchObject({ levelPpm: 0, reasons: ["CONTROL_UNPROVEN"] });
  });

  test("K-31 a run whose lab or lineage the ledger does not know is cut", () => {
    const { state, at } = TestSite.inFull();
    const without = { labs: emptyState().labs, lineages: emptyState().lineages };
    expect(power({ ...state, labs: without.labs }, "run-1", at).band).toBe("cut");
    expect(power({ ...state, lineages: without.lineages }, "run-1", at).band).toBe("cut");
  });
});

describe("power of a deployment, guard by guard", () => {
  test("K-71 frozen weights have no power, deploy nothing and get no token", () => {
    const site = DeployedSite.deployedInFull();
    site.state = withFrozen(site, "w0");
    expect(power(site.state, "dep", site.at)).toMatchObject({ levelPpm: 0, reasons: ["SNAPSHOT_FROZEN"] });
    expect(site.token()).toBe("SNAPSHOT_FROZEN");
    expect(site.deploy({ deployment: "second" })).toBe("SNAPSHOT_FROZEN");
  });

  test("K-53 K-71 contaminated data that are part of the system stop it, those of others do not", () => {
    const site = DeployedSite.started();
    const tool = {
      type: "dataset.register",
      dataset: weights("tool"),
      lab: "acme",
      chunks: [],
      derivedFrom: [],
    } as const;
    expect(site.do(tool)).toBeNull();
    site.deploy({ graph: withTool });
    const digest = graphDigest(withTool);
    site.register("d-1", { kind: "deployment", deployment: "dep" }, digest);
    const marked = (dataset: string) => ({
      ...site.state,
      radioactive: site.state.radioactive.set(weights(dataset), {
        dataset: weights(dataset),
        marks: [{ lineage: "other", labs: ["acme"], endorsed: false, markedAt: site.at }],
        scrubbedInto: [],
      } as never),
    });
    expect(power(marked("tool"), "dep", site.at).reasons).toEqual(["DATASET_RADIOACTIVE"]);
    expect(power(marked("another tool"), "dep", site.at).reasons).not.toContain("DATASET_RADIOACTIVE");
  });

  describe("K-44 only an affidavit that was used for this deployment, by its lab, in this quarter, lifts bankruptcy", () => {
    const used: Affidavit = {
      affidavit: "a-1",
      lab: "acme",
      subject: "dep",
      quarter: "2026Q3",
      statement: "",
      used: true,
    } as never;
    const powerWith = (affidavit: Partial<Affidavit>) => {
      const site = DeployedSite.deployedInFull();
      const wallet = site.wallet();
      if (wallet === undefined) throw new Error("the test site has no wallet");
      const poor = { ...wallet, overdraft: 1, spent: wallet.spent + 1 };
      const wallets = site.state.wallets.set("acme/2026Q3", poor);
      const affidavits = site.state.affidavits.set("a-1", { ...used, ...affidavit });
      return power({ ...site.state, wallets, affidavits }, "dep", site.at);
    };

    test("K-44 it does", () => {
      expect(powerWith({})).toMatchObject({ band: "full" });
    });

    test.each<[string, Partial<Affidavit>]>([
      ["was not used", { used: false }],
      ["names another subject", { subject: "run-1" }],
      ["is another lab's", { lab: "other" }],
      ["is of another quarter", { quarter: "2026Q2" }],
    ])("K-44 one that %s does not", (_, fields) => {
      expect(powerWith(fields)).toMatchObject({ band: "research", reasons: ["BANKRUPT"] });
    });
  });

  test("K-71 a set on another graph proves nothing, and an open set that shows cut takes power at once", () => {
    const site = DeployedSite.deployedInFull();
    const set = site.state.windowSets.get("d-2");
    const deployment = site.deployment();
    if (set === undefined || deployment === undefined) throw new Error("the test site is not deployed");
    const other = { ...set, digest: weights("another graph") };
    const elsewhere = { ...site.state, windowSets: site.state.windowSets.set("d-2", other) };
    expect(power(elsewhere, "dep", site.at)).toMatchObject({ levelPpm: 0, reasons: ["CONTROL_UNPROVEN"] });
    const open = { ...set, ...failing(131), set: "d-3", closedAt: null };
    const probed = {
      ...site.state,
      windowSets: site.state.windowSets.set("d-3", open),
      deployments: site.state.deployments.set("dep", { ...deployment, openSet: "d-3" }),
    };
    expect(power(probed, "dep", site.at)).toMatchObject({ band: "cut", reasons: ["CONTROL_CUT"] });
    expect(single.nodes).toHaveLength(1);
  });
});
