/**
 * Whatever answers an intent: a model endpoint, a local function. Runs outside the node's own turn, so that a slow one
 * stops nothing.
 */
export interface Worker {
  /** Lanes that it serves. */
  readonly lanes: readonly string[];
  /** What a job is expected to take; its claim's lease follows from it. */
  readonly announcedMs: number;
  /** At most this many at once. At least 1. */
  readonly capacity: number;
  /** Rejects when it fails; the claim is then given up. `idempotenceKey` is the intent's id, for effects outside the mesh. */
  answer(job: Job, signal: AbortSignal): Promise<Answer>;
}

/** Work that the mesh gives to one of its nodes. */
export interface Job {
  readonly idempotenceKey: string;
  readonly lane: string;
  readonly prompt: Uint8Array;
}

/** What a worker made of a job. */
export interface Answer {
  readonly answer: Uint8Array;
  readonly encoder: string;
  /** 1 to 65 536. */
  readonly weight: number;
  /** Big-endian 16-bit fractions of a turn, two bytes per dimension. */
  readonly angles: Uint8Array;
}
