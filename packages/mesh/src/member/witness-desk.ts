import type { EventId, MeshEvent } from "../event/event.ts";
import { movesRights } from "./moves-rights.ts";

interface Kept {
  readonly event: MeshEvent;
  /** Records up to here make it and all that it cites safe; null while it waits for what it cites. */
  upTo: number | null;
}

/**
 * Whoever holds another's spend on its disk says so, unasked: the spend waits for that (B5). An event that came before what it cites is
 * on the disk long before it is held; its word counts for the whole chain up to it, so that it is given only when all is safe.
 */
export class WitnessDesk {
  readonly #isHeld: (id: EventId) => boolean;
  #kept: Kept[] = [];

  constructor(isHeld: (id: EventId) => boolean) {
    this.#isHeld = isHeld;
  }

  /** An event of another that is on its way to the disk. */
  note(event: MeshEvent): void {
    if (movesRights(event)) this.#kept.push({ event, upTo: null });
  }

  /** Takes those that are safe now. `written`: records handed out so far; `durable`: those on the disk. */
  take(written: number, durable: number): readonly MeshEvent[] {
    if (this.#kept.length === 0) return [];
    for (const kept of this.#kept) if (kept.upTo === null && this.#isHeld(kept.event.id)) kept.upTo = written;
    const safe = this.#kept.filter(({ upTo }) => upTo !== null && upTo <= durable);
    if (safe.length > 0) this.#kept = this.#kept.filter((kept) => !safe.includes(kept));
    return safe.map(({ event }) => event);
  }
}
