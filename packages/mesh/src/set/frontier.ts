import { Frontier as MerkleFrontier, leafHash } from "@plimsoll/ledger";
import { encodeCbor } from "../event/cbor.ts";
import type { ChainKey, EventId } from "../event/event.ts";
import { chain as chainCodec, id } from "../event/field-codec.ts";
import type { EventView } from "./event-set.ts";

/** How far one chain is held. */
export interface ChainExtent {
  readonly key: ChainKey;
  readonly length: number;
  /** One tip for an honest chain without holes. */
  readonly tips: readonly EventId[];
}

/** Extents sorted by chain: what a set holds, in some 100 bytes for each chain. */
export type Frontier = readonly ChainExtent[];

export const frontierOf = (set: EventView): Frontier =>
  [...set.chains()]
    .map((chain) => ({ key: chain.key, length: chain.length, tips: chain.tips() }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1));

/**
 * The event root: RFC 6962 over the extents. A tip's hash commits to all that its event cites, so that equal roots mean
 * equal sets.
 */
export function frontierRoot(frontier: Frontier): Uint8Array {
  const tree = MerkleFrontier.empty();
  for (const extent of frontier) tree.append(leafHash(encodeExtent(extent)));
  return tree.root();
}

const encodeExtent = ({ key, length, tips }: ChainExtent): Uint8Array =>
  encodeCbor([chainCodec.pack(key), length, tips.map((tip) => id.pack(tip))]);
