import type { EventId, NodeKey } from "../event/event.ts";
import type { Genesis } from "../event/genesis.ts";
import { type Roster, rosterId } from "../roster/roster.ts";

/** Who may certify, and how many are to be enough after a blast. */
export interface CertifyingRoster {
  /** The `roster.opened`; null for the genesis. */
  readonly id: EventId | null;
  readonly members: readonly NodeKey[];
  /** s: any s survivors are to include a holder. From 1. */
  readonly survivors: number;
}

/**
 * n - s + 1 signers make a certificate stable: by the pigeonhole any s members then include a signer (ME-43).
 *
 * At least 1, so that a roster smaller than s certifies nothing without a signature. Two quorums share an honest signer as
 * long as 2s + f is at most n + 1 with f liars, members whose disks forgot what they signed among them; beyond that two certificates
 * may be stable with one number.
 */
export const quorumOf = ({ members, survivors }: CertifyingRoster): number =>
  Math.max(1, members.length - survivors + 1);

const sets = new WeakMap<CertifyingRoster, ReadonlySet<NodeKey>>();

/** Asked for each signature of each certificate. */
export function isMemberOf(roster: CertifyingRoster, key: NodeKey): boolean {
  const known = sets.get(roster) ?? new Set(roster.members);
  sets.set(roster, known);
  return known.has(key);
}

export const certifyingRoster = (roster: Roster, { survivors }: Genesis): CertifyingRoster => ({
  id: rosterId(roster),
  members: [...roster.members].toSorted(),
  survivors,
});
