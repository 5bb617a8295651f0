import type { OpenedCertificate } from "../certificate/certificate.ts";
import type { BodyFields, BodyOf } from "../event/body.ts";
import type { ChainKey, EventId, NodeKey } from "../event/event.ts";
import type { Cryptography, Signer } from "../ports/cryptography.ts";
import { citedBy } from "../roster/causal-past.ts";
import type { Roster } from "../roster/roster.ts";
import { approveRoster, proposeRoster } from "../roster/roster-proposal.ts";
import type { EventSet } from "../set/event-set.ts";

export interface SuccessorEpoch {
  readonly mesh: string;
  readonly crypto: Cryptography;
  /** All that the survivors hold together. */
  readonly set: EventSet;
  /** Where they stood before. */
  readonly before: Roster;
  /** Who is left: the members from now on. */
  readonly survivors: BodyFields["roster.opened"]["members"];
  /** What they start from. */
  readonly certificate: OpenedCertificate;
  /** Chains whose unspent rights count as spent, for good; none unless said. */
  readonly writtenOff?: readonly ChainKey[];
  /** The survivors who are present and approve. */
  readonly approving: readonly Signer[];
}

/**
 * The survivor clause: a roster of who is left, which names the certificate it starts from, everything that is held, and what is
 * given up because nobody has it. The body of an event that one of them writes.
 */
export function openSuccessorEpoch(epoch: SuccessorEpoch): BodyOf<"roster.opened"> {
  const { mesh, crypto, set, before, approving, writtenOff = [] } = epoch;
  const proposal = proposeRoster(before, {
    members: epoch.survivors,
    certificate: epoch.certificate.digest,
    frontier: tipsHeld(set),
    lost: set.missing(),
    writtenOff,
  });
  let approved = proposal;
  for (const signer of approving) approved = approveRoster(approved, mesh, signer, crypto);
  return approved;
}

/** Events that no other held event cites, those that wait included: the roster gives up what they wait for. */
export function tipsHeld(set: EventSet): EventId[] {
  const waiting = [...set.waiting()];
  const cited = new Set(waiting.flatMap(citedBy));
  return [...set.heads(), ...waiting.map(({ id }) => id)].filter((id) => !cited.has(id)).toSorted();
}

/** Chains of authors who are not among these: what a new roster may write off. */
export const chainsOfOthers = (set: EventSet, members: readonly NodeKey[]): ChainKey[] =>
  [...set.chains()]
    .map(({ key }) => key)
    .filter((key) => !members.includes(key.slice(0, key.indexOf("/"))))
    .toSorted();
