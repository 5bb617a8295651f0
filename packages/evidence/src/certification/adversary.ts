import type { RandomStream } from "@plimsoll/foundation";
import { failuresAllowed } from "@plimsoll/kernel";

/** What somebody sees of an open window. */
export interface Glimpse {
  readonly trials: number;
  readonly failures: number;
  /** Windows of this cover that were closed without a proof. */
  readonly lost: number;
}

/** What somebody does who wants a model certified that does not deserve it. He knows the outcome of every trial at once. */
export interface Adversary {
  readonly name: string;
  /** Leaves an open window: its missing trials become void. */
  abandons(seen: Glimpse, stream: RandomStream): boolean;
  /** Reports the next failures as errors of the harness, which are void. */
  hides(stream: RandomStream): boolean;
  /** Trains on into a new cover before the next window, which then is on other weights. */
  moves(lost: number, stream: RandomStream): boolean;
}

const never = (): boolean => false;
const HONEST: Omit<Adversary, "name"> = { abandons: never, hides: never, moves: never };

/** Finishes every window and asks for another. */
export const PATIENT: Adversary = { ...HONEST, name: "retries" };

/** Leaves every window that can no longer prove the claim, and asks for another. */
export const impatient = (trials: number): Adversary => ({
  ...HONEST,
  name: "abandons what is lost, and retries",
  abandons: ({ failures, lost }) => failures > failuresAllowed("full", trials, lost + 1),
});

/** Goes on with a window only while it is spotless, so as to pick the windows that begin well. */
export const PICKY: Adversary = {
  ...HONEST,
  name: "abandons at the first failure seen, and retries",
  abandons: ({ failures }) => failures > 0,
};

/** Calls every failure an error. */
export const HIDING: Adversary = { ...HONEST, name: "reports failures as errors, and retries", hides: () => true };

/** Does each of these things by the throw of a coin, but stays in the cover. */
export const CAPRICIOUS: Adversary = {
  name: "abandons, hides and retries at random",
  abandons: ({ failures }, stream) => failures > stream.below(8),
  hides: (stream) => stream.chance(1, 2),
  moves: never,
};

/** Trains on after every lost window, so that each is a first attempt. */
export const MOVING: Adversary = {
  ...HONEST,
  name: "trains on into a new cover after every window",
  moves: () => true,
};
