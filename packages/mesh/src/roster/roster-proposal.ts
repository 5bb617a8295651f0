import { utf8 } from "@plimsoll/foundation";
import type { BodyFields, BodyOf } from "../event/body.ts";
import { packBody } from "../event/body-codec.ts";
import { type CborValue, encodeCbor } from "../event/cbor.ts";
import type { EventId } from "../event/event.ts";
import { id } from "../event/field-codec.ts";
import type { Cryptography, Signer } from "../ports/cryptography.ts";
import { type Roster, rosterId } from "./roster.ts";

const DOMAIN = utf8("plimsoll mesh roster 1\n");

type RosterBody = BodyOf<"roster.opened">;
type RosterFields = BodyFields["roster.opened"];

/** What may be said of a new roster. What is left out is nothing, and one epoch more than that of the roster before. */
export interface RosterChange {
  readonly members: RosterFields["members"];
  /** Tips of all that is held: what they lead back to counts from then on. */
  readonly frontier: readonly EventId[];
  readonly epoch?: number;
  readonly certificate?: string;
  readonly lost?: RosterFields["lost"];
  readonly writtenOff?: RosterFields["writtenOff"];
}

/** The body of a roster that follows another, without approvals. Lists are sorted and without repetition. */
export const proposeRoster = (follows: Roster, change: RosterChange): RosterBody => ({
  kind: "roster.opened",
  epoch: change.epoch ?? follows.epoch + 1,
  follows: rosterId(follows),
  members: change.members.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  certificate: change.certificate ?? null,
  frontier: sortedOnce(change.frontier),
  lost: sortedOnce(change.lost ?? []),
  writtenOff: sortedOnce(change.writtenOff ?? []),
  approvals: [],
});

/** The body with one more approval. The key's earlier one gives way to it. */
export function approveRoster(body: RosterBody, mesh: string, signer: Signer, crypto: Cryptography): RosterBody {
  const approval = { key: signer.key, signature: signer.sign(rosterProposalBytes(body, mesh, crypto)) };
  const others = body.approvals.filter(({ key }) => key !== signer.key);
  return { ...body, approvals: [...others, approval].toSorted((a, b) => (a.key < b.key ? -1 : 1)) };
}

/** What an approval signs (ME-20): all fields but the approvals, and the mesh. */
export function rosterProposalBytes(body: RosterBody, mesh: string, crypto: Cryptography): Uint8Array {
  const fields = packBody({ ...body, approvals: [] }) as readonly CborValue[];
  return Buffer.concat([DOMAIN, crypto.sha256Bytes(encodeCbor([id.pack(mesh), ...fields]))]);
}

const sortedOnce = <T extends string>(values: readonly T[]): T[] => [...new Set(values)].toSorted();
