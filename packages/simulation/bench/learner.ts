/**
 * The learner: its products beside plain loops, environment steps a second including learning, and CartPole-v1 beside
 * Stable-Baselines3 in the same run. CPU time, one core, medians of rounds that take turns.
 *
 * Run: node --conditions=@plimsoll/source packages/simulation/bench/learner.ts [--seeds N] [--no-peer] [--json]
 * The peer comes from scripts/install-learning-peers.js and is reported as missing where it is not there.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { interquartileMean } from "../src/evaluate/interquartile-mean.ts";
import { createTrainer } from "../src/learn/ppo/trainer.ts";
import {
  CART_POLE_ENVIRONMENTS,
  CART_POLE_OPTIONS,
  CART_POLE_UPDATES,
  trainedCartPole,
} from "../test/cart-pole-training.ts";
import { cartPoles } from "../test/cart-pole.ts";
import {
  cpuTimeUs,
  ENVIRONMENTS,
  flopPerStep,
  type NetworkChoice,
  products,
  STEPS,
  training,
} from "./learner-subjects.ts";

const ROUNDS = 9;
const TARGET_STEPS_PER_SECOND = 100_000;
const TARGET_RETURN = 475;
const CHOICES: readonly NetworkChoice[] = (["shared", "separate"] as const).flatMap((trunk) =>
  [
    [64, 64],
    [32, 32],
  ].map((hiddenSizes) => ({ trunk, hiddenSizes })),
);
const PYTHON = fileURLToPath(new URL("../../../node_modules/.cache/learning-peers/bin/python", import.meta.url));
const PEER = fileURLToPath(new URL("peer/ppo_sb3.py", import.meta.url));

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const option = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};

/** Operations or steps a microsecond, of some work that says how much it is. */
function rateOf(work: () => void, amount: number): number {
  const startedUs = cpuTimeUs();
  work();
  return amount / (cpuTimeUs() - startedUs);
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** The rates of some works in rounds in which they take turns; the first warms up. */
function rounds(works: readonly (() => number)[]): readonly (readonly number[])[] {
  const rates = Array.from({ length: ROUNDS + 1 }, () => works.map((work) => work()));
  return works.map((_, which) => rates.slice(1).map((round) => round[which]!));
}

function productFigures() {
  const { kernel, loops, flopEach } = products();
  const [fast, slow] = rounds([
    () => rateOf(() => kernel(300), 300 * flopEach),
    () => rateOf(() => loops(20), 20 * flopEach),
  ]) as [readonly number[], readonly number[]];
  return {
    kernelGflops: medianOf(fast) / 1000,
    loopsGflops: medianOf(slow) / 1000,
    ratio: medianOf(fast.map((rate, round) => rate / slow[round]!)),
  };
}

function trainingFigures(kernelGflops: number) {
  const rates = rounds(CHOICES.map(training).map((update) => () => 1e6 * rateOf(update, STEPS * ENVIRONMENTS)));
  return CHOICES.map((choice, which) => {
    const stepsPerSecond = medianOf(rates[which]!);
    const flop = flopPerStep(choice);
    return {
      ...choice,
      flopPerStep: flop,
      boundStepsPerSecond: (kernelGflops * 1e9) / flop,
      stepsPerSecond,
      shareOfBound: (stepsPerSecond * flop) / (kernelGflops * 1e9),
      met: stepsPerSecond >= TARGET_STEPS_PER_SECOND,
    };
  });
}

function cartPoleFigures(seeds: number) {
  const returns = Array.from({ length: seeds }, (_, seed) => {
    const { meanReturn } = trainedCartPole(seed + 1);
    say(`cart-pole, seed ${seed + 1}: ${meanReturn.toFixed(1)}`);
    return meanReturn;
  });
  const order = Uint32Array.from(returns.keys()).sort((a, b) => returns[a]! - returns[b]!);
  const iqm = interquartileMean(Float64Array.from(returns), order, new Uint32Array(seeds).fill(1));
  return { seeds, steps: CART_POLE_UPDATES * 1024, returns, interquartileMean: iqm, met: iqm >= TARGET_RETURN };
}

/** Stable-Baselines3 on Gymnasium's CartPole-v1, and we on our twin of it, with the same settings. */
function peerFigures() {
  if (process.argv.includes("--no-peer") || !existsSync(PYTHON)) return null;
  const steps = CART_POLE_UPDATES * 1024;
  const { epochs, minibatches, learningRate, entropyWeight } = CART_POLE_OPTIONS;
  const settings = {
    environments: CART_POLE_ENVIRONMENTS,
    epochs,
    minibatches,
    learningRate,
    entropyWeight,
    anneal: 1,
  };
  const pairs = Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  say("stable-baselines3 …");
  const text = execFileSync(PYTHON, [PEER, "CartPole-v1", String(steps), "1", ...pairs], { encoding: "utf8" });
  const peer = JSON.parse(text) as { peer: string; stepsPerSecond: number; meanReturn: number; cpuSeconds: number };
  const trainer = createTrainer(
    cartPoles(CART_POLE_ENVIRONMENTS),
    { ...CART_POLE_OPTIONS, annealUpdates: CART_POLE_UPDATES },
    1,
  );
  const startedUs = cpuTimeUs();
  for (let update = 0; update < CART_POLE_UPDATES; update += 1) trainer.update();
  const ours = (1e6 * steps) / (cpuTimeUs() - startedUs);
  return { ...peer, oursStepsPerSecond: ours, ratio: ours / peer.stepsPerSecond };
}

const product = productFigures();
const trainings = trainingFigures(product.kernelGflops);
const cartPole = cartPoleFigures(option("--seeds", 10));
const peer = peerFigures();

if (process.argv.includes("--json")) {
  const run = { bench: "learner", node: process.version, targetStepsPerSecond: TARGET_STEPS_PER_SECOND };
  process.stdout.write(`${JSON.stringify({ ...run, product, trainings, cartPole, peer })}\n`);
} else process.stdout.write(table());

function table(): string {
  const whole = (value: number): string => Math.round(value).toLocaleString("en");
  const lines = trainings.map(
    (row) =>
      `| ${row.trunk} | ${row.hiddenSizes.join("-")} | ${whole(row.stepsPerSecond)} | ${whole(row.boundStepsPerSecond)} | ${row.met ? "yes" : "no"} |`,
  );
  return `Node ${process.version}. 1 024 × 64 × 64: ${product.kernelGflops.toFixed(1)} GFLOP/s, ${product.ratio.toFixed(1)} times plain loops.

| actor and critic | hidden | steps/s including learning | bound by products alone | at least ${whole(TARGET_STEPS_PER_SECOND)} |
|---|---|---|---|---|
${lines.join("\n")}

CartPole-v1, ${cartPole.seeds} seeds, ${whole(cartPole.steps)} steps: interquartile mean ${cartPole.interquartileMean.toFixed(1)} (wanted ${TARGET_RETURN}).
${peer === null ? "Stable-Baselines3: missing." : `${peer.peer}: ${whole(peer.stepsPerSecond)} steps/s, mean return ${peer.meanReturn.toFixed(1)}; ours ${whole(peer.oursStepsPerSecond)}, ${peer.ratio.toFixed(1)} times.`}
`;
}
