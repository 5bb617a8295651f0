import type { LedgerReader } from "@plimsoll/ledger";
import { entryEvent, pulseEvent } from "./event-text.ts";

/** A reader's end of a stream. */
export interface StreamEnd {
  /** Bytes that were handed over and not sent yet. */
  readonly backlogBytes: number;
  write(text: string): void;
  close(): void;
  /** At once, with all that was not sent: whoever does not read would hold it in memory for ever. */
  cut(): void;
}

export interface HubParts {
  readonly log: LedgerReader;
  readonly nowMs: () => number;
  readonly streamsMax: number;
  /** Calls back once others have had their turn: `setImmediate` in a server. */
  readonly soon: (act: () => void) => void;
}

/** Whoever is further behind is cut off, and may resume (SVR-43). */
const BACKLOG_BYTES_MAX = 1_048_576;

/** At most so many entries go to one reader by one turn: a reader that resumes far back must not hold up the others. */
const ENTRIES_AT_ONCE = 500;

/** Whoever resumes far back is sent no more than this ahead of what he takes. */
const PACE_BYTES_MAX = 262_144;

interface Reader {
  readonly end: StreamEnd;
  /** Whether it had everything once: from then on it is its own fault to be behind. */
  hasCaughtUp: boolean;
  /** Index of the next entry that it is to get. */
  next: number;
}

/**
 * Tells everybody who listens of what is in the log: from the log itself and not from memory, so that nobody misses an entry or
 * gets one twice, whenever he came (SVR-40, SVR-41).
 */
export class EventHub {
  readonly #parts: HubParts;
  readonly #readers = new Set<Reader>();
  #isDue = false;

  constructor(parts: HubParts) {
    this.#parts = parts;
  }

  get streams(): number {
    return this.#readers.size;
  }

  get isFull(): boolean {
    return this.#readers.size >= this.#parts.streamsMax;
  }

  /** @param after index of the last entry that the reader knows; null: begins with what comes. Returns how to leave. */
  join(end: StreamEnd, after: number | null): () => void {
    const size = this.#parts.log.size;
    const next = after === null ? size : Math.min(after + 1, size);
    const reader: Reader = { end, next, hasCaughtUp: next === size };
    this.#readers.add(reader);
    end.write(pulseEvent(this.#parts.nowMs(), size));
    if (!reader.hasCaughtUp) this.#parts.soon(() => this.deliver());
    return () => void this.#readers.delete(reader);
  }

  /** Sends what is new. To be called after every decision, when somebody who was behind has taken what he had, and now and then. */
  deliver(): void {
    const news = new Map<number, string>();
    for (const reader of this.#readers) this.#deliverTo(reader, news);
    if ([...this.#readers].some((reader) => this.#takesMore(reader))) this.#again();
  }

  #takesMore({ next, end }: Reader): boolean {
    return next < this.#parts.log.size && end.backlogBytes <= PACE_BYTES_MAX;
  }

  #again(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    this.#parts.soon(() => {
      this.#isDue = false;
      this.deliver();
    });
  }

  /** The sign of life for every reader, and what he still lacks. */
  pulse(): void {
    const { log, nowMs } = this.#parts;
    const text = pulseEvent(nowMs(), log.size);
    this.deliver();
    for (const { end } of this.#readers) end.write(text);
  }

  /** Ends every stream. */
  close(): void {
    for (const { end } of this.#readers) end.close();
    this.#readers.clear();
  }

  #deliverTo(reader: Reader, news: Map<number, string>): void {
    if (reader.end.backlogBytes > BACKLOG_BYTES_MAX) {
      this.#readers.delete(reader);
      reader.end.cut();
      return;
    }
    if (!reader.hasCaughtUp && reader.end.backlogBytes > PACE_BYTES_MAX) return;
    const until = Math.min(this.#parts.log.size, reader.next + ENTRIES_AT_ONCE);
    if (until <= reader.next) return;
    reader.end.write(this.#eventsBetween(reader.next, until, news));
    reader.next = until;
    reader.hasCaughtUp ||= until === this.#parts.log.size;
  }

  /** @param news the events that another reader got by this turn: most are at the same place */
  #eventsBetween(from: number, until: number, news: Map<number, string>): string {
    const known = Array.from({ length: until - from }, (_, place) => news.get(from + place));
    if (!known.includes(undefined)) return known.join("");
    const texts: string[] = [];
    for (const entry of this.#parts.log.entries(from)) {
      if (entry.index >= until) break;
      const text = entryEvent(entry);
      news.set(entry.index, text);
      texts.push(text);
    }
    return texts.join("");
  }
}
