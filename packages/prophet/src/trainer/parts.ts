import { type Key, partKey, seedKey } from "@plimsoll/simulation";
import { type Arena, type ArithmeticMaker, kernelArithmetic } from "@plimsoll/simulation/arithmetic";
import type { DriftDetector } from "../drift/drift-detector.ts";
import { driftDetectorOf } from "../drift/drift-spec.ts";
import { placeGradientNorm } from "../engine/gradient-norm.ts";
import { inMemory, type Placed } from "../engine/memory.ts";
import { type Network, placeNetwork } from "../engine/network.ts";
import { placeOptimizer } from "../engine/optimizers/optimizer-spec.ts";
import type { Optimizer } from "../engine/optimizers/optimizer.ts";
import { placeUpdateCurvature, type UpdateCurvature } from "../engine/update-curvature.ts";
import { rowsNeeded } from "../objective/descend.ts";
import { rateRuleOf } from "../rate/rate-spec.ts";
import type { RateRule } from "../rate/rate-rule.ts";
import { placeRisk } from "../risk/risk-spec.ts";
import type { RiskSource } from "../risk/risk-source.ts";
import type { Stream } from "../stream/stream.ts";
import { streamOf } from "../stream/stream-spec.ts";
import { taskOf } from "../task/task-spec.ts";
import type { Task } from "../task/task.ts";
import { averagedWorker, type AveragedWorker } from "./averaged-worker.ts";
import type { TrainerSpec } from "./trainer-spec.ts";

/** Purposes of a training's randomness: each has a key of its own, so that measuring more changes nothing. */
const PURPOSES = { weights: 0, stream: 1, replay: 2, steps: 3, risk: 4, drift: 5 } as const;

const keyOf = (spec: TrainerSpec, purpose: keyof typeof PURPOSES): Key =>
  partKey(seedKey(spec.seed), PURPOSES[purpose]);

/** What a training is made of, in one memory. */
export interface Parts {
  readonly stream: Stream;
  readonly task: Task;
  readonly network: Network;
  readonly optimizer: Optimizer;
  readonly gradientNorm: () => number;
  /** Not finite where a parameter is not, or is about to be. */
  readonly parameterNorm: () => number;
  readonly curvature: UpdateCurvature;
  readonly risk: RiskSource | null;
  readonly rule: RateRule;
  readonly drift: DriftDetector | null;
  readonly average: AveragedWorker | null;
  /** Of the dropout and the probes of each step. */
  readonly stepsKey: Key;
}

/** What a spec cannot hold. */
export interface TrainerSources {
  /** The values of a stream of kind `series`; `null` for the others. */
  readonly series: ArrayLike<number> | null;
  readonly arithmetic: ArithmeticMaker;
}

/** No series of one's own, and arithmetic as compiled. */
export const NO_SOURCES: TrainerSources = { series: null, arithmetic: kernelArithmetic };

export function partsOf(spec: TrainerSpec, sources: TrainerSources): Parts {
  const stream = streamOf(spec.stream, spec.steps, keyOf(spec, "stream"), sources.series);
  const task = taskOf(spec.task, stream, keyOf(spec, "replay"));
  const parts = inMemory((arena) => placeParts(arena, spec, stream, task), sources.arithmetic);
  parts.network.initialise(keyOf(spec, "weights"));
  return parts;
}

function placeParts(arena: Arena, spec: TrainerSpec, stream: Stream, task: Task): Placed<Parts> {
  const hasDropout = spec.worker.layers.some(({ kind }) => kind === "dropout");
  const rowsMax = rowsNeeded(task.rows, spec.loss, hasDropout);
  const { block, build } = placeNetwork(arena, spec.worker, { rowsMax, givesInputGradient: false });
  const optimizer = placeOptimizer(arena, block, spec.optimizer);
  const gradientNorm = placeGradientNorm(arena, block);
  const parameterNorm = placeGradientNorm(arena, { ...block, gradients: block.parameters });
  const curvature = placeUpdateCurvature(arena, block);
  const risk = spec.risk === null ? null : placeRisk(arena, spec.risk, keyOf(spec, "risk"));
  return (memory) => {
    const network = build(memory);
    return {
      stream,
      task,
      network,
      optimizer: optimizer(memory),
      gradientNorm: gradientNorm(memory),
      parameterNorm: parameterNorm(memory),
      curvature: curvature(memory),
      risk: risk === null ? null : risk(memory, network),
      rule: rateRuleOf(spec.rate),
      drift: spec.drift === null ? null : driftDetectorOf(spec.drift, keyOf(spec, "drift")),
      average: spec.average === null ? null : averagedWorker(network.parameters, spec.average),
      stepsKey: keyOf(spec, "steps"),
    };
  };
}
