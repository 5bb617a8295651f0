import { ok } from "@plimsoll/foundation";
import { type Intaken, refuse } from "../refusal.ts";
import type { JsonValue } from "./json-value.ts";

/**
 * JSON (RFC 8259) as Python writes it: with the bare words `NaN`, `Infinity` and `-Infinity`, and stricter than most readers in
 * what would let two readers see two things: a repeated key, invalid UTF-8, a byte order mark, anything after the value.
 *
 * `JSON.parse` keeps the last of two equal keys in silence, which would let a file say "failed" to its reader and "passed" to us.
 */
export function parseNanJson(bytes: Uint8Array): Intaken<JsonValue> {
  try {
    return ok(new Cursor(decoder.decode(bytes)).document());
  } catch (error) {
    return malformed(error);
  }
}

/** As `parseNanJson`, of one text. Throws a `SyntaxError`. */
export const parseNanText = (text: string): JsonValue => new Cursor(text).document();

/** One JSON value a line; the last line may lack its end, and no line is empty. */
export function parseNanJsonLines(bytes: Uint8Array): Intaken<readonly JsonValue[]> {
  try {
    const text = decoder.decode(bytes);
    const lines = (text.endsWith("\n") ? text.slice(0, -1) : text).split("\n");
    return ok(lines.map((line) => new Cursor(line).document()));
  } catch (error) {
    return malformed(error);
  }
}

const malformed = (error: unknown): Intaken<never> => {
  if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
  return refuse("INTAKE_JSON_MALFORMED", "strict JSON in UTF-8", error.message, "export the result again");
};

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Deeper than any tool writes; a bound on the stack that a hostile file can ask for. */
const DEPTH_MAX = 512;

const SPACE = /[ \t\n\r]*/y;
// oxlint-disable-next-line no-control-regex -- JSON forbids control characters in a string
const PLAIN_STRING = /"[^"\\\u0000-\u001f]*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

const WORDS: readonly (readonly [string, JsonValue])[] = [
  ["true", true],
  ["false", false],
  ["null", null],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
];

/** A place in a text. Every method starts at its value's first character and leaves the place behind the value. */
class Cursor {
  readonly #text: string;
  #place = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonValue {
    const value = this.#value(0);
    if (this.#place !== this.#text.length) throw this.#fault("the end");
    return value;
  }

  #value(depth: number): JsonValue {
    if (depth > DEPTH_MAX) throw this.#fault(`at most ${DEPTH_MAX} levels`);
    this.#skip();
    const value = this.#bare(depth);
    this.#skip();
    return value;
  }

  #bare(depth: number): JsonValue {
    const first = this.#text[this.#place];
    if (first === "{") return this.#object(depth);
    if (first === "[") return this.#list(depth);
    if (first === '"') return this.#string();
    return this.#number() ?? this.#word();
  }

  #object(depth: number): JsonValue {
    const members: Record<string, JsonValue> = {};
    this.#place += 1;
    this.#skip();
    if (this.#take("}")) return members;
    do this.#member(members, depth);
    while (this.#take(","));
    this.#expect("}");
    return members;
  }

  #member(members: Record<string, JsonValue>, depth: number): void {
    this.#skip();
    const key = this.#string();
    if (Object.hasOwn(members, key)) throw this.#fault(`the key ${JSON.stringify(key)} once`);
    if (key === "__proto__") throw this.#fault("no key of this name");
    this.#skip();
    this.#expect(":");
    members[key] = this.#value(depth + 1);
  }

  #list(depth: number): JsonValue {
    const items: JsonValue[] = [];
    this.#place += 1;
    this.#skip();
    if (this.#take("]")) return items;
    do items.push(this.#value(depth + 1));
    while (this.#take(","));
    this.#expect("]");
    return items;
  }

  #string(): string {
    const plain = this.#match(PLAIN_STRING);
    if (plain !== null) return plain.slice(1, -1);
    if (this.#text[this.#place] !== '"') throw this.#fault("a string");
    const start = this.#place;
    this.#place = this.#closingQuote() + 1;
    return JSON.parse(this.#text.slice(start, this.#place)) as string;
  }

  /** Where a string with escapes ends: a loop, as a pattern with a choice in it would ask for a stack as long as the string. */
  #closingQuote(): number {
    let place = this.#place + 1;
    while (place < this.#text.length && this.#text[place] !== '"') place += this.#text[place] === "\\" ? 2 : 1;
    if (place >= this.#text.length) throw this.#fault("the end of a string");
    return place;
  }

  #word(): JsonValue {
    const found = WORDS.find(([word]) => this.#text.startsWith(word, this.#place));
    if (found === undefined) throw this.#fault("a value");
    this.#place += found[0].length;
    return found[1];
  }

  #number(): number | null {
    const digits = this.#match(NUMBER);
    return digits === null ? null : Number(digits);
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#place;
    if (!pattern.test(this.#text)) return null;
    const start = this.#place;
    this.#place = pattern.lastIndex;
    return this.#text.slice(start, this.#place);
  }

  #skip(): void {
    if (this.#text.charCodeAt(this.#place) > SPACE_CODE) return;
    SPACE.lastIndex = this.#place;
    SPACE.test(this.#text);
    this.#place = SPACE.lastIndex;
  }

  #take(character: string): boolean {
    if (this.#text[this.#place] !== character) return false;
    this.#place += 1;
    return true;
  }

  #expect(character: string): void {
    if (!this.#take(character)) throw this.#fault(JSON.stringify(character));
  }

  #fault(expected: string): SyntaxError {
    return new SyntaxError(`expected ${expected} at character ${this.#place}`);
  }
}

const SPACE_CODE = 0x20;
