import type { ChainKey, EventId, NodeKey } from "./event.ts";

/**
 * What an event says, by kind. Quantities of budgets are whole micro-CU; durations are ms; byte strings are opaque.
 * `spec/mesh.md` gives the order of the fields on the wire; `body-codec.ts` is that order as data.
 */
export interface BodyFields {
  /** The first event of every chain. */
  "incarnation.opened": { name: string };

  /** A contribution to the WE: one phase angle per dimension, and an answer to an intent if it has one. */
  thought: {
    intent: EventId | null;
    encoder: string;
    /** 1 to 65 536. */
    weight: number;
    /** Big-endian 16-bit fractions of a turn, two bytes per dimension. */
    angles: Uint8Array;
    answer: Uint8Array;
  };
  /** A job. Its id is the id of this event; its outcome rule is fixed here. */
  "intent.opened": {
    /** Which workers may take it, such as `fast` or `slow`. */
    lane: string;
    prompt: Uint8Array;
    /** Thoughts that settle it. At least 1. */
    enough: number;
    softDeadlineMs: number;
    /** How long the opener's right to decide outlives its newest event. */
    ownerLeaseMs: number;
  };
  "intent.claimed": { intent: EventId; announcedMs: number; leaseMs: number };
  /** The worker is still at it. */
  "intent.renewed": { intent: EventId; claim: EventId };
  "intent.decided": { intent: EventId; thoughts: readonly EventId[]; answer: Uint8Array };
  /** A thought that came after the decision, taken into the record. */
  "intent.amended": { intent: EventId; decision: EventId; thoughts: readonly EventId[]; answer: Uint8Array };

  /** One field of one entity; `resolves` are the values that its author had seen and replaces. */
  "field.set": { entity: string; field: string; value: Uint8Array; resolves: readonly EventId[] };

  /** `beats` ticks of the local 40 Hz clock have passed since the last such event: silence is recorded too. */
  "clock.beat": { beats: number };

  /** Rights to spend, made by an issuer of the genesis for its own chain. */
  "budget.issued": { account: string; quantity: number };
  "budget.given": { account: string; to: ChainKey; quantity: number };
  "budget.spent": { account: string; quantity: number; purpose: string };
  /** Part of an earlier spend of the same chain that was not needed after all. */
  "budget.returned": { account: string; quantity: number; purpose: string };

  /** Consecutive kernel entries of one site, each in RFC 8785 JSON, with what they cost. */
  "kernel.entries": {
    site: string;
    first: number;
    entries: readonly Uint8Array[];
    movements: readonly { account: string; spent: number; returned: number }[];
  };

  /** A new roster: by a majority of the old one, or by survivors who name what they start from. */
  "roster.opened": {
    epoch: number;
    /** The `roster.opened` that it follows; null for the genesis roster. */
    follows: EventId | null;
    members: readonly { key: NodeKey; name: string }[];
    /** Digest of the certificate that a survivor starts from; null for a normal change. */
    certificate: string | null;
    /** Everything that is held when it opens: what these tips lead back to counts, whoever signed it. */
    frontier: readonly EventId[];
    /** Events that are cited, held by nobody and given up. */
    lost: readonly EventId[];
    /** Chains of which unspent rights are written off as if spent. */
    writtenOff: readonly ChainKey[];
    /** Ed25519 by members of the roster before, over `rosterProposalBytes`. */
    approvals: readonly { key: NodeKey; signature: Uint8Array }[];
  };
  /** Two signed events with one place in one chain: whoever reads this can check the lie. */
  "fork.proven": { first: Uint8Array; second: Uint8Array };
}

/** Every kind of event of this version. */
export type BodyKind = keyof BodyFields;

/** A kind of a later version: kept, hashed and passed on, without effect on the state. */
export interface UnknownBody {
  readonly kind: "unknown";
  readonly name: string;
}

export type BodyOf<K extends BodyKind> = { readonly kind: K } & Readonly<BodyFields[K]>;

/** What an event says. */
export type EventBody = { [K in BodyKind]: BodyOf<K> }[BodyKind] | UnknownBody;
