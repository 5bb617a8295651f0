import type { WriteStream } from "node:tty";

const SILENT_MS = 1_000;
const REFRESH_MS = 200;
const ERASE_LINE = "\r\u001B[K";

/** One line on a terminal that counts while work takes longer than a second; nothing elsewhere. */
export class WorkProgress implements Disposable {
  readonly #stream: WriteStream;
  readonly #nowMs: () => number;
  readonly #unit: string;
  #nextAtMs: number;
  #isShown = false;

  /** @param unit what is counted, in the plural */
  constructor(unit: string, stream: WriteStream = process.stderr, nowMs: () => number = () => performance.now()) {
    this.#unit = unit;
    this.#stream = stream;
    this.#nowMs = nowMs;
    this.#nextAtMs = stream.isTTY ? nowMs() + SILENT_MS : Number.POSITIVE_INFINITY;
  }

  show(count: number): void {
    const nowMs = this.#nowMs();
    if (nowMs < this.#nextAtMs) return;
    this.#nextAtMs = nowMs + REFRESH_MS;
    this.#isShown = true;
    this.#stream.write(`${ERASE_LINE}${count} ${this.#unit}`);
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
