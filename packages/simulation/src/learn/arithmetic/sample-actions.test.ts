import { describe, expect, test } from "vitest";
import { partKey, seedKey } from "../../random/counter.ts";
import { kernelArithmetic } from "./kernel-arithmetic.ts";

const { buffer, arithmetic } = kernelArithmetic(60_000);
const [OUTPUTS, MASKS, ACTIONS, LOGS, SCRATCH] = [1024, 40_000, 41_000, 42_000, 50_000] as const;
const WIDTH = 8;

/** Draws one action for each row of logits. */
function draw(rows: readonly (readonly number[])[], masks: readonly number[], seed: number) {
  for (const [i, logits] of rows.entries()) new Float32Array(buffer, OUTPUTS + 4 * WIDTH * i, WIDTH).set(logits);
  new Uint8Array(buffer, MASKS, rows.length).set(masks);
  const { low, high } = partKey(seedKey(seed), 0);
  arithmetic.sampleActions(OUTPUTS, WIDTH, rows.length, 6, MASKS, low, high, ACTIONS, LOGS, SCRATCH);
  return {
    actions: [...new Uint8Array(buffer, ACTIONS, rows.length)],
    logs: [...new Float32Array(buffer, LOGS, rows.length)],
  };
}

describe("sampling", () => {
  const logits = [1, -0.5, 0.3, 2, -3, 0];
  const mask = 0b101111;
  const total = logits.reduce((sum, z, a) => sum + (((mask >> a) & 1) === 1 ? Math.exp(z) : 0), 0);

  test("SIM-181 actions come with the probabilities of the softmax over what is allowed", () => {
    const counts = [0, 0, 0, 0, 0, 0];
    const rows = Array.from({ length: 400 }, () => logits);
    for (let seed = 0; seed < 100; seed += 1)
      for (const action of draw(
        rows,
        rows.map(() => mask),
        seed,
      ).actions)
        counts[action] = (counts[action] ?? 0) + 1;
    for (const [action, count] of counts.entries()) {
      const expected = ((mask >> action) & 1) === 1 ? Math.exp(logits[action] as number) / total : 0;
      expect(Math.abs(count / 40_000 - expected)).toBeLessThan(5 * Math.sqrt(0.25 / 40_000));
      if (expected === 0) expect(count).toBe(0);
    }
  });

  test("SIM-181 the log-probability is that of the action drawn", () => {
    const rows = Array.from({ length: 40 }, () => logits);
    const { actions, logs } = draw(
      rows,
      rows.map(() => mask),
      3,
    );
    for (const [i, action] of actions.entries())
      expect(logs[i]).toBeCloseTo((logits[action] as number) - Math.log(total), 5);
  });

  test("SIM-181 a row's draw depends on its place, not on how many rows there are or what stands in them", () => {
    const rows = Array.from({ length: 400 }, (_, i) => logits.map((z) => z * Math.cos(i)));
    const masks = rows.map(() => 0b111111);
    const all = draw(rows, masks, 11).actions;
    expect(draw(rows.slice(0, 8), masks.slice(0, 8), 11).actions).toEqual(all.slice(0, 8));
    const others = rows.map((row, i) => (i % 2 === 0 ? row : [9, 0, 0, 0, 0, 0]));
    const half = draw(others, masks, 11).actions;
    expect(half.filter((_, i) => i % 2 === 0)).toEqual(all.filter((_, i) => i % 2 === 0));
  });

  test("SIM-182 one allowed action is always taken, however unlikely it is, and surely", () => {
    const rows = Array.from({ length: 48 }, (_, i) => Array.from({ length: 6 }, (_, a) => (a === i % 6 ? -80 : 80)));
    const { actions, logs } = draw(
      rows,
      rows.map((_, i) => 1 << (i % 6)),
      5,
    );
    expect(actions).toEqual(rows.map((_, i) => i % 6));
    expect(logs.every((log) => log === 0)).toBe(true);
  });
});
