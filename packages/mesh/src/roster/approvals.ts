import type { EventId, NodeKey } from "../event/event.ts";
import type { Cryptography } from "../ports/cryptography.ts";
import type { Roster, RosterEvent } from "./roster.ts";
import { rosterProposalBytes } from "./roster-proposal.ts";

/**
 * Who approved which roster. Each signature is checked once, and only where its key is a member of the roster that is
 * asked for: strangers may list approvals without end.
 */
export class Approvals {
  readonly #mesh: string;
  readonly #crypto: Cryptography;
  readonly #holds = new Map<EventId, Map<NodeKey, boolean>>();

  constructor(mesh: string, crypto: Cryptography) {
    this.#mesh = mesh;
    this.#crypto = crypto;
  }

  /** Approvals of the event by more than half of the members. */
  hasMajority(event: RosterEvent, { members }: Roster): boolean {
    return 2 * this.#count(event, members) > members.size;
  }

  hasAny(event: RosterEvent, { members }: Roster): boolean {
    return this.#count(event, members) > 0;
  }

  #count(event: RosterEvent, members: ReadonlySet<NodeKey>): number {
    const known = this.#holds.get(event.id) ?? new Map<NodeKey, boolean>();
    this.#holds.set(event.id, known);
    // Of a key's approvals only the first is read (ME-105), so that repetition costs nobody time.
    for (const { key, signature } of event.body.approvals) {
      if (members.has(key) && !known.has(key)) known.set(key, this.#isSigned(event, key, signature));
    }
    return [...known].filter(([key, holds]) => holds && members.has(key)).length;
  }

  #isSigned({ body }: RosterEvent, key: NodeKey, signature: Uint8Array): boolean {
    return this.#crypto.verify(key, rosterProposalBytes(body, this.#mesh, this.#crypto), signature);
  }
}
