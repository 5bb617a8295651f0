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

/** Undefined for bytes that `encodeGenesis` would not have made. */
export function decodeGenesis(bytes: Uint8Array): Genesis | undefined {
  const items = decodeCbor(bytes);
  if (!Array.isArray(items) || items.length !== 2 || items[0] !== FORMAT) return undefined;
  try {
    return genesis.unpack(items[1] as CborValue);
  } catch (fault) {
    if (fault instanceof TypeError) return undefined;
    throw fault;
  }
}
