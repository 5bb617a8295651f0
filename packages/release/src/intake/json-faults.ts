import type { StructureLimits } from "./limits.ts";
import { addFault, keyFault, type StructureFault, uriFault } from "./structure-fault.ts";

/**
 * The faults of a JSON text (RFC 8259), read once from front to back. `JSON.parse` keeps the last of two equal names without a word
 * and turns 1e999 into infinity: two readers could then see two dossiers in the same bytes. The first error of grammar ends it.
 */
export function jsonFaults(text: string, limits: StructureLimits): readonly StructureFault[] {
  const reader = new JsonReader(text, limits);
  reader.read();
  return reader.faults;
}

/** An object or list that is being read. */
interface Frame {
  readonly isObject: boolean;
  readonly keys: Set<string>;
  key: string;
  items: number;
}

const BLANK = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_PRINTABLE = 0x20;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

class JsonReader {
  readonly faults: StructureFault[] = [];
  readonly #text: string;
  readonly #limits: StructureLimits;
  readonly #frames: Frame[] = [];
  #at = 0;
  #nodes = 0;
  #isBroken = false;

  constructor(text: string, limits: StructureLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  read(): void {
    this.#value();
    while (this.#frames.length > 0 && !this.#isBroken) this.#step();
    this.#blank();
    if (!this.#isBroken && this.#at < this.#text.length) this.#break("text after the value");
  }

  /** The next member of the innermost object or list, or its end. */
  #step(): void {
    const frame = this.#frames.at(-1) as Frame;
    this.#blank();
    if (this.#take(frame.isObject ? "}" : "]")) return void this.#frames.pop();
    if (frame.items > 0 && !this.#take(",")) return this.#break("a comma or an end was expected");
    frame.items += 1;
    if (frame.isObject) this.#key(frame);
    if (!this.#isBroken) this.#value();
  }

  #key(frame: Frame): void {
    this.#blank();
    const raw = this.#quoted();
    if (raw === null) return this.#break("a name was expected");
    const key = JSON.parse(raw) as string;
    frame.key = key;
    this.#checkKey(frame, key);
    this.#blank();
    if (!this.#take(":")) this.#break("a colon was expected");
  }

  #checkKey(frame: Frame, key: string): void {
    const place = this.#place();
    const forbidden = keyFault(key, place, this.#limits);
    if (forbidden !== null) addFault(this.faults, forbidden);
    if (frame.keys.has(key))
      addFault(this.faults, { rule: "structure.duplicate", place, detail: "a name that stands twice" });
    frame.keys.add(key);
    if (frame.keys.size === this.#limits.keysMax + 1)
      addFault(this.faults, { rule: "structure.keys", place, detail: `more than ${this.#limits.keysMax} names` });
  }

  #value(): void {
    this.#nodes += 1;
    if (this.#nodes > this.#limits.nodesMax) return this.#break("too many values", "structure.nodes");
    this.#blank();
    const first = this.#text[this.#at];
    if (first === "{" || first === "[") return this.#open(first === "{");
    if (first === '"') return this.#string();
    if (this.#match(WORD) === null) this.#number();
  }

  #open(isObject: boolean): void {
    if (this.#frames.length >= this.#limits.depthMax)
      return this.#break(`deeper than ${this.#limits.depthMax}`, "structure.depth");
    this.#at += 1;
    this.#frames.push({ isObject, keys: new Set(), key: "", items: 0 });
  }

  #string(): void {
    const raw = this.#quoted();
    if (raw === null) return this.#break("a text that does not end or has a control character");
    if (raw.length > this.#limits.textMax + 2)
      addFault(this.faults, { rule: "structure.text", place: this.#place(), detail: `${raw.length} characters` });
    if (LONE_SURROGATE.test(raw) && !(JSON.parse(raw) as string).isWellFormed())
      addFault(this.faults, { rule: "structure.utf8", place: this.#place(), detail: "half a surrogate pair" });
    const frame = this.#frames.at(-1);
    if (frame?.isObject !== true) return;
    const uri = uriFault(
      frame.key,
      this.#limits.uriKeys.includes(frame.key.toLowerCase()) ? JSON.parse(raw) : null,
      this.#place(),
      this.#limits,
    );
    if (uri !== null) addFault(this.faults, uri);
  }

  /** By hand: a regular expression would keep a way back for each character of a text of many megabytes. */
  #quoted(): string | null {
    if (this.#text[this.#at] !== '"') return null;
    for (let at = this.#at + 1; at < this.#text.length; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === QUOTE) return this.#upTo(at + 1);
      if (code < FIRST_PRINTABLE) return null;
      if (code !== BACKSLASH) continue;
      ESCAPE.lastIndex = at;
      const escape = ESCAPE.exec(this.#text)?.[0];
      if (escape === undefined) return null;
      at += escape.length - 1;
    }
    return null;
  }

  #upTo(end: number): string {
    const raw = this.#text.slice(this.#at, end);
    this.#at = end;
    return raw;
  }

  #number(): void {
    const raw = this.#match(NUMBER);
    if (raw === null || raw === "") return this.#break("a value was expected");
    if (!Number.isFinite(Number(raw)))
      addFault(this.faults, { rule: "structure.number", place: this.#place(), detail: raw.slice(0, 60) });
  }

  #blank(): void {
    BLANK.lastIndex = this.#at;
    this.#at += (BLANK.exec(this.#text)?.[0] ?? "").length;
  }

  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  #break(detail: string, rule = "structure.json"): void {
    this.#isBroken = true;
    addFault(this.faults, { rule, place: this.#place(), detail: `${detail}, at character ${this.#at}` });
  }

  #place(): string {
    return this.#frames
      .map(({ isObject, key, items }) => `/${isObject ? key : items - 1}`)
      .join("")
      .slice(0, 1000);
  }
}

/** Written or escaped: cheap to look for, and rare. */
const LONE_SURROGATE = /[\ud800-\udfff]|\\u[dD][89abcdefABCDEF]/;
