import type { BodyOf } from "../event/body.ts";
import type { EventId, MeshEvent, NodeKey } from "../event/event.ts";
import type { Genesis } from "../event/genesis.ts";

/** An admitted `roster.opened` event. */
export type RosterEvent = MeshEvent & { readonly body: BodyOf<"roster.opened"> };

/** Who belongs to the mesh: the genesis, of epoch 0, or a `roster.opened` (ME-20). */
export interface Roster {
  readonly epoch: number;
  readonly members: ReadonlySet<NodeKey>;
  /** Null for the genesis. */
  readonly event: RosterEvent | null;
}

export const genesisRoster = ({ members }: Genesis): Roster => ({
  epoch: 0,
  members: new Set(members.map(({ key }) => key)),
  event: null,
});

export const rosterOf = (event: RosterEvent): Roster => ({
  epoch: event.body.epoch,
  members: new Set(event.body.members.map(({ key }) => key)),
  event,
});

/** The id of a roster's event; null for the genesis. */
export const rosterId = ({ event }: Roster): EventId | null => event?.id ?? null;

export const isRosterEvent = (event: MeshEvent | undefined): event is RosterEvent => event?.kind === "roster.opened";
