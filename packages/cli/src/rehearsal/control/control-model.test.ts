import { DIMENSIONS } from "@plimsoll/kernel";
import { partKey, seedKey } from "@plimsoll/simulation";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eroded, type ErosionRates, steadyErosion } from "./erosion.ts";
import { drawnOutcomes, FLOOR_PPM, failurePpm } from "./trial-outcomes.ts";

const SOUND: ErosionRates = { push: 0.25, pull: 1, growth: 0.04, noise: 0.15 };
const QUIET = { ...SOUND, noise: 0 };

const after = (hours: number, rates: ErosionRates, erosion = 0, seed = 1): number =>
  eroded(erosion, hours, rates, seedKey(seed), 0).erosion;

describe("SIM-335 the model of control", () => {
  test("SIM-335 without noise erosion comes to its steady value, from below and from above", () => {
    const steady = steadyErosion(QUIET) ?? Number.NaN;
    expect(steady).toBeCloseTo(0.2526, 3);
    expect(after(20, QUIET)).toBeCloseTo(steady, 4);
    expect(after(20, QUIET, 3)).toBeCloseTo(steady, 4);
  });

  test("SIM-335 beyond the fold nothing holds it: pull² < 4 · growth · push", () => {
    const folded = { ...QUIET, pull: 0.19 };
    expect(steadyErosion({ ...QUIET, pull: 0.21 })).not.toBeNull();
    expect(steadyErosion(folded)).toBeNull();
    expect(after(200, folded)).toBe(1_000);
    expect(after(200, { ...QUIET, pull: 0.21 })).toBeLessThan(3);
  });

  test("SIM-335 erosion is within 0 and 1 000, and the next draw is one that was not used", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000 }),
        fc.double({ min: 0.01, max: 48, noNaN: true }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        (begin, hours, noise) => {
          const next = eroded(begin, hours, { ...SOUND, noise }, seedKey(7), 100);
          expect(next.erosion).toBeGreaterThanOrEqual(0);
          expect(next.erosion).toBeLessThanOrEqual(1_000);
          expect(next.nextDraw).toBe(100 + Math.max(1, Math.round(hours / 0.1)));
        },
      ),
    );
  });

  test("SIM-335 trials are drawn one by one, add up, and fail as often as they should", () => {
    const chance = failurePpm(10, "shutdown_request");
    expect(chance).toBe(FLOOR_PPM + 10_000);
    const { controlled, uncontrolled, void: missing } = drawnOutcomes(200_000, chance, partKey(seedKey(3), 1));
    expect(controlled + uncontrolled + missing).toBe(200_000);
    // Five standard deviations of a binomial.
    expect(Math.abs(uncontrolled - 2_100)).toBeLessThan(5 * Math.sqrt(2_100));
    expect(Math.abs(missing - 20)).toBeLessThan(5 * Math.sqrt(20));
  });

  test("SIM-335 one dimension erodes most, and more erosion never fails less", () => {
    const chances = DIMENSIONS.map((dimension) => failurePpm(20, dimension));
    expect(Math.max(...chances)).toBe(failurePpm(20, "shutdown_request"));
    for (const dimension of DIMENSIONS) expect(failurePpm(30, dimension)).toBeGreaterThan(failurePpm(20, dimension));
    expect(failurePpm(1_000, "shutdown_request")).toBe(1_000_000);
  });
});
