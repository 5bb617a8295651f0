import { wordAt } from "../../random/counter.ts";
import type { Arithmetic } from "./arithmetic.ts";
import { bounded, exp32, greatest, least, log32 } from "./rounded.ts";

const f = Math.fround;
const LOWEST = f(-3e38);

/** The softmax of one row over its allowed actions. */
interface Softmax {
  /** Logits less the highest allowed one. */
  readonly shifted: readonly number[];
  /** Their exponentials, 0 where forbidden. */
  readonly weights: readonly number[];
  readonly sum: number;
}

export function softmax32(logits: readonly number[], mask: number): Softmax {
  const isAllowed = (action: number): boolean => ((mask >> action) & 1) === 1;
  const highest = logits.reduce((most, z, a) => greatest(most, isAllowed(a) ? z : LOWEST), LOWEST);
  const shifted = logits.map((z) => f(z - highest));
  const weights = shifted.map((z, a) => (isAllowed(a) ? exp32(z) : 0));
  return { shifted, weights, sum: weights.reduce((sum, weight) => f(sum + weight), 0) };
}

/** The action whose share of [0, 1) holds u, a number of 24 bits. One of weight 0 is never drawn. */
export function drawn({ weights, sum }: Softmax, u: number): number {
  const threshold = f(u * sum);
  let passed = 0;
  let chosen = 0;
  for (const [action, weight] of weights.entries()) {
    if (weight > 0 && threshold >= passed) chosen = action;
    passed = f(passed + weight);
  }
  return chosen;
}

/** Sampling, and the losses of PPO with their gradients (Schulman et al. 2017), row by row. */
export function plainPolicy(buffer: ArrayBufferLike): Pick<Arithmetic, "sampleActions" | "lossGradient"> {
  const numbers = new Float32Array(buffer);
  const bytes = new Uint8Array(buffer);
  const places = new Uint32Array(buffer);
  const at = (address: number, index: number): number => numbers[(address >> 2) + index] ?? Number.NaN;
  const logitsAt = (outputs: number, first: number, count: number): number[] =>
    Array.from({ length: count }, (_, action) => at(outputs, first + action));

  const sampleActions: Arithmetic["sampleActions"] = (outputs, width, rows, actionCount, masks, low, high, ...to) => {
    const [actions, logProbabilities] = to;
    for (let i = 0; i < rows; i += 1) {
      const softmax = softmax32(logitsAt(outputs, i * width, actionCount), bytes[masks + i] ?? 0);
      const action = drawn(softmax, f((wordAt({ low, high }, i) >>> 8) / 2 ** 24));
      bytes[actions + i] = action;
      numbers[(logProbabilities >> 2) + i] = f((softmax.shifted[action] ?? 0) - log32(softmax.sum));
    }
  };

  const lossGradient: Arithmetic["lossGradient"] = (
    outputs,
    gradients,
    width,
    rows,
    actionCount,
    valueColumn,
    list,
    actions,
    masks,
    oldLogProbabilities,
    advantages,
    returns,
    oldValues,
    ...settings
  ) => {
    const weights = lossWeights(settings);
    const sums = settings[7];
    for (let i = 0; i < rows; i += 1) {
      const place = places[(list >> 2) + i] ?? 0;
      const row: Row = {
        logits: logitsAt(outputs, i * width, actionCount),
        mask: bytes[masks + place] ?? 0,
        action: bytes[actions + place] ?? 0,
        oldLogProbability: at(oldLogProbabilities, place),
        advantage: at(advantages, place),
        value: at(outputs, i * width + valueColumn),
        wanted: at(returns, place),
        oldValue: at(oldValues, place),
      };
      const policy = policyPart(row, weights);
      const value = valuePart(row, weights);
      for (const [a, gradient] of policy.gradients.entries()) numbers[(gradients >> 2) + i * width + a] = gradient;
      numbers[(gradients >> 2) + i * width + valueColumn] = value.gradient;
      for (const [which, part] of [policy.loss, value.loss, policy.entropy, policy.kl, policy.clipped].entries()) {
        const lane = (sums >> 2) + which * 4 + (i % 4);
        numbers[lane] = (numbers[lane] ?? 0) + part;
      }
    }
  };

  return { sampleActions, lossGradient };
}

interface Row {
  readonly logits: readonly number[];
  readonly mask: number;
  readonly action: number;
  readonly oldLogProbability: number;
  readonly advantage: number;
  readonly value: number;
  readonly wanted: number;
  readonly oldValue: number;
}

interface LossWeights {
  readonly advantageMean: number;
  readonly advantageScale: number;
  readonly clip: number;
  readonly valueClip: number;
  readonly valueWeight: number;
  readonly entropyWeight: number;
  readonly share: number;
}

const lossWeights = (settings: readonly number[]): LossWeights => {
  const [advantageMean, advantageScale, clip, valueClip, valueWeight, entropyWeight, share] = settings.map(
    f,
  ) as unknown as readonly [number, number, number, number, number, number, number];
  return { advantageMean, advantageScale, clip, valueClip, valueWeight, entropyWeight, share };
};

/** The clipped surrogate less the bonus for entropy, and its gradient by the logits. */
function policyPart(row: Row, { advantageMean, advantageScale, clip, entropyWeight, share }: LossWeights) {
  const { shifted, weights, sum } = softmax32(row.logits, row.mask);
  const logSum = log32(sum);
  const logs = shifted.map((z) => f(z - logSum));
  const shares = weights.map((weight) => f(weight / sum));
  const entropy = shares.reduce((total, p, a) => f(total - f(p * (logs[a] ?? 0))), 0);

  const logRatio = f((logs[row.action] ?? 0) - row.oldLogProbability);
  const ratio = exp32(logRatio);
  const gain = f(f(row.advantage - advantageMean) * advantageScale);
  const free = f(gain * ratio);
  const held = f(gain * greatest(least(ratio, f(1 + clip)), f(1 - clip)));
  const byLogProbability = free <= held ? f(-free * share) : 0;
  const gradients = shares.map((p, a) => {
    const policy = f(byLogProbability * f((a === row.action ? 1 : 0) - p));
    return f(policy + f(f(p * f((logs[a] ?? 0) + entropy)) * f(entropyWeight * share)));
  });
  return {
    gradients,
    entropy,
    loss: -least(free, held),
    kl: f(f(ratio - 1) - logRatio),
    clipped: Math.abs(f(ratio - 1)) > clip ? 1 : 0,
  };
}

/** The squared error of the value, where wished the worse of it and that of the value held near the old one. */
function valuePart({ value, wanted, oldValue }: Row, { valueClip, valueWeight, share }: LossWeights) {
  const miss = f(value - wanted);
  const near = f(f(oldValue + bounded(f(value - oldValue), valueClip)) - wanted);
  const squared = f(miss * miss);
  const nearSquared = f(near * near);
  const gradient = f(f(f(miss + miss) * valueWeight) * share);
  return { loss: greatest(squared, nearSquared), gradient: squared >= nearSquared ? gradient : 0 };
}
