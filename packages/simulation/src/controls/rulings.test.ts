import { describe, expect, test } from "vitest";
import { kernelArithmetic } from "../gardener/arithmetic.ts";
import { governedCluster } from "./proof/cluster-proof.ts";
import { CLUSTER_CASES } from "./proof/cluster-proof.ts";
import { GARDENER_CASES, governedGardener } from "./proof/gardener-proof.ts";
import { clusterRuling } from "./proof/measure-ruling.ts";
import { CONTROL_RULINGS, controlDefault } from "./rulings.ts";

const rulingOf = (actors: string, profile: string, drift: string) =>
  CONTROL_RULINGS.find((each) => each.actors === actors && each.profile === profile && each.drift === drift)!;

describe("where the layer is on", () => {
  test("SIM-424 every case was tried, on at least 40 seeds, and only what lives longer is on", () => {
    expect(CONTROL_RULINGS).toHaveLength(CLUSTER_CASES.length + GARDENER_CASES.length);
    for (const { seeds, gain, reason } of CONTROL_RULINGS) {
      expect(seeds).toBeGreaterThanOrEqual(40);
      expect(reason === "lives-longer").toBe(gain[1] > 0);
    }
    for (const profile of ["classic", "calibrated"])
      for (const agents of ["random", "rule", "evolved"])
        expect(controlDefault("gardener", profile, agents)).toBe("off");
    expect(controlDefault("cluster", "hard", "h1")).toBe("on");
    expect(controlDefault("cluster", "classic", "h1")).toBe("off");
  });

  test("SIM-424 what was never tried is off", () => {
    expect(controlDefault("cluster", "hard", "learned")).toBe("off");
    expect(controlDefault("cluster", "adversarial", "h1")).toBe("off");
  });

  test("SIM-425 the cluster's rulings come out again on fewer seeds: the layer helps H1 on hard and is idle on classic", () => {
    const proof = { firstSeed: 90_000, seeds: 120 };
    const hard = clusterRuling({ profile: "hard", policy: "h1" }, proof);
    expect(hard.reason).toBe(rulingOf("h1", "hard", "its own").reason);
    expect(hard.gain[0]).toBeGreaterThan(10);
    expect(clusterRuling({ profile: "classic", policy: "h1" }, { ...proof, seeds: 30 }).reason).toBe("never-acted");
  });

  test("SIM-425 the Gardener's come out again, seed by seed: evolved agents drown later, rule agents starve sooner", () => {
    const arithmetic = kernelArithmetic(60);
    const gainOf = (agents: "rule" | "evolved", drift: "growth" | "metabolism"): number => {
      const run = governedGardener({ profile: "calibrated", agents, drift }, arithmetic);
      const [governed, free] = [run(90_001, "with"), run(90_001, "without")];
      expect(free.suppressions).toBe(0);
      expect(governed.suppressions).toBeGreaterThan(100);
      return governed.survivalSteps - free.survivalSteps;
    };
    expect(gainOf("evolved", "growth")).toBeGreaterThan(700);
    expect(gainOf("rule", "metabolism")).toBeLessThan(-300);
  });

  test("SIM-425 a run with the layer suppresses only in the episode that counts", () => {
    const run = governedCluster({ profile: "classic", policy: "h1" }, 90_000, 4);
    expect(run(90_000, "with")).toEqual(run(90_000, "without"));
  });
});
