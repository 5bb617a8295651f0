import { encodeCbor } from "../event/cbor.ts";
import type { MeshEvent, NodeKey } from "../event/event.ts";
import { id } from "../event/field-codec.ts";
import type { Projection, Standing } from "../set/projection.ts";

/** Section `clock` (ME-38): the beats of each author, at most 2^53 − 1. */
export class ClockFold implements Projection {
  readonly #beats = new Map<NodeKey, number>();

  admit({ author, body }: MeshEvent, standing: Standing): boolean {
    if (standing !== "counts" || body.kind !== "clock.beat") return false;
    // Stopping at the greatest whole number keeps the sum free of order where a liar claims more.
    this.#beats.set(author, Math.min(Number.MAX_SAFE_INTEGER, this.beats(author) + body.beats));
    return true;
  }

  beats(author: NodeKey): number {
    return this.#beats.get(author) ?? 0;
  }

  encode(): Uint8Array {
    const authors = [...this.#beats.keys()].toSorted();
    return encodeCbor(["clock", authors.map((author) => [id.pack(author), this.beats(author)])]);
  }
}
