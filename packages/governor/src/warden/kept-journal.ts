import { basename } from "node:path";
import { type Journal, readJournal } from "./journal.ts";

/** A journal as it could be read last: who takes the file away, or spoils it, must keep nobody alive by that. */
export class KeptJournal {
  readonly #file: string;
  #last: Journal | null = null;

  constructor(file: string) {
    this.#file = file;
  }

  /** Reads it again, where it can be read. Null where it never could. */
  look(): Journal | null {
    try {
      this.#last = readJournal(this.#file);
    } catch {
      // What was read before counts.
    }
    return this.#last;
  }

  /** The run's name, which the file bears. */
  get run(): string {
    return decodeURIComponent(basename(this.#file, ".json"));
  }
}
