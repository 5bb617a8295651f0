import type { NodeKey } from "../event/event.ts";

/**
 * Messages between nodes. Fire and forget: a bus may lose, delay, repeat and reorder, and never blocks or throws for it.
 * There is no request and response on purpose: nothing between nodes ever waits for a peer.
 */
export interface Bus {
  /** Peers that may be reachable now, without oneself. A guess. */
  peers(): readonly NodeKey[];
  send(to: NodeKey, message: Uint8Array): void;
  /** Calls back for each message that arrives. Only one handler. */
  onMessage(handler: (from: NodeKey, message: Uint8Array) => void): void;
  close(): Promise<void>;
}
