import type { EventId, MeshEvent } from "../event/event.ts";
import type { EventView } from "../set/event-set.ts";
import { extentsOf, type Frontier } from "../set/frontier.ts";
import { isWithin } from "./prefix.ts";

/** What would die with its holders if the blast came now (S9). */
export interface LossWindowReading {
  /** Events held here that are not in the newest stable certificate. */
  readonly events: number;
  /** ms since the oldest of them came; 0 when there is none. */
  readonly ageMs: number;
}

/** Events that are held here and not yet stable, with the monotonic time in ms at which they came. */
export class LossWindow {
  readonly #since = new Map<EventId, number>();

  admit(event: MeshEvent, nowMs: number): void {
    this.#since.set(event.id, nowMs);
  }

  /** A certificate became stable. Returns how long each event that it covers had to wait, in ms. */
  stable(frontier: Frontier, view: EventView, nowMs: number): number[] {
    const extents = extentsOf(frontier);
    const covered = [...this.#since].filter(([id]) => isWithin(view, extents, id));
    for (const [id] of covered) this.#since.delete(id);
    return covered.map(([, sinceMs]) => nowMs - sinceMs);
  }

  read(nowMs: number): LossWindowReading {
    const oldest = this.#since.values().next();
    return { events: this.#since.size, ageMs: oldest.done === true ? 0 : nowMs - oldest.value };
  }
}
