import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";

const PYTHON = fileURLToPath(new URL("../../../bench/peers/bin/inspect/bin/python", import.meta.url));
const PROGRAM = fileURLToPath(new URL("intake-peer.py", import.meta.url));

/** The functions of `inspect_ai.log` that read a log, of which the last two read no sample. */
export const READER_MODES = [
  "read_eval_log",
  "read_eval_log_samples",
  "read_eval_log_sample_summaries",
  "header_only",
] as const;

export type ReaderMode = (typeof READER_MODES)[number];

export interface Reading {
  readonly ms: number;
  /** Of all threads, in user and system mode. */
  readonly cpuMs: number;
  /** Samples with the score "C"; of `header_only`, completed samples. */
  readonly controlled: number;
  readonly maxRssBytes: number;
}

/** Installed by scripts/install/intake-peer.js. */
export const isInspectThere = (): boolean => existsSync(PYTHON);

/** Inspect's own reader in one Python process, so that starting Python and importing Inspect is not counted. */
export class InspectReader implements Disposable {
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#answers = createInterface({ input: child.stdout as Readable })[Symbol.asyncIterator]();
  }

  static async start(): Promise<InspectReader> {
    const reader = new InspectReader(spawn(PYTHON, [PROGRAM], { stdio: ["pipe", "pipe", "inherit"] }));
    await reader.#answer();
    return reader;
  }

  async read(path: string, mode: ReaderMode): Promise<Reading> {
    (this.#child.stdin as Writable).write(`${JSON.stringify({ path, mode })}\n`);
    return (await this.#answer()) as Reading;
  }

  async #answer(): Promise<unknown> {
    const { done, value } = await this.#answers.next();
    if (done === true) throw new Error("Inspect's reader ended");
    return JSON.parse(value);
  }

  [Symbol.dispose](): void {
    this.#child.kill();
  }
}
