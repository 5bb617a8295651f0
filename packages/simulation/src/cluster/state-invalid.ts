import { PlimsollError } from "@plimsoll/foundation";

/** A state that no cluster of this spec can be in. */
export const stateInvalid = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_STATE_INVALID",
    expected,
    received,
    fix: "take a state of a cluster of the same spec and change single fields",
  });
