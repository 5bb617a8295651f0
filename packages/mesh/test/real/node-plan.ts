/** What one node process is started with, as JSON in its first argument. */
export interface NodePlan {
  readonly folder: string;
  /** `host:port` of the brokers; empty for none. */
  readonly nats: readonly string[];
  /** Addresses of libp2p, its own first; null for no straight road. */
  readonly libp2p: readonly string[] | null;
  readonly worker: WorkerPlan | null;
}

export interface WorkerPlan {
  readonly lanes: readonly string[];
  readonly announcedMs: number;
  /** What a thought takes in truth. */
  readonly thinkMs: number;
  readonly capacity: number;
}

/** Events that are written as fast as the disk allows. */
export interface WriteOrder {
  readonly count: number;
  /** Signed together, 1 to 64. */
  readonly batch: number;
}

/** Spends one after another. */
export interface SpendOrder {
  readonly forMs: number;
  /** From the beginning of one to the beginning of the next; 0: the next at once. */
  readonly everyMs: number;
  /** Each acknowledged one is told of at once. */
  readonly tells: boolean;
}

/** Intents one after another, each after the one before it is decided. */
export interface LoadOrder {
  readonly lane: string;
  readonly forMs: number;
  /** Between a decision and the next opening. */
  readonly pauseMs: number;
  readonly enough: number;
  readonly softDeadlineMs: number;
}

export interface LoadFigures {
  readonly opened: number;
  /** From opening to the decision in the opener's own copy. */
  readonly decisionMs: readonly number[];
}

export interface SpendFigures {
  /** From the call until it was durable and announced. */
  readonly spendMs: readonly number[];
  /** When each was announced, in wall ms. */
  readonly announcedMs: readonly number[];
}

/** Bytes by peer since the last reading. */
export interface MeterReading {
  readonly sentBytes: Readonly<Record<string, number>>;
  readonly receivedBytes: Readonly<Record<string, number>>;
}

/** A thought of a peer, and when it was merged here, in wall ms. */
export interface MergedThought {
  readonly author: string;
  readonly intent: string | null;
  readonly atMs: number;
}

/** What a node process says without being asked. */
export type NodeWord =
  | {
      readonly type: "ready";
      readonly key: string;
      readonly events: number;
      readonly tornBytes: number;
      readonly atMs: number;
    }
  | { readonly type: "started" | "finished" | "abandoned"; readonly intent: string; readonly atMs: number }
  | { readonly type: "acknowledged"; readonly event: string }
  | { readonly type: "decided"; readonly intent: string; readonly atMs: number }
  | { readonly type: "broken"; readonly message: string };
