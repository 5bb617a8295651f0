import { PlimsollError } from "@plimsoll/foundation";
import { type Key, partKey } from "../../random/counter.ts";
import type { Arithmetic } from "../arithmetic/arithmetic.ts";
import type { BatchEnvironment } from "../batch-environment.ts";
import type { Architecture } from "../network/architecture.ts";
import type { NetworkPass } from "../network/network-pass.ts";
import type { EpisodeTally } from "./episode-tally.ts";
import { type RolloutPlaces, type RolloutViews, writeObservations } from "./rollout-memory.ts";

/** What a roll-out is made with. */
export interface Collector {
  readonly environment: BatchEnvironment;
  readonly arithmetic: Arithmetic;
  readonly architecture: Architecture;
  readonly pass: NetworkPass;
  readonly places: RolloutPlaces;
  readonly views: RolloutViews;
  readonly tally: EpisodeTally;
  /** All of the memory. */
  readonly numbers: Float32Array;
  /** The most rows of one forward pass, a multiple of 4. */
  readonly chunkRows: number;
  readonly scratch: number;
  readonly rewardScale: number;
}

/**
 * Plays every environment for the roll-out's steps. Step t of environment i draws its action from `partKey(key, t)` at place i,
 * whatever the batch. Leaves observations, masks, actions, log-probabilities, values, rewards and flags; values of final
 * observations where an episode was truncated; and the values after the last step.
 */
export function collectRollout(collector: Collector, key: Key): void {
  const { environment, architecture, places, views, numbers } = collector;
  const rowBytes = 4 * architecture.inputWidth;
  for (let t = 0; t < places.steps; t += 1) {
    const observations = places.observations + t * places.environments * rowBytes;
    writeObservations(numbers, observations / 4, architecture.inputWidth, environment);
    writeMasks(collector, t);
    forwardAll(collector, observations);
    writeValues(collector, t);
    sample(collector, t, partKey(key, t));
    environment.step(views.actions[t] as Uint8Array);
    writeOutcome(collector, t);
  }
  writeObservations(numbers, places.extraObservations / 4, architecture.inputWidth, environment);
  forwardAll(collector, places.extraObservations);
  writeValues(collector, places.steps);
}

function forwardAll({ architecture, places, pass, chunkRows }: Collector, observations: number, all?: number): void {
  const count = all ?? places.environments;
  for (let first = 0; first < count; first += chunkRows) {
    const input = observations + 4 * first * architecture.inputWidth;
    pass.forward(input, Math.min(chunkRows, count - first), places.outputs + 4 * first * architecture.outputWidth);
  }
}

function writeMasks({ environment, views, places }: Collector, t: number): void {
  const { actionMasks } = environment;
  if (actionMasks.includes(0)) throw nothingAllowed(actionMasks.indexOf(0));
  views.masks.set(actionMasks, t * places.environments);
}

function sample({ arithmetic, architecture, places, scratch }: Collector, t: number, { low, high }: Key): void {
  const first = t * places.environments;
  arithmetic.sampleActions(
    places.outputs,
    architecture.outputWidth,
    places.environments,
    architecture.actionCount,
    places.masks + first,
    low,
    high,
    places.actions + first,
    places.logProbabilities + 4 * first,
    scratch,
  );
}

function writeValues({ architecture, places, views, numbers }: Collector, t: number): void {
  const { outputWidth, valueColumn } = architecture;
  const from = places.outputs / 4 + valueColumn;
  const to = t * places.environments;
  for (let i = 0; i < places.environments; i += 1) views.values[to + i] = numbers[from + i * outputWidth] as number;
}

function writeOutcome(collector: Collector, t: number): void {
  const { environment, places, views, tally, rewardScale } = collector;
  const { rewards, terminated, truncated } = environment;
  const first = t * places.environments;
  for (let i = 0; i < places.environments; i += 1) views.rewards[first + i] = rewardScale * (rewards[i] as number);
  views.terminated.set(terminated, first);
  views.truncated.set(truncated, first);
  tally.add(rewards, terminated, truncated);
  if (truncated.includes(1)) writeFinalValues(collector, first);
}

/** Values of the final observations of truncated episodes, all of them in one pass. */
function writeFinalValues(collector: Collector, first: number): void {
  const { environment, architecture, places, views, numbers } = collector;
  const { finalObservations, observationSize, truncated } = environment;
  const { inputWidth, outputWidth, valueColumn } = architecture;
  let count = 0;
  for (let i = 0; i < places.environments; i += 1) {
    if (truncated[i] !== 1) continue;
    const to = places.extraObservations / 4 + count * inputWidth;
    for (let k = 0; k < observationSize; k += 1) numbers[to + k] = finalObservations[i * observationSize + k] as number;
    count += 1;
  }
  // Rows beyond the count hold older observations: their outputs are not read.
  forwardAll(collector, places.extraObservations, Math.ceil(count / 4) * 4);
  let row = places.outputs / 4 + valueColumn;
  for (let i = 0; i < places.environments; i += 1) {
    if (truncated[i] !== 1) continue;
    views.finalValues[first + i] = numbers[row] as number;
    row += outputWidth;
  }
}

const nothingAllowed = (environment: number): PlimsollError =>
  new PlimsollError({
    code: "LEARNER_NO_ACTION_ALLOWED",
    expected: "a mask that allows an action",
    received: `0 for environment ${environment}`,
    fix: "let the environment always allow one action",
  });
