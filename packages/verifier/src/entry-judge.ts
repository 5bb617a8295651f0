import { isUtf8 } from "node:buffer";
import { parseCanonicalObject } from "./canonical-json.ts";
import { Fault } from "./fault.ts";
import { Keys } from "./keys.ts";
import { MerkleTree } from "./merkle-tree.ts";
import { Wallets } from "./wallets.ts";

const CAUSE_START = '{"cause":';
/** A leaf that goes on in the next one is as full as a leaf can be: 65 535 bytes, but for a character that it would cut. */
const FULL_LEAF_BYTES_MIN = 65_400;
const LINE_LENGTH_MAX = 64 << 20;
const KINDS_MAX = 1_000;
const KIND_LENGTH_MAX = 200;

/** Reads the leaves in order, and holds every entry against the rules as it comes. */
export class EntryJudge {
  readonly tree = new MerkleTree();
  readonly countByKind = new Map<string, number>();
  /** The number of entries. */
  size = 0;
  readonly #wallets = new Wallets();
  readonly #keys = new Keys();
  #atMs = Number.NEGATIVE_INFINITY;
  #open: string | undefined;
  /** Whether the line that is left may go on in the next leaf. */
  #mayGoOn = false;

  /**
   * A leaf is lines of JSON: perhaps a cause, the signed command, and entries. One that begins with "+" goes on with the
   * only line of the leaf before it, which was too long for one leaf; so a last line is judged when the next leaf comes.
   *
   * @returns how many entries begin in it
   */
  read(leaf: Buffer): number {
    if (!isUtf8(leaf)) throw this.#malformed("is no UTF-8");
    const text = leaf.toString("utf8");
    const isPart = text.startsWith("+");
    if (!isPart) this.end();
    else if (!this.#mayGoOn || text === "+") throw this.#malformed("has a part that goes on with nothing");
    const lines = isPart ? [`${this.#open}${text.slice(1)}`] : text.split("\n");
    const entryCount = isPart ? 0 : lines.filter((line) => !line.startsWith(CAUSE_START)).length;
    this.#mayGoOn = lines.length === 1 && leaf.length > FULL_LEAF_BYTES_MIN;
    this.#open = lines.pop() ?? "";
    if (this.#open.length > LINE_LENGTH_MAX) throw this.#malformed("does not end");
    for (const line of lines) this.#judge(line);
    return entryCount;
  }

  /** Judges the line that is left. */
  end(): void {
    if (this.#open !== undefined) this.#judge(this.#open);
    [this.#open, this.#mayGoOn] = [undefined, false];
  }

  #judge(line: string): void {
    if (!line.startsWith(CAUSE_START)) this.#entry(line);
    else if (parseCanonicalObject(line) === undefined) throw this.#malformed("has a cause that is no canonical JSON");
  }

  #entry(line: string): void {
    const entry = parseCanonicalObject(line) ?? {};
    const { at, kind } = entry;
    if (typeof at !== "number" || typeof kind !== "string")
      throw this.#malformed('is no canonical JSON object with "at" and "kind"');
    if (at < this.#atMs) throw new Fault("TIME_RUNS_BACK", `entry ${this.size} is older than the one before it`);
    this.#atMs = at;
    this.countByKind.set(kind, (this.countByKind.get(kind) ?? 0) + 1);
    // The verdict holds them all.
    if (kind.length > KIND_LENGTH_MAX || this.countByKind.size > KINDS_MAX)
      throw this.#malformed("has one kind too many, or too long a one");
    this.#wallets.apply(entry, this.size);
    this.#keys.apply(entry, this.size);
    this.size += 1;
  }

  #malformed(why: string): Fault {
    return new Fault("ENTRY_NOT_CANONICAL", `entry ${this.size} ${why}`);
  }
}
