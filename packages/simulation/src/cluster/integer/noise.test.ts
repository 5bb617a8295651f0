import { expect, test } from "vitest";
import { partKey, seedKey } from "../../random/counter.ts";
import { clusterProfile } from "../profiles.ts";
import { clusterConstants, UNIT } from "./constants.ts";
import { noiseBytesAt, noiseStep, q15, saturated } from "./noise.ts";

const CELLS = 16;
const STEPS = 20_000;

/** Moments of the two channels' noise over many steps of 16 cells, in shares. */
function moments() {
  const { cpuNoise, memoryNoise } = clusterConstants(clusterProfile("classic"));
  const sums = { cpu: 0, memory: 0, cpu2: 0, memory2: 0, both: 0, cpu4: 0 };
  for (let step = 0; step < STEPS; step += 1) {
    const key = partKey(seedKey(17), step);
    for (let cell = 0; cell < CELLS; cell += 1) {
      const { sum, difference } = noiseBytesAt(key, cell);
      const cpu = (noiseStep(sum, cpuNoise) + cpuNoise.mean) / UNIT;
      const memory = (noiseStep(difference, memoryNoise) + memoryNoise.mean) / UNIT;
      sums.cpu += cpu;
      sums.memory += memory;
      sums.cpu2 += cpu * cpu;
      sums.memory2 += (memory - 0.005) ** 2;
      sums.both += cpu * (memory - 0.005);
      sums.cpu4 += cpu ** 4;
    }
  }
  const n = CELLS * STEPS;
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, sum / n])) as typeof sums;
}

test("SIM-3 the noise of classic has mean 0 and 0.005, deviation 0.02 and 0.01, and the channels do not go together", () => {
  const { cpu, memory, cpu2, memory2, both, cpu4 } = moments();
  expect(Math.abs(cpu)).toBeLessThan(0.000_15);
  expect(Math.abs(memory - 0.005)).toBeLessThan(0.000_08);
  expect(Math.sqrt(cpu2)).toBeCloseTo(0.02, 4);
  expect(Math.sqrt(memory2)).toBeCloseTo(0.01, 4);
  expect(Math.abs(both) / 0.0002).toBeLessThan(0.01);
  expect(cpu4 / cpu2 ** 2 - 3).toBeCloseTo(-0.3, 1);
});

test("SIM-3 a mean that is no whole unit is not lost", () => {
  const { memoryNoise } = clusterConstants(clusterProfile("classic"));
  let total = 0;
  for (let bytes = -510; bytes <= 510; bytes += 1) total += noiseStep(bytes, memoryNoise) + memoryNoise.mean;
  expect(Math.abs(total / 1_021 - 0.005 * UNIT)).toBeLessThan(0.15);
});

test("SIM-3 the rounded product and the saturation are those of WebAssembly", () => {
  expect(q15(32_767, 32_767)).toBe(32_766);
  expect(q15(-32_768, 16_384)).toBe(-16_384);
  expect(q15(1, 16_384)).toBe(1);
  expect(q15(-1, 16_384)).toBe(0);
  expect([saturated(40_000), saturated(-40_000), saturated(5)]).toEqual([32_767, -32_768, 5]);
});
