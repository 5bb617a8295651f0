import { type Key, partKey } from "../../random/counter.ts";
import { type Arithmetic, LOSS_SUMS } from "../arithmetic/arithmetic.ts";
import type { Architecture } from "../network/architecture.ts";
import type { NetworkPass, NetworkPlaces } from "../network/network-pass.ts";
import type { AdamState } from "./adam.ts";
import { adamUpdate } from "./adam.ts";
import { diverged } from "./diverged.ts";
import { advantageMoments, shuffleOrder } from "./minibatch-order.ts";
import type { PpoOptions } from "./ppo-options.ts";
import type { RolloutPlaces, RolloutViews } from "./rollout-memory.ts";

/** What a policy is improved with. */
export interface Improver {
  readonly options: PpoOptions;
  readonly arithmetic: Arithmetic;
  readonly architecture: Architecture;
  readonly pass: NetworkPass;
  readonly network: NetworkPlaces;
  readonly places: RolloutPlaces;
  readonly views: RolloutViews;
  readonly adam: AdamState;
  readonly numbers: Float32Array;
  /** The most rows of one pass, a multiple of 4. */
  readonly chunkRows: number;
  /** chunkRows padded observations. */
  readonly chunkInput: number;
  /** Four lanes for each of `LOSS_SUMS`. */
  readonly sums: number;
  readonly scratch: number;
}

/** Means over the minibatches that were learnt from, and of the one that ended an update early. */
export interface LossMeans {
  readonly policyLoss: number;
  readonly valueLoss: number;
  readonly entropy: number;
  readonly kl: number;
  readonly clipShare: number;
  readonly gradientNorm: number;
  readonly minibatches: number;
  readonly endedEarly: boolean;
}

/** Some epochs of minibatches over a roll-out; the order of epoch e comes from `partKey(key, e)`. */
export function improvePolicy(improver: Improver, learningRate: number, key: Key): LossMeans {
  const { options, views } = improver;
  const totals = emptyTotals();
  const size = views.order.length / options.minibatches;
  for (let epoch = 0; epoch < options.epochs; epoch += 1) {
    shuffleOrder(views.order, partKey(key, epoch));
    for (let part = 0; part < options.minibatches; part += 1) {
      const losses = minibatchGradient(improver, part * size, size);
      // A comparison with what is no number is false: such a loss may have a gradient of 0, and teach nothing in silence.
      if (!losses.every(Number.isFinite)) throw diverged(`losses ${losses.join(", ")}`);
      addLosses(totals, losses);
      if (options.klTarget !== null && losses[KL] > 1.5 * options.klTarget) return meansOf(totals, true);
      totals.gradientNorm += adamUpdate(improver.adam, improver.arithmetic, learningRate);
      improver.pass.transposeWeights();
      totals.steps += 1;
    }
  }
  return meansOf(totals, false);
}

type Losses = [policyLoss: number, valueLoss: number, entropy: number, kl: number, clipShare: number];
const KL = 3;

interface Totals {
  readonly losses: Losses;
  gradientNorm: number;
  minibatches: number;
  steps: number;
}

const emptyTotals = (): Totals => ({ losses: [0, 0, 0, 0, 0], gradientNorm: 0, minibatches: 0, steps: 0 });

function addLosses(totals: Totals, losses: Losses): void {
  for (const [which, loss] of losses.entries()) totals.losses[which] = (totals.losses[which] as number) + loss;
  totals.minibatches += 1;
}

function meansOf({ losses, gradientNorm, minibatches, steps }: Totals, endedEarly: boolean): LossMeans {
  const [policyLoss, valueLoss, entropy, kl, clipShare] = losses.map((loss) => loss / minibatches) as Losses;
  const meanNorm = steps === 0 ? 0 : gradientNorm / steps;
  return { policyLoss, valueLoss, entropy, kl, clipShare, gradientNorm: meanNorm, minibatches, endedEarly };
}

/** The gradient of the mean loss of the steps `order[first …]`, into the network's gradients; answers with its parts. */
export function minibatchGradient(improver: Improver, first: number, size: number): Losses {
  const { network, architecture, numbers, options, views, sums, chunkRows } = improver;
  const gradients = network.gradients / 4;
  numbers.fill(0, gradients, gradients + architecture.parameterCount);
  numbers.fill(0, sums / 4, sums / 4 + 4 * LOSS_SUMS.length);
  const moments = options.normalisesAdvantages
    ? advantageMoments(views.advantages, views.order.subarray(first, first + size))
    : { mean: 0, scale: 1 };
  for (let at = first; at < first + size; at += chunkRows)
    addChunkGradient(improver, at, Math.min(chunkRows, first + size - at), moments, 1 / size);
  return lossesAt(numbers, sums / 4, size);
}

function addChunkGradient(
  improver: Improver,
  first: number,
  rows: number,
  moments: { readonly mean: number; readonly scale: number },
  share: number,
): void {
  const { arithmetic, architecture, pass, network, places, options, chunkInput } = improver;
  const order = places.order + 4 * first;
  arithmetic.gatherRows(chunkInput, places.observations, order, rows, architecture.inputWidth);
  pass.forward(chunkInput, rows, network.outputs);
  arithmetic.lossGradient(
    network.outputs,
    network.outputGradients,
    architecture.outputWidth,
    rows,
    architecture.actionCount,
    architecture.valueColumn,
    order,
    places.actions,
    places.masks,
    places.logProbabilities,
    places.advantages,
    places.returns,
    places.values,
    moments.mean,
    moments.scale,
    options.clip,
    options.valueClip ?? Number.POSITIVE_INFINITY,
    options.valueWeight,
    options.entropyWeight,
    share,
    improver.sums,
    improver.scratch,
  );
  pass.backward(chunkInput, rows);
}

/** The lanes of each sum together, over the number of steps. */
function lossesAt(numbers: Float32Array, first: number, size: number): Losses {
  return LOSS_SUMS.map((_, which) => {
    const lanes = numbers.subarray(first + 4 * which, first + 4 * which + 4);
    return lanes.reduce((sum, lane) => sum + lane, 0) / size;
  }) as Losses;
}
