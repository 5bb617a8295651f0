import { type Clock, integer, object, PlimsollError, type Shaped } from "@plimsoll/foundation";
import type { WriterLock } from "@plimsoll/ledger";
import type { Timers } from "../../run/ports.ts";
import { writeFileAtomically } from "@plimsoll/foundation/node";
import { takeFileLock } from "../../site/file-lock.ts";
import { readKeptJson } from "./kept-json.ts";
import { replaceFile } from "./replace-file.ts";

/** The file that the gate's proxy keeps. */
export const apiUsageShape = object({
  calls: integer(),
  promptTokens: integer(),
  completionTokens: integer(),
  /** Bytes of the bodies of requests and of answers, as they went through. */
  bytesIn: integer(),
  bytesOut: integer(),
  /** When counting began, ms since 1970. */
  sinceMs: integer(),
});

/** What went through a gate since `sinceMs`. Every count only grows, restarts included. */
export type ApiUsage = Shaped<typeof apiUsageShape>;

/** Where a meter reads what a deployment was used for. MUST NOT answer less than it did before. */
export interface ApiUsageMeter {
  read(): ApiUsage;
}

type ApiUse = Omit<ApiUsage, "sinceMs">;

const SAVE_EVERY_MS = 1_000;
const NOTHING: ApiUse = { calls: 0, promptTokens: 0, completionTokens: 0, bytesIn: 0, bytesOut: 0 };
const COUNTS = Object.keys(NOTHING) as readonly (keyof ApiUse)[];

/**
 * Counts use in a file of its own, about once a second. It tells only what is in the file, so that no crash makes a reader see a counter run back;
 * what a crash loses is the use of the last second. Where the file cannot be written `isDurable` is false, and a gate serves nothing
 * that nobody counts (law L1).
 */
export class ApiUsageCounter implements ApiUsageMeter {
  readonly #file: string;
  readonly #lock: WriterLock;
  readonly #timer: { stop(): void };
  #saved: ApiUsage;
  #calls = 0;
  #promptTokens = 0;
  #completionTokens = 0;
  #bytesIn = 0;
  #bytesOut = 0;
  #isDurable = true;
  #isSaving = false;
  #isClosed = false;
  #saves = 0;

  /**
   * Goes on with the file or makes it. Throws `API_USAGE_IN_USE` where another counter keeps it, `API_USAGE_MALFORMED`, and
   * `API_USAGE_NOT_WRITABLE` where it cannot be written.
   */
  constructor(file: string, clock: Clock, timers: Timers) {
    this.#file = file;
    this.#lock = lockOf(file);
    try {
      this.#saved = readUsage(file) ?? { ...NOTHING, sinceMs: clock.wallMs() };
      if (!this.#write(this.#saved)) throw notWritable(file);
    } catch (cause) {
      this.#lock.close();
      throw cause;
    }
    this.#timer = timers.every(SAVE_EVERY_MS, () => void this.#saveBeside());
  }

  get isDurable(): boolean {
    return this.#isDurable;
  }

  read(): ApiUsage {
    return this.#saved;
  }

  addCall(): void {
    this.#calls += 1;
  }

  addBytesIn(bytes: number): void {
    this.#bytesIn += bytes;
  }

  addBytesOut(bytes: number): void {
    this.#bytesOut += bytes;
  }

  addTokens({ promptTokens, completionTokens }: Pick<ApiUsage, "promptTokens" | "completionTokens">): void {
    this.#promptTokens += promptTokens;
    this.#completionTokens += completionTokens;
  }

  /** Saves now, and waits for the disk. */
  save(): void {
    if (this.#isClosed) return;
    const next = this.#next();
    this.#saves += 1;
    if (this.#isDurable && isSame(next, this.#saved)) return;
    this.#isDurable = this.#write(next);
    if (this.#isDurable) this.#settle(next);
  }

  /** Saves while requests pass: a busy disk takes its time. */
  async #saveBeside(): Promise<void> {
    const next = this.#next();
    if (this.#isSaving || (this.#isDurable && isSame(next, this.#saved))) return;
    this.#isSaving = true;
    this.#saves += 1;
    const own = this.#saves;
    try {
      // One that was saved meanwhile is newer: this one must not replace it.
      const isKept = await replaceFile(this.#file, usageText(next), () => own === this.#saves);
      if (isKept && own === this.#saves) this.#settle(next);
      this.#isDurable = true;
    } catch {
      this.#isDurable = false;
    } finally {
      this.#isSaving = false;
    }
  }

  #next(): ApiUsage {
    const saved = this.#saved;
    return {
      calls: saved.calls + this.#calls,
      promptTokens: saved.promptTokens + this.#promptTokens,
      completionTokens: saved.completionTokens + this.#completionTokens,
      bytesIn: saved.bytesIn + this.#bytesIn,
      bytesOut: saved.bytesOut + this.#bytesOut,
      sinceMs: saved.sinceMs,
    };
  }

  /** What is in the file now is not counted twice; what came while it was written stays. */
  #settle(next: ApiUsage): void {
    const saved = this.#saved;
    this.#calls -= next.calls - saved.calls;
    this.#promptTokens -= next.promptTokens - saved.promptTokens;
    this.#completionTokens -= next.completionTokens - saved.completionTokens;
    this.#bytesIn -= next.bytesIn - saved.bytesIn;
    this.#bytesOut -= next.bytesOut - saved.bytesOut;
    this.#saved = next;
  }

  /** Saves, and lets another keep the file. */
  close(): void {
    if (this.#isClosed) return;
    this.#timer.stop();
    this.save();
    this.#isClosed = true;
    this.#lock.close();
  }

  #write(usage: ApiUsage): boolean {
    try {
      writeFileAtomically(this.#file, usageText(usage));
      return true;
    } catch {
      return false;
    }
  }
}

const usageText = (usage: ApiUsage): string => `${JSON.stringify(usage)}\n`;

const isSame = (left: ApiUsage, right: ApiUsage): boolean => COUNTS.every((count) => left[count] === right[count]);

/** `null` where there is no file yet. Throws `API_USAGE_MALFORMED`: a counter begun anew would have run back. */
export const readUsage = (file: string): ApiUsage | null =>
  readKeptJson(file, apiUsageShape, {
    code: "API_USAGE_MALFORMED",
    expected: `counters of use in "${file}"`,
    fix: "restore the file; if it is lost, put it away and tell the auditor that the meter was reset",
  });

/** Two counters on one file would each write what only it counted, and run the other back. */
function lockOf(file: string): WriterLock {
  try {
    return takeFileLock(file);
  } catch (cause) {
    throw cause instanceof PlimsollError && cause.code === "DATA_IN_USE" ? inUse(file) : notWritable(file);
  }
}

const inUse = (file: string): PlimsollError =>
  new PlimsollError({
    code: "API_USAGE_IN_USE",
    expected: `to be the only one that counts in "${file}"`,
    received: "another gate that keeps it",
    fix: "give each gate its own file with --usage, or stop the other one",
  });

const notWritable = (file: string): PlimsollError =>
  new PlimsollError({
    code: "API_USAGE_NOT_WRITABLE",
    expected: `to write "${file}"`,
    received: "a fault of the file system",
    fix: "name another file, or make room or rights there; without a meter nothing is served",
  });
