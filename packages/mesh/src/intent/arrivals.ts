import type { MeshEvent, NodeKey } from "../event/event.ts";

/** When each author was last heard from: what `Liveness` is made of. */
export class Arrivals {
  readonly #heard = new Map<NodeKey, number>();

  /** Call for each admitted event. `nowMs` is monotonic. */
  hear({ author }: MeshEvent, nowMs: number): void {
    this.#heard.set(author, nowMs);
  }

  heardMs(key: NodeKey): number | undefined {
    return this.#heard.get(key);
  }
}
