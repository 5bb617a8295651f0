import type { WriteStream } from "node:tty";

const REFRESH_MS = 200;
const ERASE_LINE = "\r\u001B[K";

/** One line on a terminal that counts states; nothing elsewhere. */
export class CheckProgress implements Disposable {
  readonly #stream: WriteStream;
  #nextAtMs = 0;

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  show(states: number, nowMs: number): void {
    if (!this.#stream.isTTY || nowMs < this.#nextAtMs) return;
    this.#nextAtMs = nowMs + REFRESH_MS;
    this.#stream.write(`${ERASE_LINE}${states} states`);
  }

  [Symbol.dispose](): void {
    if (this.#stream.isTTY) this.#stream.write(ERASE_LINE);
  }
}
