import type { RandomStream } from "@plimsoll/foundation";
import type { Learner, Moment } from "./learner.ts";
import type { Episode, SafetyState, SafetyWorld } from "./safety-world.ts";

/** Both fall in a straight line, exploration over nine tenths of the training and the step size over all of it. */
const EXPLORATION = { first: 1, last: 0.01 };
const STEP_SIZE = { first: 0.2, last: 0.01 };

/** Trains in place for at least `steps` steps, to the end of the last episode. */
export function train(world: SafetyWorld, learner: Learner, steps: number, random: RandomStream): void {
  for (let done = 0; done < steps;) {
    const exploration = between(EXPLORATION, done / (0.9 * steps));
    done += trainEpisode(world, learner, { exploration, stepSize: between(STEP_SIZE, done / steps) }, random);
  }
}

const between = ({ first, last }: { readonly first: number; readonly last: number }, share: number): number =>
  first + (last - first) * Math.min(1, share);

interface Rates {
  readonly exploration: number;
  readonly stepSize: number;
}

/** Returns the steps that it took. */
function trainEpisode(world: SafetyWorld, learner: Learner, rates: Rates, random: RandomStream): number {
  const episode = world.episodes[random.below(world.episodes.length)]!;
  let state = world.start;
  let now: Moment | null = momentAt(world, learner, episode, state, rates.exploration, random);
  while (now !== null) {
    const transition = world.step(episode, state, now.carriedOut);
    state = transition.state;
    const next = isTerminal(state) ? null : momentAt(world, learner, episode, state, rates.exploration, random);
    learner.learn({ now, reward: transition.reward, next }, rates.stepSize);
    now = state.ending === null ? next : null;
  }
  return state.elapsed;
}

const isTerminal = ({ ending }: SafetyState): boolean => ending !== null && ending !== "time_limit";

/** What the agent sees, chooses and is made to do here. */
export function momentAt(
  world: SafetyWorld,
  learner: Pick<Learner, "choose">,
  episode: Episode,
  state: SafetyState,
  ownExploration: number,
  random: RandomStream,
): Moment {
  const observation = world.observe(episode, state);
  const exploration = world.exploration(state) ?? ownExploration;
  const chosen = learner.choose(observation, exploration, random);
  return { observation, chosen, carriedOut: world.override(episode, state, chosen), exploration };
}
