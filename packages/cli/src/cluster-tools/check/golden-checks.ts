import { clusterProfile, type ClusterSpec } from "@plimsoll/simulation";
import { type CheckWork, noFaults } from "./check.ts";
import { GOLDEN_LAYOUT, GOLDEN_TRANSITIONS, type GoldenTransition } from "./golden-transitions.ts";
import { floatWorld, type GoldenStep, type GoldenWorld, kernelWorld } from "./golden-worlds.ts";

/** The sheet asks for 1e-6 of the float32 path; the kernel may be off by two of its units. */
const FLOAT_TOLERANCE = 1e-6;
const KERNEL_TOLERANCE = 2 / 65_535;

export const goldenChecks: readonly CheckWork[] = [
  goldenCheck("golden transitions, float32", floatWorld, FLOAT_TOLERANCE),
  goldenCheck("golden transitions, integer kernel", kernelWorld, KERNEL_TOLERANCE),
  { name: "layout of the observation", perform: layoutCheck },
];

export function goldenCheck(name: string, world: GoldenWorld, tolerance: number): CheckWork {
  return {
    name,
    perform: () => {
      let worst = 0;
      const faults = GOLDEN_TRANSITIONS.flatMap((golden) => {
        const { errors, largest } = compared(golden, world, tolerance);
        worst = Math.max(worst, largest);
        return errors.map((error) => `${golden.name}: ${error}`);
      });
      return noFaults(faults, `${GOLDEN_TRANSITIONS.length} transitions, largest error ${worst.toExponential(1)}`);
    },
  };
}

function compared({ profile, before, action, reward, after }: GoldenTransition, world: GoldenWorld, tolerance: number) {
  const spec = clusterProfile(profile);
  const step = world(spec, before, action);
  const errors = exactErrors(step, after);
  let largest = 0;
  for (const [name, expected, found] of closePairs(spec, step, reward, after)) {
    const error = Math.abs(found - expected);
    largest = Math.max(largest, error);
    if (!(error <= tolerance)) errors.push(`${name} ${found} instead of ${expected}`);
  }
  return { errors, largest };
}

const EXACT = ["y", "x", "step", "oomNodes", "criticalOom", "terminated", "truncated"] as const;

const exactErrors = (step: GoldenStep, after: GoldenTransition["after"]): string[] =>
  EXACT.filter((name) => step[name] !== after[name]).map((name) => `${name} ${step[name]} instead of ${after[name]}`);

/** Name, what it should be, what it is. */
type Pair = readonly [string, number, number];

function closePairs(
  { width }: ClusterSpec,
  step: GoldenStep,
  reward: number,
  { budget, avgLoad, cells = [], observation = {} }: GoldenTransition["after"],
): readonly Pair[] {
  return [
    ["reward", reward, step.reward],
    ["budget", budget, step.budget],
    ...(avgLoad === undefined ? [] : [["avg_load", avgLoad, step.avgLoad] as const]),
    ...cells.flatMap(({ y, x, cpu, memory }): Pair[] => [
      [`CPU of (${y}, ${x})`, cpu, step.cpu(y * width + x)],
      [`memory of (${y}, ${x})`, memory, step.memory(y * width + x)],
    ]),
    ...Object.entries(observation).map(([index, share]): Pair => [`obs[${index}]`, share, step.observation[+index]!]),
  ];
}

/** Every cell's channel has a number of its own, and the agent comes to (0, 0) by a step to the left. */
function layoutCheck() {
  const spec = {
    ...clusterProfile("classic"),
    drift: { ...clusterProfile("classic").drift, memory: { mean: 0, sigma: 0 } },
  };
  const share = (number: number): number => number / 64;
  const cells = Array.from({ length: 16 }, (_, cell) => {
    const [y, x] = [Math.floor(cell / 4), cell % 4];
    const first = 12 * y + 3 * x;
    return { y, x, cpu: share(first), memory: share(first + 1), priority: share(first + 2) };
  });
  const before = { every: { cpu: 0, memory: 0, priority: 0 }, cells, y: 0, x: 1, budget: 100, step: 0 };
  const faults = [floatWorld, kernelWorld].flatMap((world) => {
    const { observation } = world(spec, before, 2);
    const wrong = GOLDEN_LAYOUT.findIndex(
      (number, index) => Math.abs(observation[index]! - share(number)) > KERNEL_TOLERANCE,
    );
    return wrong < 0 ? [] : [`obs[${wrong}]`];
  });
  return noFaults(faults, "30 numbers: 3 × 3 cells of CPU, memory, priority; place; budget");
}
