import { ok, utf8 } from "@plimsoll/foundation";
import { type Intaken, refuse } from "../refusal.ts";
import {
  BACKSLASH,
  CLOSE_LIST,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  ESCAPED,
  HEXADECIMAL,
  LOWER_E,
  LOWER_U,
  MINUS,
  NEWLINE,
  NINE,
  OPEN_LIST,
  OPEN_OBJECT,
  PLAIN,
  PLUS,
  POINT,
  QUOTE,
  SPACES,
  SPACES_IN_LINE,
  UPPER_E,
  UPPER_I,
  UPPER_N,
  WORDS,
  ZERO,
} from "./json-bytes.ts";
import type { JsonValue } from "./json-value.ts";
import { HIGH_START, keyNumber, keyNumberOf, LOW_START, mixHigh, mixLow } from "./key-number.ts";
import { parseNanText } from "./nan-json.ts";
import type { Items, Member, Members, Selection } from "./selection.ts";
import { type NextPiece, onePiece } from "./text-window.ts";

/**
 * Reads the selected parts of a JSON text that comes in pieces, and checks all of it by the rules of `parseNanJson`: one pass over
 * the bytes, in the memory of one piece and of what is built.
 *
 * Not the obvious way, `JSON.parse` and a look at the result: that builds every string of every event, keeps the last of two equal
 * keys, and needs the whole text at once.
 */
export const scanJson = (next: NextPiece, selection: Selection): Intaken<JsonValue> =>
  refusing(() => new Scan(next, SPACES).document(selection));

/** One JSON value a line; the last line may lack its end, and no line is empty. `visit` takes each. */
export const scanJsonLines = (next: NextPiece, selection: Selection, visit: (row: JsonValue) => void): Intaken<null> =>
  refusing(() => new Scan(next, SPACES_IN_LINE).lines(selection, visit));

/** Whether a text is one JSON value by these rules: in particular one in which no name stands twice. */
export const isStrictJson = (text: string): boolean => scanJson(onePiece(utf8(text)), "presence").ok;

function refusing<T>(scan: () => T): Intaken<T> {
  try {
    return ok(scan());
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse("INTAKE_JSON_MALFORMED", "strict JSON in UTF-8", error.message, "export the result again");
  }
}

/** Deeper than any tool writes; a bound on the stack that a hostile file can ask for. */
const DEPTH_MAX = 512;
/** Longer than any value that is asked for; a bound on memory. */
const VALUE_LENGTH_MAX = 1 << 27;
/** More members than any tool writes; a bound on memory. */
const KEYS_MAX = 1 << 20;
/** Up to here a new key is compared with each before it; beyond, a set is faster. */
const FEW_KEYS = 24;

/** In place of a byte, where there is none. */
const END = -1;

const PROTOTYPE = keyNumberOf("__proto__");

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A place in the window of bytes that are there. Every method that reads a value starts at its first byte and ends behind its last. */
class Scan {
  readonly #next: NextPiece;
  readonly #spaces: Uint8Array;
  #bytes: Uint8Array = new Uint8Array();
  #end = 0;
  #place = 0;
  /** Bytes of the text before the window. */
  #before = 0;
  /** From here on bytes are kept when the window moves; -1 for none. */
  #mark = -1;
  /** The numbers of the keys of all open objects. */
  #keys = new Float64Array(256);
  #keyCount = 0;
  #keyStart = 0;
  #keyEnd = 0;
  /** The last key, where it was not plain. */
  #keyText: string | null = null;
  #sawWordOfPython = false;

  constructor(next: NextPiece, spaces: Uint8Array) {
    this.#next = next;
    this.#spaces = spaces;
  }

  document(selection: Selection): JsonValue {
    const value = this.#select(selection, 0);
    if (this.#skip() !== END) throw this.#fault("the end");
    return value;
  }

  lines(selection: Selection, visit: (row: JsonValue) => void): null {
    do {
      visit(this.#select(selection, 0));
      const after = this.#skip();
      if (after === END) return null;
      if (after !== NEWLINE) throw this.#fault("the end of a line");
      this.#place += 1;
    } while (this.#peek() !== END);
    return null;
  }

  #select(selection: Selection, depth: number): JsonValue {
    if (selection === "whole") return this.#whole(depth);
    const first = this.#skip();
    if (selection === "presence") return this.#passed(first, depth, null);
    if (first === OPEN_OBJECT)
      return selection.kind === "members" ? this.#members(selection, depth) : this.#passed(first, depth, {});
    if (first === OPEN_LIST)
      return selection.kind === "items" ? this.#items(selection, depth) : this.#passed(first, depth, []);
    return this.#whole(depth);
  }

  #passed(first: number, depth: number, value: JsonValue): JsonValue {
    this.#pass(first, depth);
    return value;
  }

  #whole(depth: number): JsonValue {
    const first = this.#skip();
    this.#mark = this.#place;
    this.#sawWordOfPython = false;
    this.#pass(first, depth);
    const [start, end] = [this.#mark, this.#place];
    this.#mark = -1;
    if (end - start > VALUE_LENGTH_MAX) throw this.#fault(`a value of at most ${VALUE_LENGTH_MAX} bytes`);
    const text = this.#text(start, end);
    return this.#sawWordOfPython ? parseNanText(text) : (JSON.parse(text) as JsonValue);
  }

  #members(selection: Members, depth: number): JsonValue {
    const built: Record<string, JsonValue> = {};
    this.#object(depth, (inner) => {
      const member = this.#memberOf(selection);
      if (member === null) return false;
      built[member.name] = this.#afterColon(member.selection, inner);
      return true;
    });
    return built;
  }

  #afterColon(selection: Selection, depth: number): JsonValue {
    this.#mark = -1;
    this.#colon();
    if (depth > DEPTH_MAX) throw this.#tooDeep();
    return this.#select(selection, depth);
  }

  /** The selected member that the last key names. */
  #memberOf({ byKey, others }: Members): Pick<Member, "name" | "selection"> | null {
    const found = byKey.get(this.#keys[this.#keyCount - 1] as number);
    if (found !== undefined && this.#keyIs(found)) return found;
    return others === null ? null : { name: this.#keyName(), selection: others };
  }

  #keyIs({ name, bytes }: Member): boolean {
    if (this.#keyText !== null) return this.#keyText === name;
    if (this.#keyEnd - this.#keyStart !== bytes.length) return false;
    for (let index = 0; index < bytes.length; index += 1)
      if (this.#bytes[this.#keyStart + index] !== bytes[index]) return false;
    return true;
  }

  #keyName(): string {
    return this.#keyText ?? this.#text(this.#keyStart, this.#keyEnd);
  }

  #items({ each, visit }: Items, depth: number): JsonValue {
    const built: JsonValue[] = [];
    const take = visit ?? ((item: JsonValue): unknown => built.push(item));
    this.#list(depth, (inner) => take(this.#select(each, inner)));
    return built;
  }

  /** Checks a value and builds nothing. */
  #pass(first: number, depth: number): void {
    if (first === QUOTE) {
      this.#place += 1;
      this.#string();
    } else if (first === OPEN_OBJECT) this.#object(depth, null);
    else if (first === OPEN_LIST) this.#list(depth, null);
    else if (first === MINUS || (first >= ZERO && first <= NINE)) this.#number(first);
    else this.#word(first);
  }

  /** `take` reads the member of the last key, colon and all, or says no. */
  #object(depth: number, take: ((depth: number) => boolean) | null): void {
    const base = this.#keyCount;
    let many: Set<number> | null = null;
    this.#place += 1;
    if (this.#skip() !== CLOSE_OBJECT) {
      do {
        if (this.#skip() !== QUOTE) throw this.#fault("a string");
        const outer = this.#mark;
        if (outer === -1) this.#mark = this.#place;
        many = this.#once(this.#key(), base, many);
        const taken = take !== null && take(depth + 1);
        if (!taken) {
          if (outer === -1) this.#mark = -1;
          this.#colon();
          if (depth >= DEPTH_MAX) throw this.#tooDeep();
          this.#pass(this.#skip(), depth + 1);
        }
      } while (this.#isFollowed(CLOSE_OBJECT));
    }
    this.#place += 1;
    this.#keyCount = base;
  }

  #list(depth: number, take: ((depth: number) => void) | null): void {
    this.#place += 1;
    if (this.#skip() !== CLOSE_LIST) {
      if (depth >= DEPTH_MAX) throw this.#tooDeep();
      do {
        if (take === null) this.#pass(this.#skip(), depth + 1);
        else take(depth + 1);
      } while (this.#isFollowed(CLOSE_LIST));
    }
    this.#place += 1;
  }

  /** Goes over a comma. At the closing bracket the place stays. */
  #isFollowed(closing: number): boolean {
    const after = this.#skip();
    if (after === closing) return false;
    if (after !== COMMA) throw this.#fault(`"," or ${JSON.stringify(String.fromCharCode(closing))}`);
    this.#place += 1;
    return true;
  }

  #colon(): void {
    if (this.#skip() !== COLON) throw this.#fault('":"');
    this.#place += 1;
  }

  /** Puts the key's number on the stack, unless its object has it. */
  #once(key: number, base: number, many: Set<number> | null): Set<number> | null {
    const count = this.#keyCount;
    const seen = many ?? (count - base < FEW_KEYS ? null : new Set(this.#keys.subarray(base, count)));
    if (seen === null ? this.#isAmong(key, base) : seen.has(key)) throw this.#fault(`the key ${this.#shownKey()} once`);
    if (count - base >= KEYS_MAX) throw this.#fault(`at most ${KEYS_MAX} members`);
    if (key === PROTOTYPE) throw this.#fault("no key of this name");
    seen?.add(key);
    if (count === this.#keys.length) this.#keys = grown(this.#keys);
    this.#keys[count] = key;
    this.#keyCount = count + 1;
    return seen;
  }

  #isAmong(key: number, base: number): boolean {
    const keys = this.#keys;
    for (let index = this.#keyCount - 1; index >= base; index -= 1) if (keys[index] === key) return true;
    return false;
  }

  #shownKey(): string {
    return JSON.stringify(this.#keyName().slice(0, 80));
  }

  /** The number of a key. The mark is at its quote or before it, so that its bytes stay in the window. */
  #key(): number {
    const offset = this.#place - this.#mark;
    let [low, high, place] = [LOW_START, HIGH_START, this.#place + 1];
    const [bytes, end] = [this.#bytes, this.#end];
    for (; place < end; place += 1) {
      const byte = bytes[place] as number;
      if (PLAIN[byte] === 0) break;
      low = mixLow(low, byte);
      high = mixHigh(high, byte);
    }
    const isPlain = place < end && bytes[place] === QUOTE;
    this.#place = isPlain ? place + 1 : this.#place + 1;
    if (!isPlain) this.#string();
    this.#keyStart = this.#mark + offset + 1;
    this.#keyEnd = this.#place - 1;
    this.#keyText = isPlain ? null : (JSON.parse(this.#text(this.#keyStart - 1, this.#place)) as string);
    return this.#keyText === null ? keyNumber(low, high) : keyNumberOf(this.#keyText);
  }

  /** From behind the opening quote to behind the closing one. */
  #string(): void {
    for (;;) {
      const [bytes, end] = [this.#bytes, this.#end];
      let place = this.#place;
      while (place < end && PLAIN[bytes[place] as number] === 1) place += 1;
      this.#place = place;
      const byte = place < end ? (bytes[place] as number) : this.#peek();
      if (byte === QUOTE) {
        this.#place += 1;
        return;
      }
      if (byte === BACKSLASH) this.#escape();
      else if (byte >= 0x80) this.#multibyte(byte);
      else if (place === end && byte !== END && byte >= 0x20) continue;
      else throw this.#fault(byte === END ? "the end of a string" : "no control character");
    }
  }

  #escape(): void {
    this.#place += 1;
    const kind = this.#take();
    if (kind === LOWER_U) {
      for (let digit = 0; digit < 4; digit += 1)
        if (HEXADECIMAL[this.#take()] !== 1) throw this.#fault("four hexadecimal digits");
    } else if (ESCAPED[kind] !== 1) throw this.#fault("a known escape");
  }

  /** One character of more than one byte (RFC 3629: no longer than needed, no surrogate, at most U+10FFFF). */
  #multibyte(first: number): void {
    this.#place += 1;
    if (first < 0xc2 || first > 0xf4) throw this.#fault("UTF-8");
    const second = this.#take();
    const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (second < least || second > most) throw this.#fault("UTF-8");
    if (first >= 0xe0) this.#continuation();
    if (first >= 0xf0) this.#continuation();
  }

  #continuation(): void {
    const byte = this.#take();
    if (byte < 0x80 || byte > 0xbf) throw this.#fault("UTF-8");
  }

  #number(first: number): void {
    this.#place += 1;
    const leading = first === MINUS ? this.#take() : first;
    if (leading === UPPER_I) {
      this.#place -= 1;
      this.#word(UPPER_I);
      return;
    }
    if (leading < ZERO || leading > NINE) throw this.#fault("a value");
    if (leading !== ZERO) this.#digits();
    if (this.#peek() === POINT) {
      this.#place += 1;
      if (this.#digits() === 0) throw this.#fault("a digit");
    }
    const exponent = this.#peek();
    if (exponent !== LOWER_E && exponent !== UPPER_E) return;
    this.#place += 1;
    const sign = this.#peek();
    if (sign === PLUS || sign === MINUS) this.#place += 1;
    if (this.#digits() === 0) throw this.#fault("a digit");
  }

  #digits(): number {
    let count = 0;
    for (;;) {
      const byte = this.#peek();
      if (byte < ZERO || byte > NINE) return count;
      this.#place += 1;
      count += 1;
    }
  }

  #word(first: number): void {
    const word = WORDS.get(first);
    if (word === undefined) throw this.#fault("a value");
    for (const byte of word) if (this.#take() !== byte) throw this.#fault("a value");
    if (first === UPPER_N || first === UPPER_I) this.#sawWordOfPython = true;
  }

  /** The next byte that is no space, which stays the next one. */
  #skip(): number {
    const spaces = this.#spaces;
    for (;;) {
      const [bytes, end] = [this.#bytes, this.#end];
      let place = this.#place;
      while (place < end && spaces[bytes[place] as number] === 1) place += 1;
      this.#place = place;
      if (place < end) return bytes[place] as number;
      if (!this.#more()) return END;
    }
  }

  #peek(): number {
    return this.#place < this.#end || this.#more() ? (this.#bytes[this.#place] as number) : END;
  }

  #take(): number {
    const byte = this.#peek();
    if (byte === END) throw this.#fault("more");
    this.#place += 1;
    return byte;
  }

  /** Moves the window on; what lies behind the mark goes with it. */
  #more(): boolean {
    const next = this.#next();
    if (next === null) return false;
    if (next.length === 0) return this.#more();
    const from = this.#mark === -1 ? this.#end : this.#mark;
    const kept = this.#end - from;
    if (kept > VALUE_LENGTH_MAX) throw this.#fault(`a value of at most ${VALUE_LENGTH_MAX} bytes`);
    this.#before += from;
    this.#bytes = kept === 0 ? next : joined(this.#bytes.subarray(from, this.#end), next);
    this.#end = kept + next.length;
    this.#place = kept;
    if (this.#mark !== -1) this.#mark = 0;
    return true;
  }

  #text(start: number, end: number): string {
    return decoder.decode(this.#bytes.subarray(start, end));
  }

  #tooDeep(): SyntaxError {
    return this.#fault(`at most ${DEPTH_MAX} levels`);
  }

  #fault(expected: string): SyntaxError {
    return new SyntaxError(`expected ${expected} at byte ${this.#before + this.#place}`);
  }
}

function grown(keys: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(keys.length * 2);
  larger.set(keys);
  return larger;
}

function joined(kept: Uint8Array, next: Uint8Array): Uint8Array {
  const both = new Uint8Array(kept.length + next.length);
  both.set(kept);
  both.set(next, kept.length);
  return both;
}
