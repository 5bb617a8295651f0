import { existsSync } from "node:fs";
import { join } from "node:path";
import { LogIndex } from "../log-index/log-index.ts";
import { IndexCheck, type IndexFinding } from "./index-check.ts";

export const INDEX_FILE = "index.db";

/** SQLite, low byte of the result code: an unfinished write would have to be undone, which a reader may not do. */
const SQLITE_READONLY = 8;

/** The index of a folder as it lies there, opened for reading; or why it cannot be. */
export class FoundIndex implements Disposable {
  readonly check: IndexCheck | IndexFinding;
  readonly #index: LogIndex | undefined;

  constructor(directory: string) {
    const path = join(directory, INDEX_FILE);
    if (!existsSync(path)) {
      this.check = { standing: "missing", what: `no ${INDEX_FILE}` };
      return;
    }
    try {
      this.#index = LogIndex.openForReading(path);
      this.check = new IndexCheck(this.#index);
    } catch (cause) {
      this.#index?.close();
      this.check = unreadable(cause);
    }
  }

  [Symbol.dispose](): void {
    this.#index?.close();
  }
}

function unreadable(cause: unknown): IndexFinding {
  const { errcode, message } = cause as Error & { readonly errcode?: number };
  return ((errcode ?? 0) & 0xff) === SQLITE_READONLY
    ? { standing: "behind", what: "its last write was cut off; opening the ledger undoes it" }
    : { standing: "wrong", what: `it cannot be read: ${message}` };
}
