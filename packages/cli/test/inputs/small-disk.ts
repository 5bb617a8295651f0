import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, rmdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BLOCK = Buffer.alloc(64 * 1024);

/** A file system in memory, of a few hundred KiB. */
export class SmallDisk implements Disposable {
  readonly directory = mkdtempSync(join(tmpdir(), "plimsoll-disk-"));

  constructor(kibibytes: number) {
    try {
      mount("-t", "tmpfs", "-o", `size=${kibibytes}k`, "tmpfs", this.directory);
    } catch (cause) {
      rmdirSync(this.directory);
      throw cause;
    }
  }

  /** Writes until not a byte is free. */
  fill(): void {
    for (const size of [BLOCK.length, 4096, 1]) appendWhileItFits(this.#filler, BLOCK.subarray(0, size));
  }

  free(): void {
    truncateSync(this.#filler, 0);
    rmSync(this.#filler);
  }

  makeReadOnly(): void {
    mount("-o", "remount,ro", this.directory);
  }

  get #filler(): string {
    return join(this.directory, "filler");
  }

  [Symbol.dispose](): void {
    // Lazily: a process that dies at this moment may hold a file of it.
    execFileSync("umount", ["--lazy", this.directory]);
    rmdirSync(this.directory);
  }
}

function appendWhileItFits(file: string, block: Buffer): void {
  try {
    for (;;) appendFileSync(file, block);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ENOSPC") throw cause;
  }
}

const mount = (...args: string[]): void => void execFileSync("mount", args, { stdio: "pipe" });

/** By really trying. */
export const canMount = ((): boolean => {
  try {
    using _ = new SmallDisk(64);
    return true;
  } catch {
    return false;
  }
})();
