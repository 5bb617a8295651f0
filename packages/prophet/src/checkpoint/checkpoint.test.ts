import { digestOf, utf8 } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { CLASSIC } from "../trainer/profiles.ts";
import { createTrainer, resumeTrainer } from "../trainer/trainer.ts";
import type { TrainerState } from "../trainer/trainer-state.ts";
import { readCheckpoint, writeCheckpoint } from "./checkpoint.ts";
import { exactJson } from "./exact-json.ts";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";
import { trainingDigest } from "./training-digest.ts";

const training = trainingDigest(CLASSIC, null);
const trainer = createTrainer(CLASSIC);
for (let step = 0; step < 40; step += 1) trainer.step(1);
const state = trainer.state();
const bytes = writeCheckpoint({ training, state, run: { sum: 0.1 + 0.2, nothing: -0 } });
const fault = expect.objectContaining({ code: "PROPHET_CHECKPOINT" }) as Error;

test("PR-202 a training goes on from its file bit for bit", () => {
  const { state: read, run } = readCheckpoint(bytes, training);
  expect(run).toEqual({ sum: 0.1 + 0.2, nothing: -0 });
  const again = resumeTrainer(CLASSIC, read);
  for (let step = 0; step < 40; step += 1) expect(again.step(1)).toEqual(trainer.step(1));
  expect(again.parameters).toEqual(trainer.parameters);
});

test("PR-202 a state has one file: writing what was read gives the same bytes", () => {
  expect(writeCheckpoint(readCheckpoint(bytes, training))).toEqual(bytes);
});

test("PR-203 a file with one altered bit, wherever it is, is not read", () => {
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(7), (at, bit) => {
      const altered = bytes.slice();
      altered[at]! ^= 1 << bit;
      expect(() => readCheckpoint(altered, training)).toThrow(fault);
    }),
    { numRuns: 300 },
  );
});

test("PR-203 a file that ends early, or goes on, is not read", () => {
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), (length) => {
      expect(() => readCheckpoint(bytes.subarray(0, length), training)).toThrow(fault);
    }),
  );
  expect(() => readCheckpoint(new Uint8Array([...bytes, 0]), training)).toThrow(fault);
});

test("PR-203 any bytes at all are read or refused, never something else", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
      expect(() => readCheckpoint(any, training)).toThrow(fault);
    }),
  );
});

test.each([
  ["another seed", trainingDigest({ ...CLASSIC, seed: 43 }, null)],
  ["another length", trainingDigest({ ...CLASSIC, steps: 2001 }, null)],
  ["another series", trainingDigest(CLASSIC, [1, 2])],
])("PR-204 a checkpoint is refused by a training of %s", (_, other) => {
  expect(() => readCheckpoint(bytes, other)).toThrow(fault);
});

test("PR-204 the digest of a training does not depend on the order of its fields, and sees the last bit of a series", () => {
  const turned = Object.fromEntries(Object.entries(CLASSIC).toReversed()) as typeof CLASSIC;
  expect(trainingDigest(turned, null)).toBe(training);
  expect(trainingDigest(CLASSIC, [0.1 + 0.2])).not.toBe(trainingDigest(CLASSIC, [0.3]));
});

test.each([
  ["the course", { course: '{"stepsDone":"many"}' }],
  ["the scalars", { scalars: '{"optimizer":{"beta1Power":"x"}}' }],
  ["the kept states", { good: '[{"step":0.5,"scalars":{}}]' }],
  ["canonical text", { run: "{ }" }],
  ["JSON", { run: "{" }],
  ["its depth", { run: `${"[".repeat(20_000)}${"]".repeat(20_000)}` }],
  ["the format's version", { schema: "plimsoll.prophet.checkpoint/2" }],
])("PR-205 a file with a fitting digest that is wrong in %s is refused", (_, wrong) => {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const zeros = `sha256:${"0".repeat(64)}`;
  const seal = (digest: string) => encodeSafetensors({ tensors, metadata: { ...metadata, ...wrong, digest } });
  expect(() => readCheckpoint(seal(digestOf(seal(zeros))), training)).toThrow(fault);
});

test("PR-206 canonical text carries every finite number exactly and refuses what JSON would lose", () => {
  fc.assert(
    fc.property(
      fc.jsonValue({ depthSize: "medium" }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (value, number) => {
        const text = exactJson({ value, number });
        const { number: read } = JSON.parse(text) as { number: number };
        expect(Object.is(read, number)).toBe(true);
        expect(exactJson(JSON.parse(text))).toBe(text);
      },
    ),
  );
  for (const lost of [Number.NaN, Number.POSITIVE_INFINITY, undefined, () => {}])
    expect(() => exactJson({ lost })).toThrow(fault);
});

test("PR-206 a state that is not finite is not written", () => {
  const wrong = { ...state, course: { ...state.course, errors: [Number.NaN] } } satisfies TrainerState;
  expect(() => writeCheckpoint({ training, state: wrong, run: null })).toThrow(/\/course\/errors\/0/);
});

test("PR-207 any reader of safetensors finds the tensors, the step and the training", () => {
  const { tensors, metadata } = decodeSafetensors(bytes);
  expect(tensors["worker.parameters"]).toEqual(state.tensors["worker.parameters"]);
  expect(metadata).toMatchObject({ step: "40", training, schema: "plimsoll.prophet.checkpoint/1" });
  expect(utf8(metadata["course"] ?? "").length).toBeGreaterThan(10);
});
