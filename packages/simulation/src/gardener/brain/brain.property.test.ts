import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seedKey, uniformAt } from "../../random/counter.ts";
import { KERNEL_DATA_FROM_BYTES, kernelInstance } from "../field/kernel-instance.ts";
import type { BrainBankMaker } from "./brain-bank.ts";
import { randomBrain } from "./brain-birth.ts";
import { brainKernel } from "./brain-kernel.ts";
import { BRAIN_FLOATS } from "./brain-layout.ts";
import { brainTwin, tanh32 } from "./brain-twin.ts";

const SIDE = 12;
const AGENTS = 5;

/** Steps a few agents through changing fields; all that comes of it. */
function lived(maker: BrainBankMaker, seed: number, steps: number, actions: number, gain: number) {
  const key = seedKey(seed);
  const bank = maker(AGENTS, AGENTS);
  for (let index = 0; index < AGENTS; index += 1) {
    const brain = randomBrain(seedKey(seed + index), actions).map((weight) => weight * gain);
    bank.brains.set(brain, index * BRAIN_FLOATS);
  }
  const chosen: number[] = [];
  for (let step = 0; step < steps; step += 1) {
    const cells = Uint16Array.from({ length: SIDE * SIDE }, (_, cell) =>
      Math.floor(uniformAt(key, step * 1_000 + cell) * 65_536),
    );
    const agents = Int32Array.from({ length: 4 * AGENTS }, (_, at) => {
      const agent = at >> 2;
      const place = [(seed + step * 5 + agent * 7) % SIDE, (seed * 3 + step + agent) % SIDE, agent, AGENTS - 1 - agent];
      return place[at % 4]!;
    });
    const actionsChosen = new Uint8Array(AGENTS);
    bank.decide({ count: AGENTS, agents, cells, side: SIDE, actions, chosen: actionsChosen });
    chosen.push(...actionsChosen);
  }
  return { chosen, memories: Float32Array.from(bank.memories) };
}

describe("the kernel's brains and their twin", () => {
  test("SIM-111 the same actions and the same memories, bit for bit", () => {
    const setting = fc.tuple(
      fc.nat(1_000_000),
      fc.integer({ min: 1, max: 6 }),
      fc.constantFrom(6, 7),
      fc.constantFrom(1, 8),
    );
    fc.assert(
      fc.property(setting, (args) => {
        expect(lived(brainKernel(SIDE * SIDE), ...args)).toEqual(lived(brainTwin, ...args));
      }),
      { numRuns: 60 },
    );
  });

  test("SIM-111 the brains do look: other fields, other actions", () => {
    const chosen = new Set(Array.from({ length: 20 }, (_, seed) => lived(brainTwin, seed, 3, 6, 4).chosen.join("")));
    expect(chosen.size).toBeGreaterThan(15);
  });

  test("SIM-112 tanh is within 2e-5 of tanh, in [−1, 1], and the same in kernel and twin", () => {
    const kernel = kernelInstance(16);
    const four = new Float32Array(kernel.memory, KERNEL_DATA_FROM_BYTES, 4);
    for (let x = -9; x <= 9; x += 1 / 64) {
      four.fill(x + 1 / 1_024);
      kernel.functions.tanhFour(KERNEL_DATA_FROM_BYTES);
      const own = tanh32(Math.fround(x + 1 / 1_024));
      expect(four[3]).toBe(own);
      expect(Math.abs(own - Math.tanh(x + 1 / 1_024))).toBeLessThan(2e-5);
      expect(Math.abs(own)).toBeLessThanOrEqual(1);
    }
  });
});
