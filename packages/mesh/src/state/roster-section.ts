import { type CborValue, encodeCbor } from "../event/cbor.ts";
import { id, orNull } from "../event/field-codec.ts";
import type { RosterEvent } from "../roster/roster.ts";
import type { Standings } from "../roster/standings.ts";

const rosterIdCodec = orNull(id);

/** Section `roster` (ME-36): where the node stands, and the rosters that lead there. */
export function encodeRosters(standings: Standings): Uint8Array {
  const stand = standings.roster === undefined ? standings.anchor : (standings.roster.event?.id ?? null);
  return encodeCbor(["roster", rosterIdCodec.pack(stand), standings.lineage.map(rowOf)]);
}

const rowOf = ({ id: rosterId, body }: RosterEvent): CborValue => [
  id.pack(rosterId),
  body.epoch,
  rosterIdCodec.pack(body.follows),
  body.members.map(({ key }) => id.pack(key)),
];
