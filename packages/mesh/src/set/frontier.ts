import { Frontier as MerkleFrontier, leafHash } from "@plimsoll/ledger";
import { encodeCbor } from "../event/cbor.ts";
import type { ChainKey, EventId } from "../event/event.ts";
import { chain as chainCodec, id } from "../event/field-codec.ts";
import type { Chain } from "./chain.ts";
import type { ChainExtent } from "./chain-extent.ts";
import type { EventView } from "./event-set.ts";

/** Extents sorted by chain: what a set holds, in some 100 bytes for each chain. */
export type Frontier = readonly ChainExtent[];

/** A set that has as many events as before is the same set, and most chains of a greater one are as they were. */
const kept = new WeakMap<EventView, Kept>();

interface Kept {
  readonly size: number;
  /** By key. Chains are never taken away: as many as before are the same. */
  readonly chains: readonly Chain[];
  readonly frontier: Frontier;
}

/** The ends of all chains of a set: what the next event cites. */
export function frontierOf(set: EventView): Frontier {
  const known = kept.get(set);
  if (known?.size === set.size) return known.frontier;
  const held = [...set.chains()];
  const chains = known?.chains.length === held.length ? known.chains : held.sort(byKey);
  const frontier = chains.map((chain) => chain.extent());
  kept.set(set, { size: set.size, chains, frontier });
  return frontier;
}

const byKey = (a: Chain, b: Chain): number => (a.key < b.key ? -1 : 1);

const extents = new WeakMap<Frontier, ReadonlyMap<ChainKey, ChainExtent>>();

/** The extents of a frontier by their chain. A frontier is compared with many. */
export function extentsOf(frontier: Frontier): ReadonlyMap<ChainKey, ChainExtent> {
  const known = extents.get(frontier);
  if (known !== undefined) return known;
  const byChain = new Map(frontier.map((extent) => [extent.key, extent]));
  extents.set(frontier, byChain);
  return byChain;
}

/** Equal tips are equal pasts, as equal roots are, and cost no hash. */
export const sameFrontier = (one: Frontier, other: Frontier): boolean =>
  one.length === other.length && one.every((extent, place) => sameExtent(extent, other[place] as ChainExtent));

const sameExtent = (one: ChainExtent, other: ChainExtent): boolean =>
  one === other || (one.key === other.key && one.length === other.length && sameTips(one.tips, other.tips));

export const sameTips = (one: readonly EventId[], other: readonly EventId[]): boolean =>
  one.length === other.length && one.every((tip, place) => tip === other[place]);

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
