import type { DatabaseSync } from "node:sqlite";
import { parseCanonicalObject } from "./canonical-json.ts";
import { Fault } from "./fault.ts";
import { leafHash, MerkleTree } from "./merkle-tree.ts";
import { Wallets } from "./wallets.ts";

/** Reads the entries once, in order, and holds each against the rules as it comes. */
export class EntryReader {
  readonly tree = new MerkleTree();
  readonly countByKind = new Map<string, number>();
  readonly #rows;
  readonly #wallets = new Wallets();
  #atMs = Number.NEGATIVE_INFINITY;

  constructor(database: DatabaseSync) {
    this.#rows = database.prepare("SELECT entry_index, leaf_hash, entry FROM entry ORDER BY entry_index").iterate();
  }

  readUpTo(size: number): void {
    while (this.tree.size < size) this.#readNext(this.tree.size);
  }

  assertEnd(): void {
    if (this.#rows.next().done !== true)
      throw new Fault("LEDGER_DAMAGED", "there are entries that no checkpoint covers");
  }

  #readNext(index: number): void {
    const { done, value: row } = this.#rows.next();
    if (done === true || row["entry_index"] !== index) throw new Fault("LEDGER_DAMAGED", `entry ${index} is missing`);
    const bytes = row["entry"] as Uint8Array;
    const leaf = leafHash(bytes);
    if (!leaf.equals(row["leaf_hash"] as Uint8Array)) throw new Fault("LEDGER_DAMAGED", `entry ${index} was altered`);
    this.tree.append(leaf);
    this.#judge(bytes, index);
  }

  #judge(bytes: Uint8Array, index: number): void {
    const entry = parseCanonicalObject(bytes) ?? {};
    const { at, kind } = entry;
    if (typeof at !== "number" || typeof kind !== "string") {
      throw new Fault("ENTRY_NOT_CANONICAL", `entry ${index} is no canonical JSON object with "at" and "kind"`);
    }
    if (at < this.#atMs) throw new Fault("TIME_RUNS_BACK", `entry ${index} is older than the one before it`);
    this.#atMs = at;
    this.countByKind.set(kind, (this.countByKind.get(kind) ?? 0) + 1);
    this.#wallets.apply(entry, index);
  }
}
