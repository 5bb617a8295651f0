import type { ChainKey, EventId, MeshEvent } from "../../event/event.ts";
import type { EventView } from "../../set/event-set.ts";
import type { ChainExtent } from "../../set/chain-extent.ts";

/** What came into a set since it was looked at last. Costs what the chains hold that changed, and nothing while none did. */
export class FreshEvents {
  readonly #set: EventView;
  readonly #extents = new Map<ChainKey, ChainExtent>();
  readonly #seen = new Set<EventId>();
  readonly #mayLeave: (id: EventId) => boolean;
  /** Came, and may not be shown yet. */
  #early: MeshEvent[] = [];
  #size = 0;

  /** @param mayLeave whether an event may be shown: it is, once it may */
  constructor(set: EventView, mayLeave: (id: EventId) => boolean) {
    this.#set = set;
    this.#mayLeave = mayLeave;
  }

  take(): MeshEvent[] {
    const come = [...this.#early, ...this.#news()];
    this.#early = come.filter(({ id }) => !this.#mayLeave(id));
    return this.#early.length === 0 ? come : come.filter(({ id }) => this.#mayLeave(id));
  }

  #news(): MeshEvent[] {
    if (this.#set.size === this.#size) return [];
    this.#size = this.#set.size;
    return [...this.#set.chains()].flatMap((chain) => {
      const extent = chain.extent();
      // A chain's extent is the same object until the chain changes.
      if (this.#extents.get(chain.key) === extent) return [];
      this.#extents.set(chain.key, extent);
      const fresh = [...chain.events()].filter(({ id }) => !this.#seen.has(id));
      for (const { id } of fresh) this.#seen.add(id);
      return fresh;
    });
  }
}
