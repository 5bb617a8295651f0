import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { passagesOf, type TextPiece } from "../../search/passages.ts";
import type { Postings } from "../../search/rank.ts";
import { quoted } from "../../search/queries.ts";
import { folded } from "../../search/terms.ts";
import { INDEX_SCHEMA, newIndex, openedIndex } from "./index-file.ts";
import { type CachePlace, readSealed, writeSealed } from "./sealed-file.ts";

/** A text with the key of its content. */
export interface KeyedText {
  readonly key: string;
  readonly text: string;
}

/** Words wait in 32 MB of memory before they are written: a corpus of 50 MB is then sorted twice and not fifty times. */
const FEW_SEGMENTS = "INSERT INTO passage (passage, rank) VALUES ('hashsize', 33554432);";
/** Of passages and of the rules by which texts are cut and folded. */
const NAME = "evidence-index 1";
const FILE = "evidence-index";
/** Postings kept in memory at once: 32 MB. */
const POSTINGS_MAX = 8_000_000;

/**
 * Which passages hold a word. Passages have rows in the order in which they were once added; a text that is no longer asked for stays
 * until most of the index is of that kind.
 */
export class EvidenceIndex implements Disposable {
  readonly #place: CachePlace | null;
  readonly #folder: string;
  readonly #database: DatabaseSync;
  #isChanged = false;
  #word: StatementSync | null = null;
  readonly #places = new Map<string, Place>();
  #from = 1;
  #to = 0;
  /** Number of the passage in each row; -1 for what is not asked for. */
  #numbers = new Int32Array(0);
  #known = new Map<string, Int32Array>();
  #knownCount = 0;

  private constructor(place: CachePlace | null, folder: string, database: DatabaseSync) {
    this.#place = place;
    this.#folder = folder;
    this.#database = database;
  }

  /** @param place null: nothing is kept */
  static open(place: CachePlace | null): EvidenceIndex {
    const folder = mkdtempSync(join(tmpdir(), "plimsoll-index-"));
    const body = place === null ? null : readSealed(join(place.folder, FILE), NAME, place.key);
    return new EvidenceIndex(place, folder, openedIndex(join(folder, FILE), body) ?? newIndex(join(folder, FILE)));
  }

  /** The passages of each of these texts, in their order. What is not in the index comes in. Each key at most once. */
  hold(texts: readonly KeyedText[]): readonly (readonly TextPiece[])[] {
    const missing = texts.filter(({ key }) => this.#placeOf(key) === undefined);
    const characters = texts.reduce((sum, { text }) => sum + text.length, 0);
    const isMostlyGone = missing.length > 0 && this.#rows() > 100_000 + characters / 100;
    if (isMostlyGone) this.#empty();
    this.#add(isMostlyGone ? texts : missing);
    return texts.map(({ key, text }) => piecesBetween(this.#placeOf(key)?.offsets ?? [], text.length));
  }

  /** Makes these texts, of those that are held, what is searched: their passages are numbered in this order. */
  choose(keys: readonly string[]): void {
    const places = keys.flatMap((key) => this.#placeOf(key) ?? []);
    this.#from = places.reduce((least, { first }) => Math.min(least, first), Number.MAX_SAFE_INTEGER);
    this.#to = places.reduce((greatest, { first, offsets }) => Math.max(greatest, first + offsets.length), 0);
    this.#numbers = new Int32Array(this.#to + 1).fill(-1);
    let number = 0;
    for (const { first, offsets } of places)
      for (let row = first; row < first + offsets.length; row += 1) this.#numbers[row] = number++;
    this.#known = new Map();
    this.#knownCount = 0;
  }

  /** Ascending numbers of the passages, in the order of the chosen texts, that hold a word of `wordsOf`. */
  readonly postings: Postings = (word) => {
    const known = this.#known.get(word);
    if (known !== undefined) return known;
    const found = this.#read(word);
    if (this.#knownCount + found.length > POSTINGS_MAX) [this.#known, this.#knownCount] = [new Map(), 0];
    this.#known.set(word, found);
    this.#knownCount += found.length;
    return found;
  };

  [Symbol.dispose](): void {
    if (this.#database.isOpen) this.#database.close();
    if (this.#isChanged && this.#place !== null) this.#save(this.#place);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #save({ folder, key }: CachePlace): void {
    writeSealed(join(folder, FILE), NAME, key, readFileSync(join(this.#folder, FILE)));
  }

  #read(word: string): Int32Array {
    if (this.#from > this.#to) return new Int32Array(0);
    this.#word ??= this.#database.prepare(
      "SELECT group_concat(rowid, ' ') AS rows FROM passage WHERE passage MATCH ? AND rowid BETWEEN ? AND ?",
    );
    const rows = this.#word.get(quoted(word), this.#from, this.#to)?.["rows"];
    return typeof rows === "string" ? this.#numbersIn(rows) : new Int32Array(0);
  }

  /** By hand: a list of texts for each of a million rows would be most of the time. */
  #numbersIn(rows: string): Int32Array {
    const numbers: number[] = [];
    let row = 0;
    for (let place = 0; place <= rows.length; place += 1) {
      const digit = rows.charCodeAt(place) - ZERO;
      if (digit >= 0) row = 10 * row + digit;
      else {
        const number = this.#numbers[row] ?? -1;
        if (number >= 0) numbers.push(number);
        row = 0;
      }
    }
    return Int32Array.from(numbers).sort();
  }

  #rows(): number {
    const last = this.#database.prepare("SELECT max(first + length(offsets) / 4) AS row FROM indexed").get();
    return Number(last?.["row"] ?? 1);
  }

  #placeOf(key: string): Place | undefined {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const row = this.#database.prepare("SELECT first, offsets FROM indexed WHERE key = ?").get(key);
    const blob = row?.["offsets"];
    if (row === undefined || !(blob instanceof Uint8Array)) return undefined;
    const place = { first: Number(row["first"]), offsets: new Int32Array(blob.slice().buffer) };
    this.#places.set(key, place);
    return place;
  }

  #empty(): void {
    this.#word = null;
    this.#places.clear();
    this.#database.exec(`DROP TABLE passage; DROP TABLE indexed; ${INDEX_SCHEMA} VACUUM;`);
    this.#isChanged = true;
  }

  #add(texts: readonly KeyedText[]): void {
    if (texts.length === 0) return;
    const [passage, indexed] = [
      this.#database.prepare("INSERT INTO passage (rowid, words) VALUES (?, ?)"),
      this.#database.prepare("INSERT INTO indexed VALUES (?, ?, ?)"),
    ];
    this.#database.exec(FEW_SEGMENTS);
    let row = this.#rows();
    this.#database.exec("BEGIN");
    for (const { key, text } of texts) {
      const pieces = passagesOf(text);
      const offsets = Int32Array.from(pieces, ({ offset }) => offset);
      indexed.run(key, row, new Uint8Array(offsets.buffer));
      for (const { offset, length } of pieces) passage.run(row++, folded(text.slice(offset, offset + length)));
    }
    this.#database.exec("COMMIT");
    this.#isChanged = true;
  }
}

/** Where the passages of a text stand in the index, and where each begins in the text. */
interface Place {
  readonly first: number;
  readonly offsets: Int32Array;
}

const ZERO = 0x30;

const piecesBetween = (offsets: ArrayLike<number>, length: number): readonly TextPiece[] =>
  Array.from(offsets, (offset, index) => ({ offset, length: (offsets[index + 1] ?? length) - offset }));
