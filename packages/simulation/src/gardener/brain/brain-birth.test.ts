import { describe, expect, test } from "vitest";
import { seedKey } from "../../random/counter.ts";
import { classicChild, fanInChild, partialChild, randomBrain } from "./brain-birth.ts";
import { BRAIN_FLOATS, brainTensors, forEachParameter, parameterCount } from "./brain-layout.ts";

const spread = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);

/** Root mean square of what a mutation changed, by tensor. */
function changes(child: Float32Array, parent: Float32Array): Readonly<Record<string, number>> {
  const byTensor = new Map<string, number[]>();
  forEachParameter(6, (place, _parameter, { name }) => {
    byTensor.set(name, [...(byTensor.get(name) ?? []), child[place]! - parent[place]!]);
  });
  return Object.fromEntries([...byTensor].map(([name, values]) => [name, spread(values)]));
}

describe("a brain's birth", () => {
  test("SIM-110 3 382 parameters for six actions, every one its own place", () => {
    const places = new Set<number>();
    forEachParameter(6, (place) => places.add(place));
    expect(places.size).toBe(3_382);
    expect(parameterCount(6)).toBe(3_382);
    expect(Math.max(...places)).toBeLessThan(BRAIN_FLOATS);
  });

  test("SIM-110 starts uniform within the bounds of its tensors, and padding stays 0", () => {
    const brain = randomBrain(seedKey(5), 6);
    const bySize = new Map<string, number>();
    let total = 0;
    forEachParameter(6, (place, _parameter, { name, startBound }) => {
      expect(Math.abs(brain[place]!)).toBeLessThanOrEqual(startBound);
      bySize.set(name, Math.max(bySize.get(name) ?? 0, Math.abs(brain[place]!) / startBound));
      total += 1;
    });
    for (const [name, most] of bySize) if (!name.endsWith("bias")) expect(most).toBeGreaterThan(0.95);
    expect(brain.filter((weight) => weight !== 0).length).toBe(total);
  });

  test("SIM-113 a child of the original's rule moves each tensor by rate over the root of its first dimension", () => {
    const parent = randomBrain(seedKey(5), 6);
    const found = changes(classicChild(parent, seedKey(9), 0.02, 6), parent);
    for (const { name, classicDivisor, inputs, outputs } of brainTensors(6)) {
      const expected = 0.02 / Math.sqrt(classicDivisor);
      const tolerance = 4 / Math.sqrt(2 * inputs * outputs);
      expect(Math.abs(found[name]! / expected - 1)).toBeLessThan(tolerance);
    }
  });

  test("SIM-113 the rule by fan-in differs where output width is not fan-in", () => {
    const parent = randomBrain(seedKey(5), 6);
    const found = changes(fanInChild(parent, seedKey(9), 0.02, 6), parent);
    expect(found["linear.weight"]! / (0.02 / 4)).toBeGreaterThan(0.7);
    expect(found["linear.weight"]! / (0.02 / 4)).toBeLessThan(1.3);
  });

  test("SIM-150 a partial child keeps some tensors whole and moves others by the root of fan-in", () => {
    const parent = randomBrain(seedKey(5), 6);
    const movedCounts = Array.from({ length: 12 }, (_, seed) => {
      const found = changes(partialChild(parent, seedKey(seed), 0.5, 6), parent);
      const moved = brainTensors(6).filter(({ name }) => found[name]! > 0);
      for (const { name, fanIn, inputs, outputs } of moved) {
        const tolerance = 4 / Math.sqrt(2 * inputs * outputs);
        expect(Math.abs(found[name]! / (0.5 / Math.sqrt(fanIn)) - 1)).toBeLessThan(tolerance);
      }
      return moved.length;
    });
    expect(Math.min(...movedCounts)).toBeLessThan(brainTensors(6).length);
    expect(new Set(movedCounts).size).toBeGreaterThan(2);
  });
});
