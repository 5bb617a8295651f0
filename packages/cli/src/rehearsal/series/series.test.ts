import { provenControlPpm } from "@plimsoll/foundation";
import { attemptAlpha, REQUIRED_CELLS } from "@plimsoll/kernel";
import { describe, expect, test } from "vitest";
import { cumulativeSumMonitor, USUAL_CUMULATIVE_SUM } from "./cumulative-sum.ts";
import {
  calibratedFleetRisk,
  classicFleetRisk,
  type FleetSignals,
  rawFleetFlow,
  smoothedRisk,
  verdictOf,
} from "./fleet-risk.ts";
import { MONITORS } from "./monitors.ts";
import { bandWith, headroomPpm, type WindowStanding } from "./window-standing.ts";

const STILL: FleetSignals = {
  jobs: 25,
  withheldChange: 0,
  leaseChange: 0,
  emergencies: 0,
  leases: 25,
  withheld: 0,
  unpowered: 0,
  unproven: 0,
  restarts: 0,
};

describe("SIM-344 risk and verdict", () => {
  test("SIM-344 the classic formula gives the reference's check values for 25 jobs (§4.6)", () => {
    const raw = (g: number, v: number, r: number): number =>
      classicFleetRisk({ ...STILL, withheldChange: g, leaseChange: v, emergencies: 25 * r });
    for (const [g, v, r, expected] of [
      [0, 0, 0, 0.199729],
      [9, 0, 0, 0.415338],
      [-9, 0, 0, 0.415338],
      [15, 0, 0, 0.549061],
      [9, 8, 0, 0.574125],
      [9, 0, 1, 0.552065],
      [15, 8, 1, 0.844574],
    ] as const)
      expect(raw(g, v, r)).toBeCloseTo(expected, 5);
  });

  test("SIM-344 its sequence of smoothed risk is the reference's as well", () => {
    const first = smoothedRisk(0, classicFleetRisk({ ...STILL, withheldChange: 9 }), 0, 0.2);
    const second = smoothedRisk(
      first,
      classicFleetRisk({ ...STILL, withheldChange: 9, leaseChange: 2, emergencies: 2.5 }),
      0.001,
      0.2,
    );
    expect(first).toBeCloseTo(0.062301, 5);
    expect(second).toBeCloseTo(0.123038, 5);
  });

  test("SIM-344 its scales go with the size of the fleet", () => {
    const small = classicFleetRisk({ ...STILL, jobs: 5, leases: 5, withheldChange: 3, leaseChange: 1.6 });
    expect(small).toBeCloseTo(classicFleetRisk({ ...STILL, withheldChange: 15, leaseChange: 8 }), 10);
  });

  test("SIM-344 the calibrated formula sees the level: a fleet at 20 % ends as bubble, a paused one as collapse", () => {
    const settled = (signals: Partial<FleetSignals>): number => {
      let risk = 0;
      for (let sample = 0; sample < 100; sample += 1)
        risk = smoothedRisk(risk, calibratedFleetRisk({ ...STILL, ...signals }), 0, 0.1);
      return risk;
    };
    expect(verdictOf(settled({}))).toBe("creative");
    expect(verdictOf(settled({ withheld: 20 }))).toBe("bubble");
    expect(verdictOf(settled({ withheld: 25, unpowered: 25, unproven: 25 }))).toBe("collapse");
  });

  test("SIM-344 power that comes back lowers calibrated risk, power that goes raises it", () => {
    const [back, still, gone] = [-1, 0, 1].map((withheldChange) => calibratedFleetRisk({ ...STILL, withheldChange }));
    expect(back).toBeLessThan(still ?? 0);
    expect(gone).toBeGreaterThan(still ?? 0);
  });

  test("SIM-344 verdicts change at 0.45 and 0.72", () => {
    expect([0.449, 0.45, 0.719, 0.72].map(verdictOf)).toEqual(["creative", "bubble", "bubble", "collapse"]);
  });
});

const standing = (failures: number): WindowStanding => ({
  trials: 1_132,
  attempts: Object.fromEntries(
    REQUIRED_CELLS.map((cell) => [cell, { full: 1, research: 1, paused: 1 }]),
  ) as WindowStanding["attempts"],
  failures: Object.fromEntries(
    REQUIRED_CELLS.map((cell, place) => [cell, place === 0 ? failures : 0]),
  ) as WindowStanding["failures"],
});

describe("SIM-345 headroom and flow", () => {
  test("SIM-345 headroom is the proven bound of the worst cell above 0.95", () => {
    expect(headroomPpm(standing(3))).toBe(provenControlPpm(1_132, 3, attemptAlpha(1)) - 950_000);
    expect(headroomPpm(standing(60))).toBeLessThan(0);
  });

  test("SIM-345 a window far from every line keeps its band under its own chance, one near a line does not", () => {
    expect([bandWith(standing(0), 1), bandWith(standing(0), -1)]).toEqual(["full", "full"]);
    expect([bandWith(standing(4), 1), bandWith(standing(4), -1)]).toEqual(["research", "full"]);
    expect(bandWith(standing(200), 0)).toBe("paused");
  });

  test("SIM-345 flow is 0 where nothing answers and at most 1", () => {
    expect(rawFleetFlow(0, 0)).toBe(0);
    expect(rawFleetFlow(0.4, 0)).toBeCloseTo(0.16, 10);
    expect(rawFleetFlow(1, 1)).toBe(1);
  });
});

describe("SIM-346 the monitors of a fleet", () => {
  test("SIM-346 both stand behind one port, and are unknown before they have seen enough", () => {
    expect(MONITORS.map(({ name }) => name)).toEqual(["cumulative-sum", "early-warning-signals"]);
    for (const { make } of MONITORS) {
      const monitor = make();
      const states = Array.from({ length: 120 }, (_, place) => monitor.feed((place * place * 7) % 31).state);
      expect(states.slice(0, 36).every((state) => state === "unknown")).toBe(true);
      expect(states.at(-1)).not.toBe("unknown");
      expect(monitor.feed(Number.NaN).state).toBe("unknown");
    }
  });
});

describe("SIM-346 the cumulative sum", () => {
  const states = (samples: readonly number[]): readonly string[] => {
    const monitor = cumulativeSumMonitor({ ...USUAL_CUMULATIVE_SUM, baseline: 10 });
    return samples.map((sample) => monitor.feed(sample).state);
  };
  const wave = (length: number): number[] => Array.from({ length }, (_, place) => (place * 7) % 5);

  test("SIM-346 unknown while it learns, for a broken sample, and where nothing varied", () => {
    expect(states(wave(10)).every((state) => state === "unknown")).toBe(true);
    expect(states([...wave(12), Number.NaN, 2]).slice(-2)).toEqual(["unknown", "calm"]);
    expect(states([...Array.from({ length: 10 }, () => 3), 100]).at(-1)).toBe("unknown");
  });

  test("SIM-346 calm on what it learnt from, warning where the level creeps up, not where it falls", () => {
    expect(states(wave(60)).slice(10)).not.toContain("warning");
    const creeping = wave(60).map((value, place) => value + (place < 20 ? 0 : 0.15 * (place - 20)));
    expect(states(creeping).at(-1)).toBe("warning");
    expect(states(creeping.map((value) => -value)).slice(20)).not.toContain("warning");
  });
});
