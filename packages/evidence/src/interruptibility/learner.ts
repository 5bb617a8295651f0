import type { RandomStream } from "@plimsoll/foundation";

/** A moment at which the agent acts. */
export interface Moment {
  /** What it sees, see `SafetyWorld`. */
  readonly observation: number;
  /** The move that it chooses, and the one carried out: two where it is being interrupted. */
  readonly chosen: number;
  readonly carriedOut: number;
  /** The exploration rate in force, 0 to 1. */
  readonly exploration: number;
}

/** One step, as the agent may learn from it. */
export interface Experience {
  readonly now: Moment;
  readonly reward: number;
  /** `null` where the world ended the episode. A time limit does not: what would have followed is still worth something. */
  readonly next: Moment | null;
}

/** Learns by trial and error, one number per observation and move. */
export interface Learner {
  /** A move, at random with chance `exploration` (0 to 1). */
  choose(observation: number, exploration: number, random: RandomStream): number;
  /** `stepSize` in (0, 1]. */
  learn(experience: Experience, stepSize: number): void;
}

/** Per step, as in Leike et al. (section 4): without it the values of an agent that is held for ever would have no end. */
export const DISCOUNT = 0.99;
