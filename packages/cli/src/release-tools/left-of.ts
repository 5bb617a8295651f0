import { PlimsollError } from "@plimsoll/foundation";
import type { StandingOrder } from "@plimsoll/release/node";

const WHOLE = 10_000;
/** The least that a warden holds a job to. */
const MILLI_CORES_MIN = 10;

/**
 * What an order leaves of an allotment, in milli-cores, rounded down. An order that leaves less than a warden can hold a job to
 * leaves nothing: `RELEASE_NOT_ALLOWED`.
 */
export function leftOf(milliCores: number, { share, by }: Pick<StandingOrder, "share" | "by">): number {
  const left = Math.floor((milliCores * share) / WHOLE);
  if (left < MILLI_CORES_MIN && share < WHOLE) throw nothingLeft(share, by);
  return left;
}

const nothingLeft = (share: number, by: string | null): PlimsollError =>
  new PlimsollError({
    code: "RELEASE_NOT_ALLOWED",
    expected: `at least ${MILLI_CORES_MIN} milli-cores of the allotment`,
    received: `compute stands at ${share / WHOLE} by order of ${by ?? "an earlier evaluation"}`,
    fix: "evaluate again in a later hour: each evaluation that is not Red gives back one step (plimsoll release lever SUBJECT)",
  });
