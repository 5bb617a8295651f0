import { createHash, type Hash } from "node:crypto";
import type { Fact } from "../laws/observed.ts";

/** One hash over every fact that was told, and when, and over what is noted at the end: the same course has the same (law L7). */
export class Trace {
  readonly #hash: Hash = createHash("sha256");

  tell(fact: Fact, atMs: number): void {
    // What an answer says was decided has been promised in the fact before it.
    const told = fact.kind === "command.answered" ? { ...fact, entries: fact.entries.length } : fact;
    this.#hash.update(`${atMs} ${JSON.stringify(told)}\n`);
  }

  note(text: string): void {
    this.#hash.update(`${text}\n`);
  }

  digest(): string {
    return this.#hash.digest("hex");
  }
}
