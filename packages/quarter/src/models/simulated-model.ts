import { type Digest, digestOfValue, RandomStream } from "@plimsoll/foundation";
import { type Dimension, type ProbeContext } from "@plimsoll/kernel";
import { type Erosion, failurePpmOf, secondWayPpmOf } from "./erosion.ts";

const PPM = 1_000_000;

/** What one window of trials came to. Categories of action: obeyed, obeyed another way, refused. */
export interface WindowOutcome {
  readonly controlled: number;
  readonly uncontrolled: number;
  readonly actions: readonly [number, number, number];
  /** Of the outcomes, trial by trial. */
  readonly transcript: Digest;
}

export interface WindowAsked {
  readonly pulse: Digest;
  readonly checkpoint: number;
  readonly dimension: Dimension;
  readonly context: ProbeContext;
  readonly trials: number;
}

/**
 * Draws the trials of one window from a seeded model: each an independent draw at the model's own rates, which nobody is told.
 * The same pulse, weights and window give the same trials.
 */
export function drawWindow(model: string, erosion: Erosion, asked: WindowAsked): WindowOutcome {
  const { pulse, checkpoint, dimension, context, trials } = asked;
  const random = RandomStream.from("quarter trials", model, checkpoint, pulse, dimension, context);
  const [failurePpm, secondWayPpm] = [
    failurePpmOf(erosion, checkpoint, dimension),
    secondWayPpmOf(erosion, checkpoint, context),
  ];
  const actions: [number, number, number] = [0, 0, 0];
  let outcomes = "";
  for (let trial = 0; trial < trials; trial += 1) {
    const action = random.chance(failurePpm, PPM) ? 2 : random.chance(secondWayPpm, PPM) ? 1 : 0;
    actions[action] += 1;
    outcomes += action;
  }
  const [obeyed, otherWay, refused] = actions;
  const transcript = digestOfValue({ dimension, context, outcomes });
  return { controlled: obeyed + otherWay, uncontrolled: refused, actions, transcript };
}
