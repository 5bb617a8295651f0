/**
 * The learner: its products beside plain loops, steps of ClusterTensor a second including learning, and both ClusterTensor and
 * CartPole-v1 beside Stable-Baselines3 in the same run. CPU time, one core, medians of rounds that take turns.
 *
 * Run: node --conditions=@plimsoll/source packages/simulation/bench/learner.ts [--seeds N] [--rounds N] [--no-peer] [--json]
 * The peer comes from scripts/install/learning-peers.js, or is what scripts/test/python.js installs; it is reported as missing
 * where neither was run.
 */
import { interquartileMean } from "../src/evaluate/interquartile-mean.ts";
import { createTrainer } from "../src/learn/ppo/trainer.ts";
import {
  CART_POLE_ENVIRONMENTS,
  CART_POLE_OPTIONS,
  CART_POLE_UPDATES,
  trainedCartPole,
} from "../test/cart-pole-training.ts";
import { cartPoles } from "../test/cart-pole.ts";
import { cpuTimeUs, ENVIRONMENTS, openTraining, products, STEPS, TRAININGS } from "./learner-subjects.ts";
import { clusterPeer, cartPolePeer, type PeerFigures } from "./peer/ppo-sb3.ts";

const TARGET_STEPS_PER_SECOND = 100_000;
const TARGET_RETURN = 475;
/** Updates of 32 768 steps that the peer is timed for, after one that is not. */
const PEER_UPDATES = 4;

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const option = (name: string, otherwise: number): number => {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
};

const isPeerWanted = (): boolean => !process.argv.includes("--no-peer");

const ROUNDS = option("--rounds", 9);

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

/** The peer trains between two halves of our rounds, so that a busy hour of the machine meets both. */
function trainingFigures(kernelGflops: number) {
  const opened = TRAININGS.map(openTraining);
  const works = opened.map(
    ({ update }) =>
      () =>
        1e6 * rateOf(update, STEPS * ENVIRONMENTS),
  );
  const before = rounds(works);
  const peers = isPeerWanted() ? clusterPeer(PEER_UPDATES) : [];
  const after = rounds(works);
  const rates = works.map((_, which) => [...before[which]!, ...after[which]!]);
  const trainings = TRAININGS.map(({ name, trunk, hiddenSizes }, which) => {
    const { observationSize, flopPerStep } = opened[which]!;
    const stepsPerSecond = medianOf(rates[which]!);
    return {
      name,
      observationSize,
      trunk,
      hiddenSizes,
      flopPerStep,
      boundStepsPerSecond: (kernelGflops * 1e9) / flopPerStep,
      stepsPerSecond,
      low: Math.min(...rates[which]!),
      high: Math.max(...rates[which]!),
      shareOfBound: (stepsPerSecond * flopPerStep) / (kernelGflops * 1e9),
      met: stepsPerSecond >= TARGET_STEPS_PER_SECOND,
    };
  });
  return { trainings, peers: peers.map((peer) => besideOurs(peer, trainings[0]!.stepsPerSecond)) };
}

const besideOurs = (peer: PeerFigures, stepsPerSecond: number) => ({
  ...peer,
  ratio: stepsPerSecond / peer.stepsPerSecond,
});

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
function cartPolePeerFigures() {
  const steps = CART_POLE_UPDATES * 1024;
  const peer = isPeerWanted() ? cartPolePeer(steps) : null;
  if (peer === null) return null;
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
const { trainings, peers } = trainingFigures(product.kernelGflops);
const cartPole = cartPoleFigures(option("--seeds", 10));
const cartPolePeerLine = cartPolePeerFigures();

if (process.argv.includes("--json")) {
  const run = { bench: "learner", node: process.version, targetStepsPerSecond: TARGET_STEPS_PER_SECOND };
  const figures = { product, trainings, peers, cartPole, peer: cartPolePeerLine };
  process.stdout.write(`${JSON.stringify({ ...run, ...figures })}\n`);
} else process.stdout.write(table());

function table(): string {
  const whole = (value: number): string => Math.round(value).toLocaleString("en");
  const own = trainings.map(
    (row) =>
      `| ${row.name} | ${row.trunk} ${row.hiddenSizes.join("-")} | ${whole(row.stepsPerSecond)} | ${whole(row.boundStepsPerSecond)} | ${row.met ? "yes" : "no"} |`,
  );
  const others = peers.map(
    (row) =>
      `| ${row.name}: ours are ${row.ratio.toFixed(1)} times as many | shared 64-64 | ${whole(row.stepsPerSecond)} | – | – |`,
  );
  const peer = cartPolePeerLine;
  return `Node ${process.version}. 1 024 × 64 × 64: ${product.kernelGflops.toFixed(1)} GFLOP/s, ${product.ratio.toFixed(1)} times plain loops.

| what | actor and critic | steps/s including learning | bound by products alone | at least ${whole(TARGET_STEPS_PER_SECOND)} |
|---|---|---|---|---|
${[...own, ...others].join("\n")}

CartPole-v1, ${cartPole.seeds} seeds, ${whole(cartPole.steps)} steps: interquartile mean ${cartPole.interquartileMean.toFixed(1)} (wanted ${TARGET_RETURN}).
${peer === null ? "Stable-Baselines3: missing." : `${peer.peer}: ${whole(peer.stepsPerSecond)} steps/s, mean return ${peer.meanReturn?.toFixed(1)}; ours ${whole(peer.oursStepsPerSecond)}, ${peer.ratio.toFixed(1)} times.`}
`;
}
