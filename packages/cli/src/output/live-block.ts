import { clearScreenDown, moveCursor } from "node:readline";
import type { WriteStream } from "node:tty";

/** Some lines at the end of a terminal that are drawn over again and again. */
export class LiveBlock {
  readonly #stream: WriteStream;
  #height = 0;

  constructor(stream: WriteStream) {
    this.#stream = stream;
  }

  /** False where output goes to a file or a pipe. */
  get isLive(): boolean {
    return this.#stream.isTTY;
  }

  draw(lines: readonly string[]): void {
    if (!this.isLive) return;
    moveCursor(this.#stream, 0, -this.#height);
    clearScreenDown(this.#stream);
    // A line that wraps would be two, and the next drawing would begin too low.
    this.#stream.write(lines.map((line) => `\u001B[?7l${line}\u001B[?7h\n`).join(""));
    this.#height = lines.length;
  }

  /** Leaves what is drawn where it is. */
  keep(): void {
    this.#height = 0;
  }
}
