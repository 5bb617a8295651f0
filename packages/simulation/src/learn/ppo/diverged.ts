import { PlimsollError } from "@plimsoll/foundation";

/** `LEARNER_DIVERGED`: what a training came to that is not finite. */
export const diverged = (received: string): PlimsollError =>
  new PlimsollError({
    code: "LEARNER_DIVERGED",
    expected: "finite losses and a finite gradient",
    received,
    fix: "lower the learning rate or scale the rewards, and look for numbers in the environment that are not finite",
  });
