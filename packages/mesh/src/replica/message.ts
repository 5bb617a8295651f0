import type { ChainKey, EventId, MeshEvent } from "../event/event.ts";
import type { ChainExtent } from "../set/chain-extent.ts";
import type { SetSum } from "./set-digest.ts";

/**
 * What replicas tell each other. The steps of a pull carry its number, so that the puller follows one at a time.
 * Nobody waits for an answer, and each may be lost, late, repeated or out of order without harm.
 */
export type ReplicaMessage =
  | EventsMessage
  /** The first step of a pull: what the puller holds, as a sum. Who holds something else answers. */
  | { readonly type: "sum"; readonly pull: number; readonly sum: SetSum }
  /** The sums of the sixteen parts of a part. `toPuller`: the receiver is the one that pulls. */
  | {
      readonly type: "parts";
      readonly pull: number;
      readonly prefix: string;
      readonly parts: readonly SetSum[];
      readonly toPuller: boolean;
    }
  /** To the puller: these parts differ and have few chains. */
  | { readonly type: "differ"; readonly pull: number; readonly prefixes: readonly string[] }
  /** From the puller: how far it holds the chains of some parts. What is beyond that is sent to it. */
  | {
      readonly type: "extents";
      readonly pull: number;
      readonly prefixes: readonly string[];
      readonly extents: readonly ChainExtent[];
    }
  /** To the puller: of these chains extents do not say what it lacks, for they fork. */
  | { readonly type: "uneven"; readonly pull: number; readonly chains: readonly ChainKey[] }
  /** From the puller: every id that it holds of a chain. */
  | { readonly type: "chain"; readonly pull: number; readonly chain: ChainKey; readonly ids: readonly EventId[] }
  /** "How much of this chain do you hold?", asked after a restart, and the answer. */
  | { readonly type: "resume"; readonly chain: ChainKey }
  | { readonly type: "known"; readonly chain: ChainKey; readonly length: number }
  /** The sender holds this chain durably up to this length, which ends with this event: what a spend waits for. */
  | { readonly type: "held"; readonly chain: ChainKey; readonly length: number; readonly tip: EventId };

/** Events in a causal order, fresh ones that are passed on, or those that a puller lacks. */
export interface EventsMessage {
  readonly type: "events";
  readonly events: readonly MeshEvent[];
  /**
   * `news`: everybody was told; `gossip`: pass it on; `pull`: an answer; `partly`: an answer that was cut, so that the puller
   * asks again.
   */
  readonly as: "news" | "gossip" | "pull" | "partly";
  /** Which of its pulls this answers; 0 for none. */
  readonly pull: number;
}
