import { closeSync, fdatasyncSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { generateSigningKey } from "@plimsoll/foundation/node";
import { openLedger } from "@plimsoll/ledger";
import { benchEntry } from "./bench-entry.ts";

export interface BenchPlan {
  /** On whose disk; a folder is made there and removed again. */
  readonly directory: string;
  /** Entries that are appended in batches. */
  readonly entries: number;
  readonly batch: number;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  readonly onProgress: (entries: number) => void;
}

export interface BenchFigures {
  /** Of the ledger, in batches, by the median batch. */
  readonly entriesPerSecond: number;
  /** Of the same bytes written and synced by themselves. */
  readonly limitEntriesPerSecond: number;
  readonly ratioToLimit: number;
  /** Of the ledger, one entry at a time. */
  readonly singleCommitP50Us: number;
  /** Of the same bytes written and synced by themselves. */
  readonly fsyncP50Us: number;
  /** Commits that were timed: in batches, and one by one. */
  readonly batches: number;
  readonly singles: number;
}

/** Each of the two parts ends by then, however slow the disk is. */
const PART_MS_MAX = 6_000;
const SINGLES_MAX = 300;

/**
 * Measures durable appends beside the disk's own write and `fdatasync` of the very bytes that the ledger wrote. The two take
 * turns, so that a busy neighbour slows both; medians, so that a pause of the machine is nobody's cost.
 */
export async function benchLedger(plan: BenchPlan): Promise<BenchFigures> {
  const folder = mkdtempSync(join(plan.directory, "plimsoll-bench-"));
  try {
    using rival = new Rival(folder);
    const singles = await timed(rival, plan, SINGLES_MAX, 1);
    const batches = await timed(rival, plan, Math.ceil(plan.entries / plan.batch), plan.batch);
    return figuresOf(singles, batches, plan.batch);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Durations in ms, of the ledger and of the disk alone. */
interface Turns {
  readonly ledger: readonly number[];
  readonly disk: readonly number[];
}

async function timed(rival: Rival, plan: BenchPlan, turns: number, entries: number): Promise<Turns> {
  const untilMs = plan.nowMs() + PART_MS_MAX;
  const [ledger, disk]: [number[], number[]] = [[], []];
  while (ledger.length < turns && (ledger.length === 0 || (plan.nowMs() < untilMs && !plan.signal.aborted))) {
    const texts = Array.from({ length: entries }, (_, place) => benchEntry(ledger.length * entries + place));
    ledger.push(elapsedMs(plan.nowMs, () => rival.append(texts)));
    const bytes = rival.lastWrite();
    disk.push(elapsedMs(plan.nowMs, () => rival.writeAlone(bytes)));
    plan.onProgress(ledger.length * entries);
    // Lets a Ctrl-C be heard.
    await setImmediate();
  }
  return { ledger, disk };
}

function elapsedMs(nowMs: () => number, action: () => void): number {
  const startMs = nowMs();
  action();
  return nowMs() - startMs;
}

/** A ledger, and a bare file beside it on the same disk. */
class Rival implements Disposable {
  readonly #ledger;
  readonly #log: number;
  readonly #bare: number;
  #logEnd = 0;

  constructor(folder: string) {
    const directory = join(folder, "ledger");
    this.#ledger = openLedger({ directory, origin: "plimsoll.local/bench", signingKey: generateSigningKey() });
    this.#log = openSync(join(directory, "ledger.log"), "r");
    this.#bare = openSync(join(folder, "bare"), "a");
    this.lastWrite();
  }

  /** Each entry is a decision of its own, as those are that come at once from many. */
  append(texts: readonly string[]): void {
    this.#ledger.append(texts);
  }

  /** What the ledger has written since the last call. */
  lastWrite(): Uint8Array {
    const bytes = readOn(this.#log, this.#logEnd);
    this.#logEnd += bytes.length;
    return bytes;
  }

  writeAlone(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#bare, bytes, at);
    fdatasyncSync(this.#bare);
  }

  [Symbol.dispose](): void {
    this.#ledger.close();
    closeSync(this.#log);
    closeSync(this.#bare);
  }
}

const WINDOW_BYTES = 1 << 20;

function readOn(descriptor: number, from: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = from; ;) {
    const window = Buffer.alloc(WINDOW_BYTES);
    const length = readSync(descriptor, window, 0, window.length, at);
    if (length === 0) return Buffer.concat(parts);
    parts.push(window.subarray(0, length));
    at += length;
  }
}

const US_PER_MS = 1_000;

function figuresOf(singles: Turns, batches: Turns, batch: number): BenchFigures {
  const perSecond = (turns: readonly number[]): number => Math.round((batch * 1_000) / median(turns));
  const [entriesPerSecond, limitEntriesPerSecond] = [perSecond(batches.ledger), perSecond(batches.disk)];
  return {
    entriesPerSecond,
    limitEntriesPerSecond,
    ratioToLimit: Math.round((1_000 * entriesPerSecond) / limitEntriesPerSecond) / 1_000,
    singleCommitP50Us: Math.round(US_PER_MS * median(singles.ledger)),
    fsyncP50Us: Math.round(US_PER_MS * median(singles.disk)),
    batches: batches.ledger.length,
    singles: singles.ledger.length,
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
