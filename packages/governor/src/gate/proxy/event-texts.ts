import { FEED_BYTES_MAX } from "./feed-file.ts";

const EVENT_END = /\r?\n\r?\n/;
/** So many characters of the pieces before may begin an end. */
const END_BEGUN_CHARACTERS = 3;

/**
 * Cuts a stream of server-sent events into the texts of its events. Whoever carries it is not trusted: a piece costs what it is long,
 * however long its event has become.
 */
export class EventTexts {
  /** Of the event that has not ended. It is joined by the platform, which copies it only when it is cut. */
  #text = "";
  #tail = "";

  /** The events that end in a piece. Throws where one is longer than a feed can be. */
  ended(piece: string): readonly string[] {
    this.#text += piece;
    if (this.#text.length > FEED_BYTES_MAX) throw new Error("too long");
    const near = this.#tail + piece;
    this.#tail = near.slice(-END_BEGUN_CHARACTERS);
    if (!EVENT_END.test(near)) return [];
    const events = this.#text.split(EVENT_END);
    this.#text = events.pop() ?? "";
    this.#tail = this.#text.slice(-END_BEGUN_CHARACTERS);
    return events;
  }
}
