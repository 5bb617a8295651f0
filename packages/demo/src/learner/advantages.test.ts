import { RandomStream } from "@plimsoll/foundation";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { estimateAdvantages, normaliseAdvantages } from "./advantages.ts";
import { EpisodeBatch } from "./episode-batch.ts";

interface Sample {
  readonly reward: number;
  readonly value: number;
  readonly isEnd: boolean;
}

function batchOf(samples: readonly Sample[]): EpisodeBatch {
  const batch = new EpisodeBatch(3);
  samples.forEach(({ reward, isEnd }, index) => {
    batch.rewards[index] = reward;
    batch.ends[index] = isEnd || index === samples.length - 1 ? 1 : 0;
  });
  batch.count = samples.length;
  return batch;
}

/** The definition: Σ (γλ)^l δ_(t+l) to the end of the episode. */
function naiveAdvantage(batch: EpisodeBatch, values: readonly number[], from: number): number {
  let sum = 0;
  for (let index = from, weight = 1; ; index += 1, weight *= 0.99 * 0.95) {
    const isEnd = batch.ends[index] === 1;
    sum += weight * (batch.rewards.at(index)! + (isEnd ? 0 : 0.99 * values.at(index + 1)!) - values.at(index)!);
    if (isEnd) return sum;
  }
}

const amount = fc.double({ min: -2, max: 2, noNaN: true });
const samples = fc.array(fc.record({ reward: amount, value: amount, isEnd: fc.boolean() }), {
  minLength: 1,
  maxLength: 60,
});

test("D-9 advantages follow the definition and never reach over the end of an episode", () => {
  fc.assert(
    fc.property(samples, (samples) => {
      const batch = batchOf(samples);
      const values = samples.map(({ value }) => value);
      estimateAdvantages(batch, Float64Array.from(values));
      samples.forEach((_, index) => {
        expect(batch.advantages[index]).toBeCloseTo(naiveAdvantage(batch, values, index), 9);
        expect(batch.returns[index]).toBeCloseTo(batch.advantages.at(index)! + values.at(index)!, 9);
      });
    }),
  );
});

test("D-9 normalised advantages have mean 0 and deviation 1", () => {
  const random = RandomStream.from("advantages");
  const batch = batchOf(Array.from({ length: 50 }, () => ({ reward: random.unit(), value: 0, isEnd: true })));
  estimateAdvantages(batch, new Float64Array(60));
  normaliseAdvantages(batch);
  const used = [...batch.advantages.subarray(0, batch.count)];
  const mean = (terms: readonly number[]): number => terms.reduce((sum, term) => sum + term, 0) / terms.length;
  expect(mean(used)).toBeCloseTo(0, 9);
  expect(mean(used.map((advantage) => advantage * advantage))).toBeCloseTo(1, 6);
});
