import type { MeshEvent, NodeKey } from "../event/event.ts";
import type { Standing } from "../set/projection.ts";
import type { IntentReader } from "./intent-book.ts";

/** Who was heard from, by this node's own observation. It steers who acts; it never changes what is true. */
export interface Liveness {
  /** Keys of the roster on which this node stands. */
  members(): Iterable<NodeKey>;
  /** When an event by this node was last admitted here, on the own monotonic clock; undefined for never. */
  heardMs(key: NodeKey): number | undefined;
}

/** What the actors of intents may read. */
export interface IntentViews {
  readonly self: NodeKey;
  /** Whether events of this node change the state: without that, deciding and claiming are left to others. */
  readonly selfCounts: boolean;
  readonly intents: IntentReader;
  readonly liveness: Liveness;
  standing(event: MeshEvent): Standing;
}
