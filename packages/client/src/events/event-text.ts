import { answerMalformed } from "../http/client-error.ts";

/** One event of a stream (WHATWG HTML §9.2, "event stream interpretation"). */
export interface EventText {
  /** Empty where none was sent. */
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/** The longest event that is held: a registered dataset's chunks are the longest entry, below 5 MiB. */
const EVENT_LENGTH_MAX = 16 * 1_048_576;

/** Cuts a stream's text into events, wherever the network cut it. */
export class EventReader {
  #rest = "";
  #id = "";
  #event = "";
  #data: string[] = [];
  /** Of all lines of data that wait for their event's end. */
  #dataLength = 0;

  /** The events that are whole now. Throws `ANSWER_MALFORMED` for one without an end. */
  read(text: string): readonly EventText[] {
    const whole = this.#rest + text;
    // A carriage return at the end may be half of a line's end.
    const end = whole.endsWith("\r") ? whole.length - 1 : whole.length;
    const lines = whole.slice(0, end).split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? "") + whole.slice(end);
    if (this.#rest.length > EVENT_LENGTH_MAX)
      throw answerMalformed(`events of at most ${EVENT_LENGTH_MAX}`, "a longer one");
    return lines.flatMap((line) => this.#take(line));
  }

  #take(line: string): readonly EventText[] {
    if (line === "") return this.#finished();
    const colon = line.indexOf(":");
    const [field, value] = colon < 0 ? [line, ""] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
    if (field === "data") this.#hold(value);
    else if (field === "event") this.#event = value;
    else if (field === "id") this.#id = value;
    return [];
  }

  /** Many short lines fill a memory as one long one does. */
  #hold(line: string): void {
    this.#dataLength += line.length + 1;
    if (this.#dataLength > EVENT_LENGTH_MAX)
      throw answerMalformed(`events of at most ${EVENT_LENGTH_MAX}`, "a longer one");
    this.#data.push(line);
  }

  #finished(): readonly EventText[] {
    const event = { id: this.#id, event: this.#event, data: this.#data.join("\n") };
    const isEmpty = this.#data.length === 0;
    [this.#id, this.#event, this.#data, this.#dataLength] = ["", "", [], 0];
    return isEmpty ? [] : [event];
  }
}
