import { emptyState, type KernelState } from "../state/state.ts";
import type { Interner } from "./interner.ts";
import { type Facts, NO_FACTS } from "./judge/facts.ts";
import { START_MS } from "./letters/scope-policy.ts";

/** One reachable situation: the kernel's state, the time, and what the judge has gathered on the way there. */
export interface Situation {
  readonly state: KernelState;
  readonly at: number;
  readonly facts: Facts;
}

export const beginning = (): Situation => ({ state: emptyState(), at: START_MS, facts: NO_FACTS });

/**
 * Fields that no decision and no judgement reads, and that differ with the order in which the same things happened:
 * how many entries there are, where in the ledger a receipt stands, how many leases there ever were, and the receipts by
 * command id, of which the exploration never uses one twice.
 */
export const UNREAD_FIELDS: readonly string[] = ["entryCount", "receipts", "receiptIndex", "leasesGranted"];

/**
 * Equal for situations that nobody can tell apart from here on: two that agree in all of this answer every further
 * command in the same way, and the judge says the same of every answer. Nothing else is abstracted: times are kept as
 * they are, and names of sets and checkpoints follow from the state. The judge's facts are part of it, because a kernel that
 * forgot something would else hide behind its own forgetting: two stories that it no longer tells apart stay two.
 */
export const sameness = (interner: Interner, { state, at, facts }: Situation): string =>
  `${at}/${interner.numberOf(state)}/${interner.numberOf(facts)}`;
