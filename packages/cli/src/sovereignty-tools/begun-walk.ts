import { type Stage, STAGES } from "@plimsoll/sovereignty";
import type { RunFolder } from "./run-folder.ts";

const WALK_FILE = "walk.txt";

const ALL = "all";

/** Where all stages are wanted, the walk ends behind the last one. */
const placeOf = (end: string): number => (end === ALL ? STAGES.length : STAGES.indexOf(end as Stage));

/**
 * The note that the stages of a folder are walked by the program, and not by hand. It is there from before the first record until
 * the walk has come to its end, so that whoever was interrupted goes on.
 */
export class BegunWalk {
  readonly #folder: RunFolder;

  constructor(folder: RunFolder) {
    this.#folder = folder;
  }

  get isOpen(): boolean {
    return this.#folder.text(WALK_FILE) !== null;
  }

  /** A walk that is open keeps its end. */
  begin(to: Stage | undefined): void {
    if (!this.isOpen) this.#folder.write(WALK_FILE, `${to ?? ALL}\n`);
  }

  /** The stages before one are done: the walk is closed if it led no further. */
  arrived(at: Stage | undefined): void {
    const end = this.#folder.text(WALK_FILE)?.trim();
    if (end !== undefined && placeOf(end) <= placeOf(at ?? ALL)) this.close();
  }

  close(): void {
    this.#folder.remove(WALK_FILE);
  }
}
