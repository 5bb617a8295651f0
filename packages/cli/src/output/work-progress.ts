import type { WriteStream } from "node:tty";
import { ProgressLine } from "./progress-line.ts";

/** A line on a terminal that counts while work takes longer than a second; nothing elsewhere. */
export class WorkProgress implements Disposable {
  readonly #line: ProgressLine;
  readonly #unit: string;

  /** @param unit what is counted, in the plural */
  constructor(unit: string, stream?: WriteStream, nowMs?: () => number) {
    this.#line = new ProgressLine(stream, nowMs);
    this.#unit = unit;
  }

  show(count: number): void {
    this.#line.show(`${count} ${this.#unit}`);
  }

  /** Before anything else is written to the terminal. */
  clear(): void {
    this.#line.clear();
  }

  [Symbol.dispose](): void {
    this.clear();
  }
}
