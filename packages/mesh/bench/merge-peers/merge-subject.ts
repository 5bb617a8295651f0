/** What one author made: its events, each its own message, and the whole in the form that merges best. */
export interface AuthorPart {
  readonly messages: readonly Uint8Array[];
  readonly whole: readonly Uint8Array[];
}

/** The node that everything is merged at. */
export interface Replica {
  /** Takes in one message, or the whole of an author's part, in one call. */
  merge(messages: readonly Uint8Array[]): void;
  save(): Uint8Array;
  /** Events held. */
  count(): number;
}

/** One library, or one way to use it. */
export interface MergeSubject {
  readonly name: string;
  readonly version: string;
  /** What its merge does not vouch for. */
  readonly lacks: string;
  /** One event for each payload. */
  make(author: number, payloads: readonly Uint8Array[]): AuthorPart;
  open(): Replica;
  load(saved: Uint8Array): Replica;
}
