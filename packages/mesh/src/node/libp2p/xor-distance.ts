import { hash } from "node:crypto";
import type { NodeKey } from "../../event/event.ts";
import { peerIdOf } from "./node-identity.ts";

/** Places in Kademlia's space, as kad-dht computes them: SHA-256 of the peer id's bytes, and of the content id's multihash. */
export class XorSpace {
  readonly #places = new Map<NodeKey, bigint>();

  /** The `count` nodes that are closest to the content, closest first. */
  closest(digest: string, nodes: readonly NodeKey[], count: number): readonly NodeKey[] {
    const place = placeOf(multihashOf(digest));
    const far = nodes.map((node) => ({ node, distance: this.#placeOf(node) ^ place }));
    far.sort((a, b) => (a.distance < b.distance ? -1 : 1));
    return far.slice(0, count).map(({ node }) => node);
  }

  #placeOf(node: NodeKey): bigint {
    const known = this.#places.get(node);
    if (known !== undefined) return known;
    const place = placeOf(peerIdOf(node)?.toMultihash().bytes ?? new Uint8Array());
    if (this.#places.size < PLACES_MAX) this.#places.set(node, place);
    return place;
  }
}

/** SHA-256 is 0x12 with 0x20 bytes in the multihash table. */
export const multihashOf = (digest: string): Uint8Array =>
  Buffer.concat([Uint8Array.of(0x12, 0x20), Buffer.from(digest, "hex")]);

const placeOf = (bytes: Uint8Array): bigint => BigInt(`0x${hash("sha256", bytes, "hex")}`);

const PLACES_MAX = 100_000;
