import { type CborValue, decodeCbor, encodeCbor } from "./cbor.ts";
import { id, listOf, record, text, whole } from "./field-codec.ts";
import type { Genesis } from "./genesis.ts";

const FORMAT = "plimsoll mesh genesis 1";

const genesis = record<Genesis>({
  name: text(200),
  members: listOf(record({ key: id, name: text(200) })),
  issuers: listOf(id),
  survivors: whole(1),
  spendWitnesses: whole(),
  dimensions: whole(1),
});

/** The bytes that the mesh id is the SHA-256 of. */
export const encodeGenesis = (value: Genesis): Uint8Array => encodeCbor([FORMAT, genesis.pack(value)]);

/**
 * Undefined for bytes that `encodeGenesis` would not have made, for members with one key, and for so many survivors that
 * two groups of signers, each enough for a certificate, need not share a member.
 */
export function decodeGenesis(bytes: Uint8Array): Genesis | undefined {
  const items = decodeCbor(bytes);
  if (!Array.isArray(items) || items.length !== 2 || items[0] !== FORMAT) return undefined;
  try {
    const value = genesis.unpack(items[1] as CborValue);
    return isSound(value) ? value : undefined;
  } catch (fault) {
    if (fault instanceof TypeError) return undefined;
    throw fault;
  }
}

const isSound = ({ members, survivors, spendWitnesses }: Genesis): boolean =>
  members.length > 0 &&
  new Set(members.map(({ key }) => key)).size === members.length &&
  2 * survivors <= members.length + 1 &&
  spendWitnesses < members.length;
