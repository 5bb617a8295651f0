import { PlimsollError } from "@plimsoll/foundation";

/** What is wrong with a checkpoint; none is ever read by half. */
export const checkpointFault = (
  expected: string,
  received: string,
  fix = "go on from an older checkpoint of the same training",
): PlimsollError => new PlimsollError({ code: "PROPHET_CHECKPOINT", expected, received, fix });
