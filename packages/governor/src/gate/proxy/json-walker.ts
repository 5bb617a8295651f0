const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const SPACE = 0x20;
const COLON = 0x3a;

/** Keys below this depth are not looked at: nothing that is asked for lies so deep. */
const DEPTH_MAX = 24;
/** What is longer as it stands in the text is no name and no number that is asked for. */
const TEXT_CHARACTERS_MAX = 512;

/** Stands before what was cut. */
const CUT = "…";

/** How an element of an array stands in a path. */
export const ELEMENT = "[]";

/**
 * Reads single values out of JSON while it passes, in pieces of any size, without keeping it: memory does not grow with
 * the text. It follows strings and brackets only and does not judge: of text that is no JSON it may tell anything.
 */
export class JsonWalker {
  readonly #wanted: ReadonlySet<string>;
  readonly #tell: (path: readonly string[], value: string) => void;
  /** At each depth, the key that was read last, in lower case; `ELEMENT` in an array. */
  readonly #path: string[] = [];
  #depth = 0;
  #isKeyNext = false;
  /** What the bytes belong to now. */
  #within: "structure" | "string" | "escape" | "bare" = "structure";
  #isKept = false;
  #text = "";
  /** More came than is kept. */
  #isCut = false;

  /**
   * @param wanted keys, in lower case, whose values are told, if they are strings, numbers, true, false or null
   * @param tell gets the path from the root and the value: a string's content, or the bare word. The path is only lent. What is
   * longer than 512 characters as it stands in the text comes as `…` and its first ones, so that it is no name and no address: its end may
   * say something else than its beginning
   */
  constructor(wanted: ReadonlySet<string>, tell: (path: readonly string[], value: string) => void) {
    this.#wanted = wanted;
    this.#tell = tell;
  }

  /** Forgets what came before: a new text begins. */
  reset(): void {
    this.#depth = 0;
    this.#path.length = 0;
    this.#isKeyNext = false;
    this.#within = "structure";
    this.#text = "";
  }

  write(bytes: Uint8Array, from = 0, to = bytes.length): void {
    let place = from;
    while (place < to) {
      if (this.#within === "string") place = this.#readString(bytes, place, to);
      else if (this.#within === "escape") place = this.#readEscape(bytes, place);
      else if (this.#within === "bare") place = this.#readBare(bytes, place, to);
      else place = this.#readStructure(bytes, place, to);
    }
  }

  #readStructure(bytes: Uint8Array, from: number, to: number): number {
    for (let place = from; place < to; place += 1) {
      const byte = bytes[place]!;
      if (byte === QUOTE) return this.#begin("string", place + 1);
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#open(byte === OPEN_ARRAY);
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) this.#close();
      else if (byte === COMMA) this.#isKeyNext = this.#path[this.#depth - 1] !== ELEMENT;
      else if (byte > SPACE && byte !== COLON && this.#isWanted()) return this.#begin("bare", place);
    }
    return to;
  }

  #begin(within: "string" | "bare", place: number): number {
    this.#within = within;
    this.#text = "";
    this.#isCut = false;
    this.#isKept = this.#depth <= DEPTH_MAX && (this.#isKeyNext || this.#isWanted());
    return place;
  }

  #isWanted(): boolean {
    return !this.#isKeyNext && this.#depth <= DEPTH_MAX && this.#wanted.has(this.#path[this.#depth - 1] ?? "");
  }

  #open(isArray: boolean): void {
    this.#depth += 1;
    if (this.#depth <= DEPTH_MAX) this.#path[this.#depth - 1] = isArray ? ELEMENT : "";
    this.#isKeyNext = !isArray;
  }

  #close(): void {
    this.#depth = Math.max(0, this.#depth - 1);
    if (this.#depth < this.#path.length) this.#path.length = this.#depth;
    this.#isKeyNext = false;
  }

  #readString(bytes: Uint8Array, from: number, to: number): number {
    const place = endOfPlain(bytes, from, to);
    if (this.#isKept) this.#keep(bytes, from, place);
    if (place === to) return to;
    if (bytes[place] === QUOTE) this.#endString();
    else this.#within = "escape";
    return place + 1;
  }

  /** Whatever is escaped does not end the string; what it stands for is read at the end. */
  #readEscape(bytes: Uint8Array, place: number): number {
    if (this.#isKept) this.#keepEscape(bytes[place]!);
    this.#within = "string";
    return place + 1;
  }

  #endString(): void {
    this.#within = "structure";
    if (!this.#isKept) return;
    const text = this.#isCut ? `${CUT}${this.#text}` : contentOf(this.#text);
    if (this.#isKeyNext) {
      this.#path[this.#depth - 1] = keyIn(text);
      this.#isKeyNext = false;
    } else this.#tell(this.#path, text);
  }

  #readBare(bytes: Uint8Array, from: number, to: number): number {
    let place = from;
    while (place < to && !endsBare(bytes[place]!)) place += 1;
    if (this.#isKept) this.#keep(bytes, from, place);
    if (place === to) return to;
    this.#within = "structure";
    this.#tell(this.#path, this.#isCut ? `${CUT}${this.#text}` : this.#text);
    return place;
  }

  /** Both characters or none: half an escape would be another one together with what follows. */
  #keepEscape(escaped: number): void {
    this.#isCut ||= this.#text.length + 2 > TEXT_CHARACTERS_MAX;
    if (!this.#isCut) this.#text += `\\${CHARACTERS[escaped]!}`;
  }

  #keep(bytes: Uint8Array, from: number, to: number): void {
    const room = this.#isCut ? 0 : TEXT_CHARACTERS_MAX - this.#text.length;
    this.#isCut ||= to - from > room;
    for (let place = from; place < Math.min(to, from + room); place += 1) {
      this.#text += CHARACTERS[bytes[place]!]!;
    }
  }
}

/** One character for each byte. */
const CHARACTERS = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));

/** Names are short, and what somebody says is long: from here on the platform's own search is faster. */
const SHORT_BYTES = 32;

/** Where the next quote or backslash stands; `to` where there is none. */
function endOfPlain(bytes: Uint8Array, from: number, to: number): number {
  const near = Math.min(to, from + SHORT_BYTES);
  for (let place = from; place < near; place += 1) {
    const byte = bytes[place]!;
    if (byte === QUOTE || byte === BACKSLASH) return place;
  }
  if (near === to) return to;
  const quote = bytes.indexOf(QUOTE, near);
  const end = quote < 0 || quote > to ? to : quote;
  const escape = bytes.subarray(near, end).indexOf(BACKSLASH);
  return escape < 0 ? end : near + escape;
}

const endsBare = (byte: number): boolean =>
  byte === COMMA || byte === CLOSE_OBJECT || byte === CLOSE_ARRAY || byte <= SPACE;

/** The content of a string as it stood in the text, one character for each byte. */
function contentOf(text: string): string {
  if (PLAIN.test(text)) return text;
  const decoded = Buffer.from(text, "latin1").toString("utf8");
  try {
    return JSON.parse(`"${decoded}"`) as string;
  } catch {
    return decoded;
  }
}

const PLAIN = /^[\x20-\x5b\x5d-\x7e]*$/;

/**
 * A key as it is compared: some servers (Go's `encoding/json`) take one in any case, by the simple folding of Unicode, for which
 * U+017F is an s and U+212A a k. One that is written like the mark of an array is no array.
 */
function keyIn(text: string): string {
  if (LOWER_CASE.test(text)) return text;
  return text === ELEMENT ? "" : text.toUpperCase().toLowerCase();
}

const LOWER_CASE = /^[a-z0-9_]*$/;
