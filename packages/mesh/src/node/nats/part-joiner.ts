import { concatBytes } from "@plimsoll/foundation";
import type { MessagePart } from "./message-part.ts";
import { PART_BYTES } from "./message-part.ts";

/** Bounds on what incomplete messages may hold. */
export interface JoinerLimits {
  readonly bytesMax: number;
  readonly ageMs: number;
}

export const JOINER_LIMITS: JoinerLimits = { bytesMax: 64 * 1024 * 1024, ageMs: 30_000 };

interface Incomplete {
  readonly parts: (Uint8Array | undefined)[];
  readonly sinceMs: number;
  missing: number;
  bytes: number;
}

/**
 * Joins the pieces of messages, which may come in any order and twice. What stays incomplete is dropped: the oldest first
 * when memory is short, or after `ageMs`. Counts what it drops.
 */
export class PartJoiner {
  readonly #limits: JoinerLimits;
  readonly #onDrop: (count: number) => void;
  readonly #incomplete = new Map<string, Incomplete>();
  #bytes = 0;

  constructor(limits: JoinerLimits, onDrop: (count: number) => void) {
    this.#limits = limits;
    this.#onDrop = onDrop;
  }

  /** Bytes held for incomplete messages; at most `bytesMax`. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The whole message if this piece completes it; else null. `key` names the message. */
  join(key: string, part: MessagePart, nowMs: number): Uint8Array | null {
    if (part.count === 1) return part.bytes;
    this.#dropOlderThan(nowMs - this.#limits.ageMs);
    if (part.count * PART_BYTES > this.#limits.bytesMax) return this.#refuse();
    const message = this.#incomplete.get(key) ?? this.#start(key, part.count, nowMs);
    if (message.parts.length !== part.count) return this.#refuse();
    this.#add(message, part);
    return message.missing === 0 ? this.#finish(key, message) : null;
  }

  #start(key: string, count: number, nowMs: number): Incomplete {
    const message: Incomplete = {
      parts: Array.from({ length: count }, () => undefined),
      sinceMs: nowMs,
      missing: count,
      bytes: 0,
    };
    this.#incomplete.set(key, message);
    return message;
  }

  #add(message: Incomplete, part: MessagePart): void {
    if (message.parts[part.index] !== undefined) return;
    message.parts[part.index] = part.bytes;
    message.missing--;
    message.bytes += part.bytes.length;
    this.#bytes += part.bytes.length;
    this.#makeRoom(message);
  }

  #finish(key: string, message: Incomplete): Uint8Array {
    this.#incomplete.delete(key);
    this.#bytes -= message.bytes;
    return concatBytes(...message.parts.filter((part) => part !== undefined));
  }

  #makeRoom(kept: Incomplete): void {
    for (const [key, message] of this.#incomplete) {
      if (this.#bytes <= this.#limits.bytesMax && this.#incomplete.size <= INCOMPLETE_MAX) return;
      if (message !== kept) this.#drop(key, message);
    }
  }

  /** Insertion order is age order. */
  #dropOlderThan(limitMs: number): void {
    for (const [key, message] of this.#incomplete) {
      if (message.sinceMs >= limitMs) return;
      this.#drop(key, message);
    }
  }

  #drop(key: string, message: Incomplete): void {
    this.#incomplete.delete(key);
    this.#bytes -= message.bytes;
    this.#onDrop(1);
  }

  #refuse(): null {
    this.#onDrop(1);
    return null;
  }
}

/** A piece may be empty of bytes and still costs an entry. */
const INCOMPLETE_MAX = 4096;
