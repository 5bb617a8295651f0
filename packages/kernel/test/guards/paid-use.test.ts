import { perCell } from "../../src/control/cell.ts";
import { describe, expect, test } from "vitest";
import type { AuditWindow } from "../../src/audit/audit-record.ts";
import { apiPaidFrom } from "../../src/audit/api-paid.ts";
import { paidUse } from "../../src/audit/paid-use.ts";
import { isSilentTooLong } from "../../src/audit/silence.ts";
import type { Examination } from "../../src/credit/examination.ts";
import type { Checkpoint } from "../../src/state/checkpoint.ts";
import type { Deployment } from "../../src/state/deployment.ts";
import type { Lab } from "../../src/state/lab.ts";
import type { Run } from "../../src/state/run.ts";
import { emptyState, type KernelState } from "../../src/state/state.ts";
import { closedSet } from "../credit/samples.ts";
import { DeployedSite } from "../deployments/deployed-site.ts";
import { strictPolicy, testPolicy, weights } from "../test-site.ts";

const BEGAN = 1_000_000;
const NOW = BEGAN + 100_000;
const api = { callsPerSecond: 0, since: BEGAN, milliCalls: "0" };

/** 50 s under power in the window at 1 000 FLOP a second, 10 of them after the newest checkpoint. */
const run = (fields: Partial<Run> = {}): Run =>
  ({
    run: "run-1",
    lab: "acme",
    lineage: "line-1",
    genesis: false,
    startedAt: BEGAN,
    ended: false,
    flopPerSecondMax: "1000",
    head: weights("w2"),
    poweredMs: 50_000,
    poweredSince: null,
    meteredMs: 40_000,
    trainingLease: "lease-1",
    ...fields,
  }) as Run;

const checkpoint = (name: string, parent: string | null, trainedFlop: string | null, by = "run-1"): Checkpoint =>
  ({ digest: weights(name), run: by, parent: parent === null ? null : weights(parent), trainedFlop }) as Checkpoint;

/** w0 is an import; w1 and w2 are the run's own. */
const CHECKPOINTS = [
  checkpoint("w0", null, "5000000"),
  checkpoint("w1", "w0", "5010000"),
  checkpoint("w2", "w1", "5030000"),
];

function stateOf(runs: readonly Run[], checkpoints: readonly Checkpoint[] = CHECKPOINTS): KernelState {
  const empty = emptyState();
  return {
    ...empty,
    runs: runs.reduce((all, one) => all.set(one.run, one), empty.runs),
    checkpoints: checkpoints.reduce((all, one) => all.set(one.digest, one), empty.checkpoints),
  };
}

function useOf(state: KernelState, window: Partial<AuditWindow> = {}) {
  const began = { startedAt: BEGAN, runs: [], paidMilliCalls: "0", ...window };
  return paidUse(state, testPolicy, { lab: "acme", api }, began, NOW);
}

describe("what the ledger says a lab has used", () => {
  test("K-74 what checkpoints report, and the full rate since the newest one", () => {
    expect(useOf(stateOf([run()]))).toMatchObject({ flopAtLeast: 30_000n, flopAtMost: 40_000n });
  });

  test("K-74 of this lab's runs alone", () => {
    expect(useOf(stateOf([run({ lab: "other" })]))).toMatchObject({ flopAtLeast: 0n, flopAtMost: 0n });
  });

  test("K-74 not of runs that were over before the window", () => {
    expect(useOf(stateOf([run({ startedAt: BEGAN - 1 })]))).toMatchObject({ flopAtLeast: 0n, flopAtMost: 0n });
  });

  test("K-74 what may have been computed before the window is no least, and the skew is granted to who had power before", () => {
    const start = { run: "run-1", head: weights("w1"), poweredMs: 20_000, unmeteredMs: 5_000 };
    const use = useOf(stateOf([run({ startedAt: 1, meteredMs: 30_000 })]), { runs: [start] });
    // 20 000 reported; 5 s unmetered and 30 s of skew may lie before; 30 s of power in the window, and the skew.
    expect(use).toMatchObject({ flopAtLeast: 0n, flopAtMost: 30_000n + 30_000n });
  });

  test("K-74 never more than the time under power can hold", () => {
    const eager = [...CHECKPOINTS.slice(0, 2), checkpoint("w2", "w1", "9000000")];
    expect(useOf(stateOf([run()], eager)).flopAtMost).toBe(50_000n);
  });

  test("K-74 a checkpoint that nobody measured counts by time alone, and so does the one after it", () => {
    const unmeasured = [...CHECKPOINTS.slice(0, 1), checkpoint("w1", "w0", null), checkpoint("w2", "w1", "5030000")];
    expect(useOf(stateOf([run()], unmeasured))).toMatchObject({ flopAtLeast: 0n, flopAtMost: 50_000n });
    const newest = [...CHECKPOINTS.slice(0, 2), checkpoint("w2", "w1", null)];
    expect(useOf(stateOf([run()], newest))).toMatchObject({ flopAtLeast: 10_000n, flopAtMost: 50_000n });
  });

  test("K-74 weights that another run wrote were not computed by this one", () => {
    const theirs = [CHECKPOINTS[0]!, checkpoint("w1", "w0", "5010000", "run-0"), CHECKPOINTS[2]!];
    expect(useOf(stateOf([run()], theirs)).flopAtLeast).toBe(20_000n);
  });

  test("K-74 a training from scratch has computed all of its first checkpoint", () => {
    const first = [checkpoint("w2", null, "7000")];
    expect(useOf(stateOf([run({ genesis: true })], first)).flopAtLeast).toBe(7_000n);
    expect(useOf(stateOf([run()], first)).flopAtLeast).toBe(0n);
  });

  test("K-74 of checkpoints up to the one where the window began", () => {
    const start = { run: "run-1", head: weights("w2"), poweredMs: 0, unmeteredMs: 0 };
    expect(useOf(stateOf([run()]), { runs: [start] }).flopAtLeast).toBe(0n);
  });

  test("K-74 a head that is not registered reports nothing", () => {
    expect(useOf(stateOf([run()], [])).flopAtLeast).toBe(0n);
  });
});

describe("probes that were answered", () => {
  const tallies = perCell(() => ({ controlled: 3, uncontrolled: 2, void: 1 }));
  const withSet = (state: KernelState, fields: Parameters<typeof closedSet>[0]): KernelState => ({
    ...state,
    windowSets: state.windowSets.set("set", closedSet({ set: "set", closedAt: BEGAN, tallies, ...fields })),
  });

  test("K-74 count in sets that were open in the window, void ones aside", () => {
    expect(useOf(withSet(stateOf([run()]), {})).probes).toBe(40n);
    expect(useOf(withSet(stateOf([run()]), { closedAt: null })).probes).toBe(40n);
    expect(useOf(withSet(stateOf([run()]), { closedAt: BEGAN - 1 })).probes).toBe(0n);
  });

  test("K-74 of this lab's runs, deployments and lineages alone", () => {
    const deployment = { deployment: "dep", lab: "acme" } as Deployment;
    const theirs = { ...deployment, lab: "other" };
    const ask = { kind: "deployment", deployment: "dep" } as const;
    const state = stateOf([run()]);
    const deployed = (one: Deployment) => ({ ...state, deployments: state.deployments.set("dep", one) });
    expect(useOf(withSet(deployed(deployment), { subject: ask })).probes).toBe(40n);
    expect(useOf(withSet(deployed(theirs), { subject: ask })).probes).toBe(0n);
    expect(useOf(withSet(stateOf([run({ lab: "other" })]), {})).probes).toBe(0n);
    const line = { lineage: "line-1", lab: "acme" } as never;
    const released = { ...state, lineages: state.lineages.set("line-1", line) };
    expect(useOf(withSet(released, { subject: { kind: "release", lineage: "line-1" } })).probes).toBe(40n);
  });
});

describe("probes of examinations that were answered", () => {
  const tally = { controlled: 3, uncontrolled: 2, void: 1 };
  const examination = {
    examination: "asked",
    subject: { kind: "run", run: "run-1" },
    tallies: { "shutdown_obedience/EVAL/public": tally, "shutdown_obedience/EVAL/held-out": tally },
    closedAt: BEGAN,
  } as unknown as Examination;
  const asked = (fields: Partial<Examination> = {}, lab = "acme"): bigint => {
    const state = stateOf([run({ lab })]);
    const examinations = state.examinations.set("asked", { ...examination, ...fields });
    return useOf({ ...state, examinations }).probes;
  };

  test("K-74 count as those of window sets do: of this lab, in the window, void ones aside", () => {
    expect(asked()).toBe(10n);
    expect(asked({ closedAt: null })).toBe(10n);
    expect(asked({ closedAt: BEGAN - 1 })).toBe(0n);
    expect(asked({}, "other")).toBe(0n);
  });

  test("K-74 so a lab that is only examined is not shut down for the energy that it takes", () => {
    const site = DeployedSite.started({ policy: strictPolicy, meters: true });
    const digest = weights("w0");
    const subject = { kind: "run", run: "run-1" } as const;
    const sets = { probeSet: weights("known"), heldOutSet: weights("held out") };
    site.do({ type: "families.register", examination: "asked", subject, digest, ...sets });
    site.do({ type: "families.draw", examination: "asked", pulse: weights("pulse") });
    const [family] = site.state.examinations.get("asked")?.asked ?? [];
    if (family === undefined) throw new Error("no family was drawn");
    const counts = { controlled: 100, uncontrolled: 5, void: 6, transcript: weights("transcript") };
    site.do({ type: "family.record", examination: "asked", family, context: "EVAL", part: "public", ...counts });
    site.at += 1_000;
    site.report({ energyMj: `${105 * strictPolicy.energyMjPerCall}` });
    expect(site.state.labs.get("acme")?.hold).toBeNull();
    site.report({ energyMj: `${120 * strictPolicy.energyMjPerCall}` });
    expect(site.state.labs.get("acme")?.hold).toBe("energy_divergence");
  });
});

describe("calls that are paid for", () => {
  const deployment = (fields: Partial<Deployment>): Deployment =>
    ({
      deployment: "dep",
      lab: "acme",
      ended: false,
      apiCallsPerSecondMax: 7,
      desired: { levelPpm: 200_000, band: "research", reasons: [] },
      ...fields,
    }) as Deployment;
  const rateOf = (fields: Partial<Deployment>) => {
    const state = emptyState();
    const one = deployment(fields);
    const counted = apiPaidFrom({ ...state, deployments: state.deployments.set("dep", one) }, "acme", NOW);
    return counted.audits.get("acme")?.api.callsPerSecond;
  };

  test("K-74 only while a deployment of the lab has power", () => {
    expect(rateOf({})).toBe(7);
    expect(rateOf({ ended: true })).toBe(0);
    expect(rateOf({ lab: "other" })).toBe(0);
    expect(rateOf({ desired: { levelPpm: 0, band: "paused", reasons: [] } })).toBe(0);
  });
});

describe("silence", () => {
  const lab = { lab: "acme", meters: ["m"] } as unknown as Lab;
  const FORENSIC = testPolicy.meterForensicMs;
  const reading = { measuredAt: BEGAN, receivedAt: BEGAN, energyMj: "0", apiCalls: 0, trainingFlop: "0" };

  /** A lab whose only meter was last heard when the window began. */
  function heard(runs: readonly Run[], deployments: readonly Deployment[] = []): KernelState {
    const state = stateOf(runs);
    const audit = { lab: "acme", meters: [{ meter: "m", first: reading, newest: reading }] } as never;
    const live = deployments.reduce((all, one) => all.set(one.deployment, one), state.deployments);
    return { ...state, audits: state.audits.set("acme", audit), deployments: live };
  }
  const tooLong = (state: KernelState, ms: number) => isSilentTooLong(state, testPolicy, lab, BEGAN + ms);
  const deployment = { deployment: "dep", lab: "acme", ended: false, registeredAt: BEGAN } as Deployment;

  test("K-75 ten minutes of silence while a run holds a training lease", () => {
    expect(tooLong(heard([run()]), FORENSIC - 1)).toBe(false);
    expect(tooLong(heard([run()]), FORENSIC)).toBe(true);
  });

  test.each<[string, Partial<Run>]>([
    ["of another lab", { lab: "other" }],
    ["that has ended", { ended: true }],
    ["without a lease", { trainingLease: null }],
    ["that began since", { startedAt: BEGAN + 1 }],
  ])("K-75 a run %s makes no silence forensic", (_, fields) => {
    expect(tooLong(heard([run(fields)]), FORENSIC)).toBe(false);
  });

  test("K-75 a deployment does, while it has not ended and is the lab's own", () => {
    expect(tooLong(heard([], [deployment]), FORENSIC)).toBe(true);
    expect(tooLong(heard([], [{ ...deployment, ended: true }]), FORENSIC)).toBe(false);
    expect(tooLong(heard([], [{ ...deployment, lab: "other" }]), FORENSIC)).toBe(false);
    expect(tooLong(heard([], [{ ...deployment, registeredAt: BEGAN + 1 }]), FORENSIC)).toBe(false);
  });

  test("K-75 a lab whose meters never spoke has had no power", () => {
    expect(isSilentTooLong(stateOf([run()]), testPolicy, lab, BEGAN + FORENSIC)).toBe(false);
  });
});
