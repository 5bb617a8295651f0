import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { csvHeader, csvLine, type GenerationRecord } from "@plimsoll/simulation";

/** Lines are written so many at a time: a killed run loses fewer, and never half a line of its own making. */
const BUFFERED = 50;

/** A CSV that grows with a run. */
export class CsvFile implements Disposable {
  readonly #file: number;
  #lines: string[] = [csvHeader];
  #size = 0;

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#file = openSync(path, "w");
  }

  add(record: GenerationRecord): void {
    this.#lines.push(csvLine(record));
    if (this.#lines.length >= BUFFERED) this.#write();
  }

  /** Writes the rest, and waits until it is on the disk. */
  [Symbol.dispose](): void {
    try {
      this.#write();
      fsyncSync(this.#file);
    } finally {
      closeSync(this.#file);
    }
  }

  #write(): void {
    const bytes = Buffer.from(this.#lines.map((line) => `${line}\n`).join(""));
    this.#lines = [];
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#file, bytes, written);
    } catch (cause) {
      // Where the disk is full the file ends with the last line that went into it whole.
      written = bytes.subarray(0, written).lastIndexOf("\n") + 1;
      ftruncateSync(this.#file, this.#size + written);
      throw cause;
    } finally {
      this.#size += written;
    }
  }
}
