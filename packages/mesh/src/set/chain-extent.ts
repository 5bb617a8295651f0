import type { ChainKey, EventId } from "../event/event.ts";

/** How far one chain is held. */
export interface ChainExtent {
  readonly key: ChainKey;
  readonly length: number;
  /** One tip for an honest chain without holes. */
  readonly tips: readonly EventId[];
}
