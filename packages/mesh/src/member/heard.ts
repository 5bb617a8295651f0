import type { Liveness } from "../intent/intent-views.ts";
import type { MeshEvent, NodeKey } from "../event/event.ts";
import type { Roster } from "../roster/roster.ts";

/** When each author was last heard of by an event. A guess at who lives; it steers who acts and nothing else. */
export class Heard implements Liveness {
  readonly #roster: () => Roster | undefined;
  readonly #heardMs = new Map<NodeKey, number>();

  constructor(roster: () => Roster | undefined) {
    this.#roster = roster;
  }

  note({ author }: MeshEvent, nowMs: number): void {
    this.#heardMs.set(author, nowMs);
  }

  members(): Iterable<NodeKey> {
    return this.#roster()?.members ?? [];
  }

  heardMs(key: NodeKey): number | undefined {
    return this.#heardMs.get(key);
  }
}
