import { integer, nullable, object, PlimsollError, type Shaped } from "@plimsoll/foundation";
import { driftShape } from "../drift/drift-spec.ts";
import { networkShape } from "../engine/network-spec.ts";
import { optimizerShape } from "../engine/optimizers/optimizer-spec.ts";
import { lossShape } from "../objective/loss-spec.ts";
import { rateShape } from "../rate/rate-spec.ts";
import { riskShape } from "../risk/risk-spec.ts";
import { streamShape } from "../stream/stream-spec.ts";
import { taskShape } from "../task/task-spec.ts";
import { averageShape } from "./averaged-worker.ts";
import { clipShape } from "./clip.ts";
import { rewindShape } from "./rewind/rewind-spec.ts";

const STEPS_MAX = 1_000_000_000;

/** A training as data: with the same spec and series, the same bits. */
export const trainerShape = object({
  seed: integer(),
  steps: integer(1, STEPS_MAX),
  stream: streamShape,
  task: taskShape,
  worker: networkShape,
  loss: lossShape,
  optimizer: optimizerShape,
  clip: clipShape,
  /** Errors that the recent error is the mean of. */
  errorBuffer: integer(1, 10_000),
  risk: nullable(riskShape),
  rate: rateShape,
  rewind: nullable(rewindShape),
  /** Watches the online error; the rate's rule is told of a drift in the step in which it shows. */
  drift: nullable(driftShape),
  /** Predicts by the running mean of the weights while that errs less. */
  average: nullable(averageShape),
});

/** A whole training: stream, network, loss, optimizer, rate, seed. */
export type TrainerSpec = Shaped<typeof trainerShape>;

/**
 * A training as somebody wrote it, every field checked.
 *
 * @throws PlimsollError `PROPHET_SPEC` for what is no training
 */
export function parseTrainerSpec(value: unknown): TrainerSpec {
  const parsed = trainerShape.parse(value);
  if (parsed.ok) return parsed.value;
  const { path, expected, received } = parsed.error;
  throw new PlimsollError({
    code: "PROPHET_SPEC",
    expected: `${path}: ${expected}`,
    received,
    fix: "start from a profile, and change what is to be changed",
  });
}
