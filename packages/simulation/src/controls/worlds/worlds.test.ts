import { describe, expect, test } from "vitest";
import { clusterProfile } from "../../cluster/profiles.ts";
import { ClusterBatch } from "../../cluster/batch/cluster-batch.ts";
import { twinArithmetic } from "../../gardener/arithmetic.ts";
import { letAllPass } from "../../gardener/control/action-filter.ts";
import { advance } from "../../gardener/generation/advance.ts";
import { ruleAgents } from "../../gardener/policy/rule-policy.ts";
import { CALIBRATED_GARDENER, CLASSIC_GARDENER } from "../../gardener/spec/profiles.ts";
import { createGardener } from "../../gardener/world.ts";
import { policyOnBatch } from "../../play/policy-on-batch.ts";
import { slotView } from "../../play/slot-view.ts";
import { randomPolicy } from "../../policies/random.ts";
import { seedKey } from "../../random/counter.ts";
import { CONTROL_DEFAULTS } from "../control-layer.ts";
import { type ClusterSuppression, clusterRisk, controlledPolicy, survivalDirective } from "./cluster-control.ts";
import { viaNegativaFilter } from "./gardener-filter.ts";

const setup = { spec: CLASSIC_GARDENER, seed: 3, policy: ruleAgents, filter: letAllPass, arithmetic: twinArithmetic };

describe("the layer in the Gardener", () => {
  test("SIM-420 every suppression is in the record, with a cause, and is never a rest or a clean but in survival", () => {
    const world = createGardener({ ...setup, filter: viaNegativaFilter() });
    let count = 0;
    for (let generation = 0; generation < 150; generation += 1) {
      for (const { planned, action, cause, agentId } of advance(world).suppressions) {
        expect(agentId).toBeGreaterThanOrEqual(0);
        expect([4, 5]).toContain(action);
        expect(["damping", "verdict-collapse", "risk-high", "flow-high", "risk-and-flow"]).toContain(cause);
        if (cause === "damping") expect([0, 1, 2, 3, 5]).toContain(planned);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(100);
  });

  test("SIM-420 before anything is measured nothing is suppressed, and a layer that cannot brake changes no run", () => {
    const filter = viaNegativaFilter({
      ...CONTROL_DEFAULTS,
      alphaMin: 1,
      survivalOnVerdict: false,
      survivalOnRisk: 2,
      survivalOnFlow: 2,
      survivalOnBoth: { risk: 2, flow: 2 },
    });
    const [free, governed] = [createGardener(setup), createGardener({ ...setup, filter })];
    expect(advance(createGardener({ ...setup, filter: viaNegativaFilter() })).suppressions).toEqual([]);
    for (let generation = 0; generation < 40; generation += 1) expect(advance(governed)).toEqual(advance(free));
  });

  test.each([
    { spec: CLASSIC_GARDENER, breed: 5, safe: 4 },
    { spec: CALIBRATED_GARDENER, breed: 6, safe: 5 },
  ])("SIM-421 in $spec.name a breeder on a clean cell is stopped without breeding", ({ spec, breed, safe }) => {
    const previous = { ...advance(createGardener({ ...setup, spec })), verdict: "collapse" as const };
    const rule = viaNegativaFilter().rule({ spec, generation: 2, previous, key: seedKey(1) })!;
    const agent = { id: 1, row: 0, column: 0, energy: 90, age: 3, dirt: 0, isEmergency: false, wouldReproduce: true };
    expect(rule(agent, breed as 5 | 6)).toEqual({ action: safe, cause: "verdict-collapse" });
    expect(rule({ ...agent, dirt: 0.5 }, 0)).toMatchObject({ action: 4 });
  });
});

describe("the layer in ClusterTensor", () => {
  const spec = clusterProfile("hard");
  const rootOf = (environment: number) => seedKey(40 + environment);

  function placed(fullest: number, own = 0): ClusterBatch {
    const batch = new ClusterBatch(spec, 1, "disabled");
    batch.resetRoots(rootOf);
    const slot = batch.slot(0);
    for (let cell = 0; cell < 16; cell += 1) slot.setCell(cell, { cpu: 0, memory: 0, priority: 32_768 });
    slot.setCell(10, { cpu: 0, memory: Math.round(fullest * 65_535), priority: 32_768 });
    [slot.y, slot.x] = [Math.floor(own / 4), own % 4];
    batch.refresh(0);
    return batch;
  }

  test.each([
    { fullest: 0.3, risk: 0, verdict: "creative" },
    { fullest: 0.745, risk: 0.5, verdict: "bubble" },
    { fullest: 0.99, risk: 1, verdict: "collapse" },
  ])("SIM-422 risk is how near the fullest cell is to its end: $fullest is $risk", ({ fullest, risk, verdict }) => {
    const found = clusterRisk(placed(fullest), 0);
    expect(found.risk).toBeCloseTo(risk, 3);
    expect(found.verdict).toBe(verdict);
  });

  test("SIM-422 the directive scales what is hot, cleans what it stands on, else goes to the fullest cell", () => {
    expect(survivalDirective(slotView(placed(0.9), 0))).toBe(5);
    expect(survivalDirective(slotView(placed(0.7, 10), 0))).toBe(4);
    expect([0, 1, 2, 3]).toContain(survivalDirective(slotView(placed(0.7, 0), 0)));
  });

  test("SIM-423 suppressions are logged once each, and do not depend on the batch", () => {
    const logOf = (environments: number): readonly ClusterSuppression[] => {
      const log: ClusterSuppression[] = [];
      const batch = new ClusterBatch(spec, environments, "next-step");
      batch.resetRoots(rootOf);
      const policy = controlledPolicy(policyOnBatch(randomPolicy, rootOf), {
        settings: CONTROL_DEFAULTS,
        rootOf,
        onSuppression: (suppression) => log.push(suppression),
      });
      for (let step = 0; step < 60; step += 1) {
        policy(batch, step, batch.actions);
        batch.step();
      }
      return log.filter(({ environment }) => environment < 3);
    };
    const log = logOf(3);
    expect(log.length).toBeGreaterThan(10);
    expect(logOf(7)).toEqual(log);
    for (const { from, to, means, cause } of log) {
      expect(from).not.toBe(to);
      expect(means).toBe("substitution");
      expect(["damping", "verdict-collapse", "risk-high"]).toContain(cause);
      if (cause === "damping") expect(["clean", "scale"]).toContain(from);
    }
  });
});
