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
  // Two rows side by side: a node that cannot certify for a day holds a great many.
  #ids: EventId[] = [];
  #sinceMs: number[] = [];

  admit(event: MeshEvent, nowMs: number): void {
    this.#ids.push(event.id);
    this.#sinceMs.push(nowMs);
  }

  /** A certificate became stable. Returns how long each event that it covers had to wait, in ms. */
  stable(frontier: Frontier, view: EventView, nowMs: number): number[] {
    const extents = extentsOf(frontier);
    const isCovered = this.#ids.map((id) => isWithin(view, extents, id));
    const waitsMs = this.#sinceMs.filter((_, place) => isCovered[place]).map((sinceMs) => nowMs - sinceMs);
    this.#ids = this.#ids.filter((_, place) => !isCovered[place]);
    this.#sinceMs = this.#sinceMs.filter((_, place) => !isCovered[place]);
    return waitsMs;
  }

  read(nowMs: number): LossWindowReading {
    const [oldestMs] = this.#sinceMs;
    return { events: this.#ids.length, ageMs: oldestMs === undefined ? 0 : nowMs - oldestMs };
  }
}
