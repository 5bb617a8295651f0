import { err, ok, type Result } from "@plimsoll/foundation";
import type { EventId, MeshEvent } from "../event/event.ts";
import { EventSet, type EventView } from "../set/event-set.ts";
import { type Frontier, frontierOf, sameFrontier, sameTips } from "../set/frontier.ts";
import { unite } from "../set/unite.ts";
import { canonicalOrder } from "./canonical-order.ts";
import { MeshState, type MeshStateOptions } from "./mesh-state.ts";

export type FrontierFaultCode = "FRONTIER_NOT_HELD" | "FRONTIER_NOT_CLOSED";

/** Why a frontier has no state here. `NOT_CLOSED`: it is not that of any set that is closed under what it cites. */
export interface FrontierFault {
  readonly code: FrontierFaultCode;
  readonly detail: string;
}

export type PrefixOptions = Omit<MeshStateOptions, "set">;

/**
 * The state of exactly the events in a frontier, for certificates. It goes on from frontier to frontier and admits only what is
 * new in each; where a frontier is not ahead of the one before, it begins anew.
 */
export class PrefixState {
  readonly #options: PrefixOptions;
  #set = new EventSet();
  #state: MeshState;
  /** Given up as lost, and cited as predecessors by events that are in: they belong here once the source holds them. */
  #gaps = new Set<EventId>();

  constructor(options: PrefixOptions) {
    this.#options = options;
    this.#state = new MeshState({ ...options, set: this.#set });
  }

  /** Where the last call led; the frontier of nothing after a fault. */
  get frontier(): Frontier {
    return frontierOf(this.#set);
  }

  /** How many events led there. */
  get events(): number {
    return this.#set.size;
  }

  /** Stands on another roster from now on (ME-22); false as `MeshState.moveAnchor`. */
  moveAnchor(anchor: EventId | null): boolean {
    return this.#state.moveAnchor(anchor);
  }

  /** The state at a frontier of which `source` holds the events. It is good until the next call. */
  advance(source: EventView, to: Frontier): Result<MeshState, FrontierFault> {
    const ahead = this.#ahead(to);
    const absent = ahead.find((tip) => source.get(tip) === undefined);
    if (absent !== undefined) return err({ code: "FRONTIER_NOT_HELD", detail: absent });
    if (this.#reaches(source, to, ahead)) return ok(this.#state);
    this.#beginAnew();
    if (this.#reaches(source, to, this.#ahead(to))) return ok(this.#state);
    this.#beginAnew();
    return err({ code: "FRONTIER_NOT_CLOSED", detail: `${to.length} chains` });
  }

  /** Tips of chains that are not as they are here. */
  #ahead(to: Frontier): readonly EventId[] {
    return to.flatMap(({ key, tips }) => (sameTips(tips, this.#set.chain(key)?.tips() ?? []) ? [] : tips));
  }

  /** Admits what is new, in a causal order. False when that makes another set. */
  #reaches(source: EventView, to: Frontier, ahead: readonly EventId[]): boolean {
    const fresh = new Map<EventId, MeshEvent>();
    for (const tip of [...this.#gaps, ...ahead]) this.#collectBack(source, tip, fresh);
    unite(this.#set, [...fresh.values()].sort(canonicalOrder), (admission) => this.#state.admit(admission));
    return sameFrontier(this.frontier, to);
  }

  /** The events of a chain from a tip back to the first that is in, or that is not held. */
  #collectBack(source: EventView, tip: EventId, fresh: Map<EventId, MeshEvent>): void {
    for (let id: EventId | null = tip; id !== null && this.#set.get(id) === undefined && !fresh.has(id);) {
      const event = source.get(id);
      if (event === undefined) {
        this.#gaps.add(id);
        return;
      }
      this.#gaps.delete(id);
      fresh.set(id, event);
      id = event.previous;
    }
  }

  #beginAnew(): void {
    const { anchor } = this.#state.standings;
    this.#gaps = new Set();
    this.#set = new EventSet();
    this.#state = new MeshState({ ...this.#options, anchor, set: this.#set });
  }
}

/** The state of exactly the events in a frontier, folded from nothing. */
export const stateAt = (
  source: EventView,
  frontier: Frontier,
  options: PrefixOptions,
): Result<MeshState, FrontierFault> => new PrefixState(options).advance(source, frontier);
