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

/** A set that has as many events as before is the same set, and most chains of a greater one are as they were. */
const kept = new WeakMap<EventView, { readonly size: number; readonly frontier: Frontier }>();

export function frontierOf(set: EventView): Frontier {
  const known = kept.get(set);
  if (known?.size === set.size) return known.frontier;
  const frontier = [...set.chains()].map((chain) => chain.extent()).sort(byKey);
  kept.set(set, { size: set.size, frontier });
  return frontier;
}

const byKey = (a: ChainExtent, b: ChainExtent): number => (a.key < b.key ? -1 : 1);

const roots = new WeakMap<Frontier, Uint8Array>();
const leaves = new WeakMap<ChainExtent, Uint8Array>();

/**
 * The event root: RFC 6962 over the extents. A tip's hash commits to all that its event cites, so that equal roots mean
 * equal sets.
 */
export function frontierRoot(frontier: Frontier): Uint8Array {
  const known = roots.get(frontier);
  if (known !== undefined) return known;
  const tree = MerkleFrontier.empty();
  for (const extent of frontier) tree.append(leafOf(extent));
  const root = tree.root();
  roots.set(frontier, root);
  return root;
}

function leafOf(extent: ChainExtent): Uint8Array {
  const known = leaves.get(extent);
  if (known !== undefined) return known;
  const leaf = leafHash(encodeExtent(extent));
  leaves.set(extent, leaf);
  return leaf;
}

const encodeExtent = ({ key, length, tips }: ChainExtent): Uint8Array =>
  encodeCbor([chainCodec.pack(key), length, tips.map((tip) => id.pack(tip))]);
