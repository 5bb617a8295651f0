import type { LedgerEntry, LedgerReader } from "@plimsoll/ledger";
import { entryEvent, pulseEvent } from "./event-text.ts";

/** A reader's end of a stream. */
export interface StreamEnd {
  /** Whether who reads still may: tokens end, and keys are revoked. */
  mayRead(): boolean;
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

/** An entry may be some megabytes long, and a line slow: a minute is given for one. */
const LONG_ENTRY_PULSES = 60;

interface Reader {
  readonly end: StreamEnd;
  /** The longest entry that waits for him: one that is longer than he may be behind is no fault of his. */
  longestBytes: number;
  /** So many pulses more he has for it. */
  patience: number;
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

  get streamsMax(): number {
    return this.#parts.streamsMax;
  }

  get isFull(): boolean {
    return this.#readers.size >= this.#parts.streamsMax;
  }

  /** @param after index of the last entry that the reader knows; null: begins with what comes. Returns how to leave. */
  join(end: StreamEnd, after: number | null): () => void {
    const size = this.#parts.log.size;
    const next = after === null ? size : Math.min(after + 1, size);
    const reader: Reader = { end, next, hasCaughtUp: next === size, longestBytes: 0, patience: 0 };
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

  /** The sign of life for every reader who still may read, and what he still lacks. */
  pulse(): void {
    const { log, nowMs } = this.#parts;
    const text = pulseEvent(nowMs(), log.size);
    for (const reader of this.#readers) {
      reader.patience = Math.max(0, reader.patience - 1);
      if (!reader.end.mayRead()) this.#endStream(reader);
    }
    this.deliver();
    for (const { end } of this.#readers) end.write(text);
  }

  /** Ends every stream. */
  close(): void {
    for (const { end } of this.#readers) end.close();
    this.#readers.clear();
  }

  #endStream(reader: Reader): void {
    this.#readers.delete(reader);
    reader.end.close();
  }

  #deliverTo(reader: Reader, news: Map<number, string>): void {
    const { backlogBytes } = reader.end;
    const isAhead = backlogBytes > PACE_BYTES_MAX;
    if (!isAhead || reader.patience === 0) reader.longestBytes = 0;
    if (backlogBytes > BACKLOG_BYTES_MAX + reader.longestBytes) {
      this.#readers.delete(reader);
      reader.end.cut();
      return;
    }
    if (isAhead && (!reader.hasCaughtUp || reader.longestBytes > 0)) return;
    const until = Math.min(this.#parts.log.size, reader.next + ENTRIES_AT_ONCE);
    if (until > reader.next) this.#send(reader, this.#eventsBetween(reader.next, until, news));
  }

  #send(reader: Reader, texts: readonly string[]): void {
    const longest = Math.max(...texts.map((text) => Buffer.byteLength(text)));
    if (longest > BACKLOG_BYTES_MAX) [reader.longestBytes, reader.patience] = [longest, LONG_ENTRY_PULSES];
    reader.end.write(texts.join(""));
    reader.next += texts.length;
    reader.hasCaughtUp ||= reader.next === this.#parts.log.size;
  }

  /**
   * As many as are sent at once: one at least, and no more behind it than a reader may be ahead.
   *
   * @param news the events that another reader got by this turn: most are at the same place
   */
  #eventsBetween(from: number, until: number, news: Map<number, string>): readonly string[] {
    const texts: string[] = [];
    const entries = new EntriesFrom(this.#parts.log);
    for (let [index, length] = [from, 0]; index < until && length < PACE_BYTES_MAX; index += 1) {
      const text = news.get(index) ?? entryEvent(entries.at(index));
      news.set(index, text);
      texts.push(text);
      length += text.length;
    }
    return texts;
  }
}

/** Entries of a log in their order, read from the first that is wanted on. */
class EntriesFrom {
  readonly #log: LedgerReader;
  #entries: IterableIterator<LedgerEntry> | null = null;

  constructor(log: LedgerReader) {
    this.#log = log;
  }

  /** @param index greater than the one before */
  at(index: number): LedgerEntry {
    this.#entries ??= this.#log.entries(index);
    for (let read = this.#entries.next(); read.done !== true; read = this.#entries.next())
      if (read.value.index === index) return read.value;
    throw new Error(`a log without its entry ${index}`);
  }
}
