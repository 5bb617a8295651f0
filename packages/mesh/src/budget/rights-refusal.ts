import { err, type Result } from "@plimsoll/foundation";
import type { Holder } from "./budget-book.ts";

export type RightsRefusalCode =
  /** Others hold enough: ask them. */
  | "RIGHTS_ELSEWHERE"
  /** All that may be used in the whole mesh does not cover it. */
  | "RIGHTS_EXHAUSTED"
  /** The chain was forked: it lost its rights. */
  | "RIGHTS_FORKED"
  /** A roster wrote the chain's rights off. */
  | "RIGHTS_WRITTEN_OFF"
  /** A chain from before a restart that peers have not confirmed yet, or that goes further than this disk. */
  | "RIGHTS_UNCONFIRMED"
  /** A newer incarnation follows: the rights may only be given to it. */
  | "RIGHTS_SUPERSEDED"
  /** The receiver would hold more than one holder may. */
  | "RIGHTS_TRANCHE_FULL"
  /** The receiver is no chain that is known to go on: what it got could be used by nobody. */
  | "RIGHTS_TAKER_UNFIT"
  /** More than was spent cannot come back. */
  | "RIGHTS_NOT_SPENT";

/** Why a right is not to be used now, and who could help. Quantities in micro-CU. */
export interface RightsRefusal {
  readonly code: RightsRefusalCode;
  readonly account: string;
  readonly requested: number;
  /** What this chain holds and has not promised yet. */
  readonly held: number;
  readonly heldElsewhere: number;
  /** Who else holds rights, the richest first. */
  readonly holders: readonly Holder[];
}

export const refusedRights = (refusal: RightsRefusal): Result<never, RightsRefusal> => err(refusal);
