import type { NatsFlags } from "./nats-options.ts";

/** What was asked for on the command line. */
export interface JoinFlags extends NatsFlags {
  readonly data: string;
  readonly listen: readonly string[];
  readonly peer: readonly string[];
  readonly endpoint?: string;
  readonly model?: string;
  readonly echo?: number;
  readonly lane: readonly string[];
  readonly announce?: number;
  readonly capacity: number;
  readonly blobSpace: number;
  readonly clock?: number;
  readonly standOn?: string;
  readonly every: number;
  readonly json?: boolean;
}
