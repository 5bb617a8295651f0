import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of its own, and how to be rid of it. */
export class TemporaryFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "plimsoll-server-"));

  /** A copy of a folder in it. */
  copyOf(folder: string, name = "site"): string {
    const copy = join(this.path, name);
    cpSync(folder, copy, { recursive: true });
    return copy;
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
  }
}
