import type { WriteStream } from "node:tty";

const SILENT_MS = 1_000;
const REFRESH_MS = 200;
const ERASE_LINE = "\r\u001B[K";

/** One line on a terminal that counts while a replay takes longer than a second; nothing elsewhere. */
export class ReplayProgress implements Disposable {
  readonly #stream: WriteStream;
  readonly #nowMs: () => number;
  #nextAtMs: number;
  #isShown = false;

  constructor(stream: WriteStream, nowMs: () => number) {
    this.#stream = stream;
    this.#nowMs = nowMs;
    this.#nextAtMs = stream.isTTY ? nowMs() + SILENT_MS : Number.POSITIVE_INFINITY;
  }

  show(commands: number): void {
    const nowMs = this.#nowMs();
    if (nowMs < this.#nextAtMs) return;
    this.#nextAtMs = nowMs + REFRESH_MS;
    this.#isShown = true;
    this.#stream.write(`${ERASE_LINE}${commands} commands`);
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
