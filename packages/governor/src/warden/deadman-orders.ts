import { integer, list, object, type Shaped, union } from "@plimsoll/foundation";

const identity = object({ pid: integer(1), startTime: integer() });

/** What a warden tells its deadman, a line each. */
export const deadmanOrder = union("type", {
  /** Strike if the lease, on the machine's monotonic clock, ends and nothing newer is said. */
  watch: { leaseUntilMs: integer(), known: list(identity, 100_000) },
  /** The run is dead and confirmed: go home. */
  disarm: {},
});

export type DeadmanOrder = Shaped<typeof deadmanOrder>;

/** The deadman's answer to every order, and its first word. */
export const DEADMAN_ANSWER = "armed";
