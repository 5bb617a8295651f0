/** Agents that decide by brain in one generation. */
export interface BrainBatch {
  readonly count: number;
  /** Row, column, brain number and memory number of each agent. */
  readonly agents: Int32Array;
  readonly cells: Uint16Array;
  readonly side: number;
  /** How many of the outputs are actions. */
  readonly actions: number;
  /** Gets the action of each agent. */
  readonly chosen: Uint8Array;
}

/**
 * Brains and what they remember, in one block. An agent sees the raw dirt about it; its action is the largest output (the first
 * of equals). The memory of each agent in the batch moves on by one step; two agents of a batch MUST NOT share one.
 */
export interface BrainBank {
  /** `BRAIN_FLOATS` numbers each. */
  readonly brains: Float32Array;
  /** `MEMORY_FLOATS` numbers each; all 0 at birth. */
  readonly memories: Float32Array;
  decide(batch: BrainBatch): void;
}

/** Makes a bank of so many brains and memories, all 0. */
export type BrainBankMaker = (brains: number, memories: number) => BrainBank;
