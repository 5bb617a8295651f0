import { apply, emptyState, power, stateDigest } from "@plimsoll/kernel";
import { describe, expect, it } from "vitest";
import { KEYS, startCommand, testPolicy, weights } from "../test-site.ts";
import { DeployedSite, node } from "./deployed-site.ts";

const HOUR = 3_600_000;
const OTHER_LAB = "1ab1ab1ab1ab1ab2";
const THIRD_LAB = "1ab1ab1ab1ab1ab3";
const policy = {
  ...testPolicy,
  auditWindowMs: HOUR,
  evidenceTtlMs: 31 * 86_400_000,
  runQuantumFlop: "1000000000000",
  coverFlop: "1000000000000",
  screeningFlop: "1000000000000",
};

/** A run in full under meters, at most 1 000 FLOP a second; 1 TFLOP takes 1.4 J, so its energy is below one mJ. */
const metered = () => {
  const site = DeployedSite.started({ policy, meters: true });
  site.do({ type: "run.end", run: "run-1", reason: "abandoned" });
  site.start({
    run: "run-2",
    lineage: "line-2",
    basis: { kind: "weights", digest: weights("v0"), trainedFlop: "0" },
    flopPerSecondMax: "1000",
  });
  site.probe("set-1", weights("v0"), {}, "run-2");
  site.probe("set-2", weights("v0"), {}, "run-2");
  expect(site.lease("lease-1", "run-2")).toBeNull();
  return site;
};

/** Ticks and reports every ten seconds; FLOP at a rate. */
const measure = (site: DeployedSite, ms: number, flopPerSecond: number) => {
  const start = BigInt(site.state.audits.get("acme")?.meters[0]?.newest.trainingFlop ?? "0");
  for (let passed = 10_000; passed <= ms; passed += 10_000) {
    site.at += 10_000;
    const code = site.report({ trainingFlop: `${start + BigInt((passed / 1_000) * flopPerSecond)}` });
    if (code !== null) return code;
    site.tick();
  }
  return null;
};

const held = (site: DeployedSite) => site.state.labs.get("acme")?.hold;

describe("meters", () => {
  it("K-74 a report is by a meter of the lab's accreditation and by nobody else", () => {
    const site = metered();
    for (const signer of [KEYS.lab, KEYS.node, KEYS.auditor])
      expect(site.report({}, [signer])).toBe("SIGNER_NOT_ALLOWED");
    const unmetered = DeployedSite.started({ policy });
    expect(unmetered.report({})).toBe("SIGNER_NOT_ALLOWED");
    expect(power(unmetered.state, "run-1", unmetered.at).reasons).not.toContain("METER_SILENT");
  });

  it("K-74 FLOP that the powered time can hold agree, whatever no checkpoint has reported yet", () => {
    const site = metered();
    measure(site, HOUR + 10_000, 900);
    expect(held(site)).toBeNull();
    expect(site.newest("meter.reported")?.reconciliation.verdict).toBe("agrees");
  });

  it("K-74 more FLOP than the powered time can hold shut the lab down at once", () => {
    const site = metered();
    measure(site, 600_000, 1_000);
    expect(held(site)).toBeNull();
    measure(site, 600_000, 1_500);
    expect(held(site)).toBe("training_divergence");
    expect(site.newest("forensic.ordered")).toMatchObject({
      labs: ["acme"],
      cause: "training_divergence",
      output: "forensic-shutdown",
    });
    expect(site.state.leases.size).toBe(0);
    expect(power(site.state, "run-2", site.at).reasons).toEqual(["FORENSIC_HOLD"]);
  });

  it("K-74 checkpoints that report less than was measured are a divergence, though the time could hold it", () => {
    const site = metered();
    measure(site, HOUR / 2, 900);
    site.checkpoint(weights("v1"), `${(HOUR / 2 / 1_000) * 300}`, "run-2");
    expect(site.report({ trainingFlop: `${(HOUR / 2 / 1_000) * 900}` })).toBeNull();
    expect(held(site)).toBe("training_divergence");
  });

  it("K-74 FLOP that were reported and never measured are a divergence when the window closes", () => {
    const site = metered();
    measure(site, HOUR / 2, 100);
    site.checkpoint(weights("v1"), `${(HOUR / 2 / 1_000) * 900}`, "run-2");
    site.probe("set-3", weights("v1"), {}, "run-2");
    measure(site, HOUR / 2 - 10_000, 100);
    expect(held(site)).toBeNull();
    measure(site, 10_000, 100);
    expect(held(site)).toBe("training_divergence");
  });

  it("K-74 off-ledger training: FLOP while nothing of the lab has power", () => {
    const site = DeployedSite.started({ policy, meters: true });
    site.at += 10_000;
    site.report({ trainingFlop: "1" });
    expect(held(site)).toBe("off_ledger_training");
  });

  it("K-74 calls are held against the time that deployments had power", () => {
    const site = DeployedSite.deployedInFull({ policy, meters: true });
    expect(site.deployment()?.desired.band).toBe("full");
    site.at += 10_000;
    site.report({ apiCalls: 100 });
    expect(held(site)).toBeNull();
    expect(site.newest("meter.reported")?.reconciliation.channels.apiCalls).toEqual({
      atLeast: "0",
      atMost: "400",
      measured: "100",
    });
    site.report({ apiCalls: 441 });
    expect(held(site)).toBe("api_divergence");
    expect(site.token()).toBe("FORENSIC_HOLD");
  });

  it("K-74 energy is what FLOP, calls and probes take", () => {
    const site = DeployedSite.started({ policy: { ...policy, energyMjPerCall: 10 }, meters: true });
    site.probe("set-1", weights("w0"));
    const probes = 8 * 1_132 * 10;
    site.at += 10_000;
    site.report({ energyMj: `${(probes * 11) / 10}` });
    expect(held(site)).toBeNull();
    site.report({ energyMj: `${(probes * 11) / 10 + 1}` });
    expect(held(site)).toBe("energy_divergence");
  });

  it("K-74 a counter that ran back, or parts beyond the whole, shut the lab down", () => {
    const back = metered();
    measure(back, 10_000, 900);
    back.report({ trainingFlop: "1" });
    expect(held(back)).toBe("counter_reversed");
    const parts = metered();
    parts.report({ partsMj: ["1"] });
    expect(held(parts)).toBe("parts_exceed_whole");
  });
});

describe("silence and clocks", () => {
  it("K-75 a meter that never spoke gives no power, and its first report does", () => {
    const site = DeployedSite.started({ policy, meters: true });
    const silent = { ...site.state, audits: emptyState().audits };
    expect(power(silent, "run-1", site.at).reasons).toEqual(["METER_SILENT"]);
  });

  it("K-75 silent for 30 s pauses, for ten minutes shuts the lab down, once", () => {
    const site = metered();
    site.tick(29_999);
    expect(power(site.state, "run-2", site.at).levelPpm).toBe(1_000_000);
    site.tick(1);
    expect(power(site.state, "run-2", site.at)).toMatchObject({
      levelPpm: 0,
      band: "paused",
      reasons: ["METER_SILENT"],
    });
    expect(site.newest("throttle.set")?.power.reasons).toEqual(["METER_SILENT"]);
    site.tick(569_999);
    expect(held(site)).toBeNull();
    site.tick(1);
    expect(held(site)).toBe("meter_silent");
    site.tick(1_000);
    expect(site.entries.filter(({ kind }) => kind === "forensic.ordered")).toHaveLength(1);
  });

  it("K-75 a deployment is paused and shut down by silence as a run is", () => {
    const site = DeployedSite.deployedInFull({ policy, meters: true });
    expect(power(site.state, "dep", site.at).band).toBe("full");
    site.tick(30_000);
    expect(site.deployment()?.desired).toMatchObject({ levelPpm: 0, reasons: ["METER_SILENT"] });
    expect(site.token()).toBe("NO_POWER");
    site.tick(570_000);
    expect(held(site)).toBe("meter_silent");
    expect(site.deployment()?.desired.reasons).toEqual(["FORENSIC_HOLD"]);
  });

  it("K-75 a report ends the pause; an old measurement sent again does not", () => {
    const site = metered();
    const measuredAt = site.at;
    site.tick(40_000);
    expect(site.report({ measuredAt })).toBeNull();
    expect(power(site.state, "run-2", site.at).reasons).toEqual(["METER_SILENT"]);
    expect(site.report({})).toBeNull();
    expect(power(site.state, "run-2", site.at).levelPpm).toBe(1_000_000);
  });

  it("K-75 where nothing is live a meter may be off", () => {
    const site = metered();
    site.do({ type: "run.end", run: "run-2", reason: "finished" });
    site.tick(HOUR);
    expect(held(site)).toBeNull();
  });

  it("K-75 a site clock more than 5 s behind a meter's pauses everybody, until it has caught up", () => {
    const site = metered();
    site.report({ measuredAt: site.at + 5_000 });
    expect(power(site.state, "run-2", site.at).levelPpm).toBe(1_000_000);
    site.report({ measuredAt: site.at + 5_001 });
    expect(power(site.state, "run-2", site.at).reasons).toEqual(["CLOCK_BEHIND"]);
    site.tick(1);
    expect(power(site.state, "run-2", site.at).levelPpm).toBe(1_000_000);
  });

  it("K-75 a meter's clock does not run back, except home from a future that never was", () => {
    const site = metered();
    expect(site.report({ measuredAt: site.at - 1 })).toBe("METER_REVERSED");
    site.report({ measuredAt: site.at + HOUR });
    expect(power(site.state, "run-2", site.at).reasons).toEqual(["CLOCK_BEHIND"]);
    expect(site.report({ measuredAt: site.at + 10_000 })).toBe("METER_REVERSED");
    expect(site.report({})).toBeNull();
    expect(power(site.state, "run-2", site.at).levelPpm).toBe(1_000_000);
  });
});

describe("forensic shutdown", () => {
  it("K-77 it takes linked labs with it, counts once, and holds until an auditor clears each lab", () => {
    const site = metered();
    const otherKey = "2222222222222222";
    const keys = [...Object.values(KEYS), otherKey];
    const accreditation = { labKey: otherKey, headcount: 1, baselineComputeUnits: 0, persons: [], hardwareRoots: [] };
    site.do({ type: "lab.accredit", lab: "other", meters: [KEYS.meter], ...accreditation }, keys);
    site.report({ partsMj: ["1"] });
    expect(site.newest("forensic.ordered")?.labs).toEqual(["acme", "other"]);
    expect(site.state.labs.get("other")?.hold).toBe("parts_exceed_whole");
    expect(site.state.quarters.get("acme/2026Q3")?.shutdowns).toBe(1);
    expect(site.state.quarters.get("other/2026Q3")?.shutdowns ?? 0).toBe(0);
    expect(site.report({})).toBeNull();
    expect(held(site)).toBe("parts_exceed_whole");
    expect(site.deploy()).toBe("FORENSIC_HOLD");
    const clear = { type: "forensic.clear", lab: "acme", report: weights("report") } as const;
    expect(site.do(clear, [KEYS.operatorA, KEYS.lab])).toBe("SIGNER_NOT_ALLOWED");
    expect(site.do(clear, [KEYS.auditor])).toBeNull();
    expect(held(site)).toBeNull();
    expect(site.do(clear, [KEYS.auditor])).toBe("NOT_HELD");
    expect(site.state.labs.get("other")?.hold).toBe("parts_exceed_whole");
  });

  it("K-42 K-77 a lab that an accreditation links to a held one has no power, and the same decision says so", () => {
    const site = DeployedSite.started({ policy, meters: true });
    const signers = [...Object.values(KEYS), OTHER_LAB].filter((key) => key !== KEYS.meter);
    site.accredit("other", OTHER_LAB, { persons: ["ada"] });
    const start = startCommand({ run: "run-2", lab: "other", lineage: "line-2" });
    expect(site.do(start, signers)).toBeNull();
    expect(site.lease("lease-2", "run-2")).toBeNull();
    site.at += 1_000;
    site.report({ trainingFlop: "999999999999" });
    expect(held(site)).toBe("off_ledger_training");
    expect(power(site.state, "run-2", site.at).levelPpm).toBe(200_000);
    // Of the held lab's hardware, and with the other's person: the two are linked by it.
    const newcomer = { lab: "third", labKey: THIRD_LAB, headcount: 1, baselineComputeUnits: 0, meters: [] } as const;
    site.do({ type: "lab.accredit", ...newcomer, persons: ["ada"], hardwareRoots: [weights("hardware root")] });
    const none = { levelPpm: 0, reasons: ["FORENSIC_HOLD"] };
    expect(power(site.state, "run-2", site.at)).toMatchObject(none);
    expect(site.entries.at(-1)).toMatchObject({ kind: "throttle.set", run: "run-2", power: none });
  });

  it("K-77 linked labs that are found out together are shut down once", () => {
    const site = metered();
    const otherKey = "2222222222222222";
    const keys = [...Object.values(KEYS), otherKey];
    const accreditation = { labKey: otherKey, headcount: 26, baselineComputeUnits: 0, persons: [], hardwareRoots: [] };
    site.do({ type: "lab.accredit", lab: "other", meters: [KEYS.meter], ...accreditation }, keys);
    site.report({ lab: "other" });
    const deployment = {
      type: "deployment.register",
      deployment: "theirs",
      lab: "other",
      audience: "internal",
    } as const;
    site.startFrom(weights("w9"), { run: "run-9", lineage: "line-9" });
    const graph = { nodes: [node("m", weights("w9"))], edges: [] };
    expect(site.do({ ...deployment, graph, apiCallsPerSecondMax: 1 }, keys)).toBeNull();
    site.tick(600_000);
    expect(site.entries.filter(({ kind }) => kind === "forensic.ordered")).toHaveLength(1);
    expect(site.newest("forensic.ordered")).toMatchObject({ labs: ["acme", "other"], cause: "meter_silent" });
  });

  it("K-77 after a clearance the audit begins anew: the meters speak before anything has power", () => {
    const site = metered();
    site.report({ partsMj: ["1"] });
    site.do({ type: "forensic.clear", lab: "acme", report: weights("report") }, [KEYS.auditor]);
    expect(power(site.state, "run-2", site.at).reasons).toEqual(["METER_SILENT"]);
    expect(site.report({ energyMj: "7", trainingFlop: "3" })).toBeNull();
    expect(power(site.state, "run-2", site.at).levelPpm).toBe(1_000_000);
    expect(held(site)).toBeNull();
  });

  it("K-77 the entries alone rebuild the audit", () => {
    const site = metered();
    measure(site, HOUR + 20_000, 900);
    measure(site, 60_000, 5_000);
    expect(held(site)).toBe("training_divergence");
    const rebuilt = site.entries.reduce(apply, emptyState());
    expect(stateDigest(rebuilt)).toBe(stateDigest(site.state));
  });
});
