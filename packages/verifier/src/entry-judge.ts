import { parseCanonicalObject } from "./canonical-json.ts";
import { Fault } from "./fault.ts";
import { MerkleTree } from "./merkle-tree.ts";
import { Wallets } from "./wallets.ts";

const CAUSE_START = '{"cause":';

/** Reads the leaves in order, and holds every entry against the rules as it comes. */
export class EntryJudge {
  readonly tree = new MerkleTree();
  readonly countByKind = new Map<string, number>();
  /** The number of entries. */
  size = 0;
  readonly #wallets = new Wallets();
  #atMs = Number.NEGATIVE_INFINITY;
  #open: string | undefined;

  /**
   * A leaf is lines of JSON: perhaps a cause, the signed command, and entries. One that begins with "+" goes on with the
   * last line of the leaf before it, which was too long for one leaf; so a last line is judged when the next leaf comes.
   */
  read(leaf: Buffer): void {
    const text = textOf(leaf);
    if (text === undefined) throw new Fault("ENTRY_NOT_CANONICAL", `entry ${this.size} is no UTF-8`);
    if (text.startsWith("+") && this.#open !== undefined) {
      this.#open += text.slice(1);
      return;
    }
    this.end();
    const lines = text.split("\n");
    this.#open = lines.pop();
    for (const line of lines) this.#judge(line);
  }

  /** Judges the line that is left. */
  end(): void {
    if (this.#open !== undefined) this.#judge(this.#open);
    this.#open = undefined;
  }

  #judge(line: string): void {
    if (line.startsWith(CAUSE_START)) this.#cause(line);
    else this.#entry(line);
  }

  #cause(line: string): void {
    if (parseCanonicalObject(line) === undefined)
      throw new Fault("ENTRY_NOT_CANONICAL", `the cause of entry ${this.size} is no canonical JSON`);
  }

  #entry(line: string): void {
    const index = this.size;
    const entry = parseCanonicalObject(line) ?? {};
    const { at, kind } = entry;
    if (typeof at !== "number" || typeof kind !== "string") {
      throw new Fault("ENTRY_NOT_CANONICAL", `entry ${index} is no canonical JSON object with "at" and "kind"`);
    }
    if (at < this.#atMs) throw new Fault("TIME_RUNS_BACK", `entry ${index} is older than the one before it`);
    this.#atMs = at;
    this.countByKind.set(kind, (this.countByKind.get(kind) ?? 0) + 1);
    this.#wallets.apply(entry, index);
    this.size += 1;
  }
}

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOf(leaf: Buffer): string | undefined {
  try {
    return DECODER.decode(leaf);
  } catch {
    return undefined;
  }
}
