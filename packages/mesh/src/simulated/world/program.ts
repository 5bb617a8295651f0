import type { NodeKey } from "../../event/event.ts";

/** What runs on a simulated node: the production code behind one small door. */
export interface Program<Message, Done = never> {
  onTime(nowMs: number): void;
  onMessage(from: NodeKey, message: Message, nowMs: number): void;
  /** Everything up to this position is on the disk. */
  onDurable(position: number, nowMs: number): void;
  /** Something that it asked for outside itself is done. */
  onDone(done: Done, nowMs: number): void;
  /** When `onTime` is wanted next, at the latest. */
  nextWakeMs(): number;
  takeEffects(): readonly ProgramEffect<Message, Done>[];
}

export type ProgramEffect<Message, Done> =
  | { readonly type: "send"; readonly to: NodeKey; readonly message: Message }
  | { readonly type: "persist"; readonly record: StoredRecord; readonly position: number }
  /** Something that takes `durationMs` and then comes back as `done`, unless the node stopped. */
  | { readonly type: "outside"; readonly durationMs: number; readonly done: Done };

/** A record as the disk keeps it. Its bytes are shared between nodes, so that a thousand disks fit into memory. */
export interface StoredRecord {
  readonly kind: string;
  readonly bytes: Uint8Array;
}
