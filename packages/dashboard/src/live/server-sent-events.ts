/** One event of a stream (HTML, "Server-sent events"). */
export interface ServerEvent {
  /** Null where the event carries none: then the last one stands. */
  readonly id: string | null;
  readonly event: string;
  readonly data: string;
}

/** The longest entry, a dataset's chunks, is below 5 MiB; a stream that sends no line end must not fill the memory. */
const PENDING_MAX = 16 * 1_048_576;

/** Takes a stream apart, however it was cut into chunks. Throws a `RangeError` where an event grows without end. */
export class EventStreamParser {
  #pending = "";

  /** The events that a chunk completes. */
  feed(chunk: string): readonly ServerEvent[] {
    this.#pending += chunk;
    if (this.#pending.length > PENDING_MAX) throw new RangeError("an event without an end");
    const blocks = this.#pending.replaceAll("\r\n", "\n").split("\n\n");
    this.#pending = blocks.pop() ?? "";
    return blocks.map(eventOf).filter((event) => event !== null);
  }
}

function eventOf(block: string): ServerEvent | null {
  const lines = block.split("\n");
  const data = fieldsOf(lines, "data");
  if (data.length === 0) return null;
  return {
    id: fieldsOf(lines, "id").at(-1) ?? null,
    event: fieldsOf(lines, "event").at(-1) ?? "message",
    data: data.join("\n"),
  };
}

const fieldsOf = (lines: readonly string[], name: string): readonly string[] =>
  lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).replace(/^ /, ""));
