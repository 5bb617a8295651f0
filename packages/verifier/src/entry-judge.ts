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

  /** A leaf is lines of JSON: perhaps a cause, the signed command, and entries. */
  read(leaf: Buffer): void {
    const lines = textOf(leaf)?.split("\n") ?? [undefined];
    for (const [place, line] of lines.entries()) {
      if (place === 0 && line?.startsWith(CAUSE_START) === true) this.#cause(line);
      else this.#entry(line);
    }
  }

  #cause(line: string): void {
    if (parseCanonicalObject(line) === undefined)
      throw new Fault("ENTRY_NOT_CANONICAL", `the cause of entry ${this.size} is no canonical JSON`);
  }

  #entry(line: string | undefined): void {
    const index = this.size;
    const entry = (line === undefined ? undefined : parseCanonicalObject(line)) ?? {};
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
