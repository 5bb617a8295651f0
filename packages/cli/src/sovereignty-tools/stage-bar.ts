import type { WriteStream } from "node:tty";
import type { Stage } from "@plimsoll/sovereignty";

const SILENT_MS = 500;
const REFRESH_MS = 100;
const WIDTH = 32;
const ERASE_LINE = "\r\u001B[K";

/** One line on a terminal that shows how far a stage is, while it takes longer than a moment; nothing elsewhere. */
export class StageBar implements Disposable {
  readonly #stream: WriteStream;
  readonly #nowMs: () => number;
  #nextAtMs: number;
  #isShown = false;

  constructor(stream: WriteStream = process.stderr, nowMs: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#nowMs = nowMs;
    this.#nextAtMs = stream.isTTY ? nowMs() + SILENT_MS : Number.POSITIVE_INFINITY;
  }

  show(stage: Stage, done: number, total: number): void {
    const nowMs = this.#nowMs();
    if (nowMs < this.#nextAtMs) return;
    this.#nextAtMs = nowMs + REFRESH_MS;
    this.#isShown = true;
    const filled = Math.floor((WIDTH * done) / Math.max(1, total));
    this.#stream.write(`${ERASE_LINE}${stage} [${"#".repeat(filled)}${".".repeat(WIDTH - filled)}] ${done}/${total}`);
  }

  /** Before anything else is written to the terminal. */
  clear(): void {
    if (this.#isShown) this.#stream.write(ERASE_LINE);
    this.#isShown = false;
  }

  [Symbol.dispose](): void {
    this.clear();
  }
}
