import type { JsonWalker } from "./json-walker.ts";

const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const OPEN_OBJECT = 0x7b;
const DATA = Buffer.from("data:");

/**
 * Reads the JSON in the `data` of server-sent events while they pass, in pieces of any size. An event's data may lie on
 * several lines; other fields and comments are passed over.
 */
export class EventStreamWalker {
  readonly #walker: JsonWalker;
  /** Characters of `data:` that the line began with so far; -1 where it is another line. */
  #matched = 0;
  #isLineEmpty = true;
  #isObject = false;
  #isFirst = true;
  #events = 0;

  constructor(walker: JsonWalker) {
    this.#walker = walker;
  }

  /** Events whose data was an object: in a stream of a completion, about a token each. */
  get events(): number {
    return this.#events;
  }

  write(bytes: Uint8Array): void {
    for (let place = 0; place < bytes.length;) {
      if (this.#matched === DATA.length) place = this.#readData(bytes, place);
      else if (this.#matched < 0) place = this.#skipLine(bytes, place);
      else place = this.#readLineStart(bytes, place);
    }
  }

  #readLineStart(bytes: Uint8Array, place: number): number {
    const byte = bytes[place]!;
    if (byte === LINE_FEED) return this.#endLine(place);
    if (byte === RETURN) return place + 1;
    this.#isLineEmpty = false;
    this.#matched = byte === DATA[this.#matched] ? this.#matched + 1 : -1;
    return place + 1;
  }

  #readData(bytes: Uint8Array, from: number): number {
    const end = bytes.indexOf(LINE_FEED, from);
    const to = end < 0 ? bytes.length : end;
    this.#look(bytes, from, to);
    this.#walker.write(bytes, from, to);
    return end < 0 ? to : this.#endLine(end);
  }

  #look(bytes: Uint8Array, from: number, to: number): void {
    if (!this.#isFirst) return;
    let place = from;
    while (place < to && bytes[place]! <= SPACE) place += 1;
    if (place === to) return;
    this.#isFirst = false;
    this.#isObject = bytes[place] === OPEN_OBJECT;
  }

  #skipLine(bytes: Uint8Array, from: number): number {
    const end = bytes.indexOf(LINE_FEED, from);
    return end < 0 ? bytes.length : this.#endLine(end);
  }

  /** An empty line ends the event. */
  #endLine(place: number): number {
    if (this.#isLineEmpty) this.#endEvent();
    this.#matched = 0;
    this.#isLineEmpty = true;
    return place + 1;
  }

  #endEvent(): void {
    if (this.#isObject) this.#events += 1;
    this.#isObject = false;
    this.#isFirst = true;
    this.#walker.reset();
  }
}
