import type { WriteStream } from "node:tty";

const SILENT_MS = 1_000;
const REFRESH_MS = 200;
const ERASE_LINE = "\r\u001B[K";

/** One line on a terminal, drawn over again while work takes longer than a second; nothing elsewhere. */
export class ProgressLine implements Disposable {
  readonly #stream: WriteStream;
  readonly #nowMs: () => number;
  #nextAtMs: number;
  #isShown = false;

  constructor(stream: WriteStream = process.stderr, nowMs: () => number = () => performance.now()) {
    this.#stream = stream;
    this.#nowMs = nowMs;
    this.#nextAtMs = stream.isTTY ? nowMs() + SILENT_MS : Number.POSITIVE_INFINITY;
  }

  show(text: string): void {
    const nowMs = this.#nowMs();
    if (nowMs < this.#nextAtMs) return;
    this.#nextAtMs = nowMs + REFRESH_MS;
    this.#isShown = true;
    this.#stream.write(`${ERASE_LINE}${text}`);
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
