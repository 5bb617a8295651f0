import type { EventBody } from "./body.ts";

/** SHA-256 of an event's canonical bytes: 64 lower-case hexadecimal digits. */
export type EventId = string;

/** A raw Ed25519 public key (RFC 8032): 64 lower-case hexadecimal digits. */
export type NodeKey = string;

/**
 * One unbroken journal of one node: 32 lower-case hexadecimal digits, drawn anew whenever the journal cannot be proven
 * continuous, so that a restored or wiped disk never looks like a lie.
 */
export type Incarnation = string;

/** An author in one incarnation: the unit that signs a chain and holds rights. `author/incarnation`. */
export type ChainKey = `${NodeKey}/${Incarnation}`;

/** A hybrid logical clock reading (Kulkarni et al. 2014). Advisory: no decision of the fold reads it. */
export interface HybridTime {
  /** ms since 1970. */
  readonly ms: number;
  readonly counter: number;
}

/** What the signature covers. */
export interface EventContent {
  /** Digest of the genesis: 64 hexadecimal digits. An event of another mesh is not admitted. */
  readonly mesh: string;
  /** The roster epoch that its author knew. */
  readonly epoch: number;
  readonly author: NodeKey;
  readonly incarnation: Incarnation;
  /** Place in its chain, from 0, without gaps. */
  readonly sequence: number;
  /** The event before it in its chain; null at 0. */
  readonly previous: EventId | null;
  /** Other heads that its author had seen and no earlier event of the chain covers, sorted, without `previous`. */
  readonly parents: readonly EventId[];
  /** 1 + the greatest of `previous` and `parents`; 1 where there are none. Checked, so that nobody inflates it. */
  readonly lamport: number;
  readonly hlc: HybridTime;
  readonly body: EventBody;
}

/**
 * An event whose bytes were canonical and whose signature held. Only `openEvent` and `signEvents` make one, so that no
 * code can forget the check.
 */
export interface MeshEvent extends EventContent {
  readonly id: EventId;
  readonly chain: ChainKey;
  /** That of its body, which need not be read for it. */
  readonly kind: EventBody["kind"];
  /** The whole envelope as it travels and as the journal keeps it. */
  readonly bytes: Uint8Array;
}

export const chainKey = (author: NodeKey, incarnation: Incarnation): ChainKey => `${author}/${incarnation}`;
