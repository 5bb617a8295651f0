import { readFileSync } from "node:fs";
import fc from "fast-check";
import { type ArithmeticMaker, kernelArithmetic, plainArithmeticMaker } from "@plimsoll/simulation/arithmetic";
import { describe, expect, test } from "vitest";
import { inMemory } from "../memory.ts";
import { type OptimizerSpec, optimizerShape, placeOptimizer } from "./optimizer-spec.ts";
import type { Optimizer } from "./optimizer.ts";

/** What python/tests/prophet_vectors.py writes. */
interface Vectors {
  readonly matrix: readonly (readonly number[])[];
  readonly targets: readonly number[];
  readonly cases: readonly {
    readonly name: string;
    readonly optimizer: OptimizerSpec;
    readonly rate: number;
    readonly start: readonly number[];
    readonly course: readonly {
      readonly step: number;
      readonly parameters: readonly number[];
      readonly judged: readonly number[];
    }[];
  }[];
}

const VECTORS = JSON.parse(
  readFileSync(new URL("../../../../../spec/vectors/prophet/optimizers.json", import.meta.url), "utf8"),
) as Vectors;

const COUNT = 8;
const USED = 6;

interface Bench {
  readonly optimizer: Optimizer;
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
}

function bench(spec: OptimizerSpec, start: readonly number[], make: ArithmeticMaker = kernelArithmetic): Bench {
  return inMemory((arena) => {
    const block = { parameters: arena.numbers(COUNT), gradients: arena.numbers(COUNT), count: COUNT };
    const optimizer = placeOptimizer(arena, block, spec);
    return (memory) => {
      const parameters = memory.at(block.parameters, COUNT);
      parameters.set(start);
      return { optimizer: optimizer(memory), parameters, gradients: memory.at(block.gradients, COUNT) };
    };
  }, make);
}

/** Of mean((matrix · w - targets)²), times `scale`. */
function writeGradient({ parameters, gradients }: Bench, scale = 1): void {
  gradients.fill(0);
  const { matrix, targets } = VECTORS;
  for (const [i, row] of matrix.entries()) {
    const miss = row.reduce((sum, a, j) => sum + a * parameters[j]!, 0) - targets[i]!;
    for (const [j, a] of row.entries()) gradients[j]! += (scale * 2 * a * miss) / matrix.length;
  }
}

const judged = ({ optimizer, parameters }: Bench): readonly number[] =>
  optimizer.atEvaluation(() => [...parameters.subarray(0, USED)]);

/** Of the whole vector: a part near 0 is no measure of its own. */
function relativeError(numbers: readonly number[], expected: readonly number[]): number {
  const size = Math.hypot(...expected);
  return Math.hypot(...numbers.map((value, i) => value - expected[i]!)) / size;
}

const RULES: Readonly<Record<OptimizerSpec["kind"], string>> = {
  adam: "PR-60",
  sgd: "PR-61",
  "schedule-free": "PR-62",
  prodigy: "PR-63",
};

const SPECS = Object.entries(RULES).map(
  ([kind]) => [kind, VECTORS.cases.findLast(({ optimizer }) => optimizer.kind === kind)!] as const,
);

test.each(VECTORS.cases.map((vector) => [RULES[vector.optimizer.kind], vector.name, vector] as const))(
  "%s goes where %s goes, for a hundred steps",
  (_, __, { optimizer: spec, rate, start, course }) => {
    const made = bench(spec, start);
    let step = 0;
    for (const kept of course) {
      for (; step < kept.step; step += 1) {
        writeGradient(made);
        made.optimizer.step(rate, 1);
      }
      expect(relativeError([...made.parameters.subarray(0, USED)], kept.parameters)).toBeLessThan(1e-4);
      expect(relativeError(judged(made), kept.judged)).toBeLessThan(1e-4);
    }
  },
);

test("PR-60 Adam on the plain arithmetic takes the same steps bit for bit", () => {
  const { optimizer: spec, rate, start } = SPECS.find(([kind]) => kind === "adam")![1];
  const [kernel, plain] = [bench(spec, start), bench(spec, start, plainArithmeticMaker)];
  for (let step = 0; step < 50; step += 1)
    for (const made of [kernel, plain]) {
      writeGradient(made);
      made.optimizer.step(rate, 0.5);
    }
  expect(plain.parameters).toEqual(kernel.parameters);
});

test("PR-62 a look at the average leaves every bit where gradients are taken, even one that fails", () => {
  const { optimizer: spec, rate, start } = SPECS.find(([kind]) => kind === "schedule-free")![1];
  const [looked, blind] = [bench(spec, start), bench(spec, start)];
  expect(judged(looked)).toEqual(start);
  for (let step = 0; step < 30; step += 1) {
    for (const made of [looked, blind]) {
      writeGradient(made);
      made.optimizer.step(rate, 1);
    }
    const before = looked.parameters.slice();
    // The first average is the first walker, where the gradient is taken too.
    if (step > 0) expect(judged(looked)).not.toEqual([...before.subarray(0, USED)]);
    const fails = (): never => {
      throw new Error("no");
    };
    expect(() => looked.optimizer.atEvaluation(fails)).toThrow("no");
    expect(looked.parameters).toEqual(before);
  }
  expect(looked.parameters).toEqual(blind.parameters);
});

test("PR-63 Prodigy's estimate of the distance never falls, and a step at rate 0 does nothing", () => {
  const { optimizer: spec, start } = SPECS.find(([kind]) => kind === "prodigy")![1];
  const made = bench(spec, start);
  let distance = 0;
  for (let step = 0; step < 60; step += 1) {
    writeGradient(made);
    made.optimizer.step(1, 1);
    const next = made.optimizer.scalars()["distance"]!;
    expect(next).toBeGreaterThanOrEqual(distance);
    distance = next;
  }
  expect(distance).toBeGreaterThan(0.1);
  const [parameters, scalars] = [made.parameters.slice(), made.optimizer.scalars()];
  made.optimizer.step(0, 1);
  expect(made.parameters).toEqual(parameters);
  expect(made.optimizer.scalars()).toEqual(scalars);
});

describe.each(SPECS)("%s", (_, { optimizer: spec, rate, start }) => {
  test("PR-64 goes on from what it keeps, through JSON, bit for bit", () => {
    const whole = bench(spec, start);
    const second = bench(spec, start);
    for (let step = 0; step < 40; step += 1) {
      if (step === 17) {
        second.parameters.set(whole.parameters);
        for (const [name, tensor] of Object.entries(whole.optimizer.tensors))
          second.optimizer.tensors[name]!.set(JSON.parse(JSON.stringify([...tensor])) as number[]);
        second.optimizer.restore(JSON.parse(JSON.stringify(whole.optimizer.scalars())) as Record<string, number>);
      }
      for (const made of step < 17 ? [whole] : [whole, second]) {
        writeGradient(made);
        made.optimizer.step(rate, 1);
      }
    }
    expect(second.parameters).toEqual(whole.parameters);
    expect(judged(second)).toEqual(judged(whole));
    expect(second.optimizer.scalars()).toEqual(whole.optimizer.scalars());
  });

  test("PR-65 a gradient with its scale is the gradient that was scaled", () => {
    fc.assert(
      fc.property(fc.integer({ min: -6, max: 3 }), (power) => {
        const [scaled, plain] = [bench(spec, start), bench(spec, start)];
        for (let step = 0; step < 10; step += 1) {
          writeGradient(scaled, 2 ** power);
          writeGradient(plain);
          scaled.optimizer.step(rate, 2 ** -power);
          plain.optimizer.step(rate, 1);
        }
        expect(scaled.parameters).toEqual(plain.parameters);
      }),
      { numRuns: 12 },
    );
  });

  test("PR-66 what pads stays 0", () => {
    const made = bench(spec, start);
    for (let step = 0; step < 100; step += 1) {
      writeGradient(made);
      made.optimizer.step(rate, 1);
    }
    for (const tensor of [made.parameters, ...Object.values(made.optimizer.tensors)])
      expect([...tensor.subarray(USED)]).toEqual([0, 0]);
    judged(made);
    expect(made.parameters.subarray(USED)).toEqual(new Float32Array(COUNT - USED));
  });

  test("PR-67 is refused with a setting out of its range, or one missing", () => {
    expect(optimizerShape.parse(spec).ok).toBe(true);
    for (const name of Object.keys(spec)) {
      const { [name as keyof typeof spec]: __, ...less } = spec;
      expect(optimizerShape.parse(less).ok).toBe(false);
      expect(optimizerShape.parse({ ...spec, [name]: -1 }).ok).toBe(false);
      expect(optimizerShape.parse({ ...spec, [name]: Number.NaN }).ok).toBe(false);
    }
  });
});
