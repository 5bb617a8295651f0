import type { Digest } from "@plimsoll/foundation";
import type { Colour } from "../decision/colour.ts";
import { isAtLeast, type Level } from "../policy/level.ts";
import type { ChangeDirection } from "./safeguards-direction.ts";

/** Who votes on a change of the rules beyond ASL-5: each by its own lights, on the same bytes. */
export const ARBITERS = ["L1", "L2", "arbitration"] as const;
export type Arbiter = (typeof ARBITERS)[number];

/** A vote on a change. It counts for the candidate of this digest and for no other. */
export interface ChangeVote {
  readonly by: Arbiter;
  readonly candidate: Digest;
  readonly colour: Colour;
  /** At least one, for GREEN as well. */
  readonly reasons: readonly string[];
  /** ms since 1970. */
  readonly atMs: number;
}

/** What stands behind a change of policy or safeguards. */
export interface ChangeWarrant {
  /** The highest level of any subject that is decided by these rules. */
  readonly level: Level;
  /** Ids of people's keys whose signatures over the candidate's digest were checked. */
  readonly signers: readonly string[];
  readonly votes: readonly ChangeVote[];
  readonly nowMs: number;
}

export interface LockFacts {
  readonly candidate: Digest;
  readonly direction: ChangeDirection;
  /** The rules by which changes themselves are judged. */
  readonly isOfArbitration: boolean;
  /** Made by a fusion, and only adding: it is active at once and asks nobody. */
  readonly isFusion: boolean;
  /** Of the policy in force, never of the candidate. */
  readonly windowMs: number;
}

/** Why a change may not be made. */
export type LockRefusal =
  | "CHANGE_NOT_SIGNED_BY_TWO"
  | "CHANGE_VOTE_MISSING"
  | "CHANGE_VOTE_NOT_GREEN"
  | "CHANGE_VOTE_ON_ANOTHER"
  | "CHANGE_VOTE_STALE";

const SIGNERS_MIN = 2;

/**
 * The lock on a self-change (the sheet's §3.2 and §5.16); null where it opens. Nothing is ever loosened without two people.
 * Beyond ASL-5 three votes are needed for any change that is not a tightening by fusion.
 */
export function lockOf(warrant: ChangeWarrant, facts: LockFacts): LockRefusal | null {
  if (facts.isFusion && facts.direction !== "looser") return null;
  const isBeyond = isAtLeast(warrant.level, "BEYOND");
  const refusal = isBeyond ? refusedByArbiters(warrant, facts) : null;
  if (refusal !== null) return refusal;
  const areTwoNeeded = facts.direction === "looser" || (isBeyond && facts.isOfArbitration);
  return areTwoNeeded && new Set(warrant.signers).size < SIGNERS_MIN ? "CHANGE_NOT_SIGNED_BY_TWO" : null;
}

/** One vote that is about other bytes, not Green, without reasons or out of time spoils the whole. */
function refusedByArbiters({ votes, nowMs }: ChangeWarrant, { candidate, windowMs }: LockFacts): LockRefusal | null {
  if (votes.some((vote) => vote.candidate !== candidate)) return "CHANGE_VOTE_ON_ANOTHER";
  if (votes.some(({ colour, reasons }) => colour !== "GREEN" || reasons.length === 0)) return "CHANGE_VOTE_NOT_GREEN";
  if (votes.some(({ atMs }) => !(atMs <= nowMs && nowMs - atMs <= windowMs))) return "CHANGE_VOTE_STALE";
  return ARBITERS.every((arbiter) => votes.some(({ by }) => by === arbiter)) ? null : "CHANGE_VOTE_MISSING";
}
