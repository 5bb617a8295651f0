import { Buffer } from "node:buffer";
import { err, ok, type Result } from "@plimsoll/foundation";

/** A line of a file, counted from 1; an error says why it is no text. */
export interface TextLine {
  readonly number: number;
  readonly text: Result<string, string>;
}

/** The longest command, a tick of 100 000 holders, has 13 MiB: a longer line is none. */
const LINE_BYTES_MAX = 16 * 1024 * 1024;

const NEWLINE = 0x0a;

/**
 * Splits bytes at newlines, and gives with each chunk the lines that it ended.
 * Holds one line and one chunk at a time, whatever comes: what is longer than a line may be is counted and not kept.
 */
export async function* textLines(
  chunks: AsyncIterable<Uint8Array>,
  lineBytesMax: number = LINE_BYTES_MAX,
): AsyncGenerator<readonly TextLine[]> {
  const open = new OpenLine(lineBytesMax);
  for await (const chunk of chunks) yield linesEndedBy(chunk, open);
  if (!open.isEmpty) yield [open.close()];
}

function linesEndedBy(chunk: Uint8Array, open: OpenLine): readonly TextLine[] {
  const lines: TextLine[] = [];
  let begin = 0;
  for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, begin)) {
    open.add(chunk.subarray(begin, end));
    lines.push(open.close());
    begin = end + 1;
  }
  open.add(chunk.subarray(begin));
  return lines;
}

/** The line that has no newline yet. */
class OpenLine {
  readonly #bytesMax: number;
  #parts: Uint8Array[] = [];
  #bytes = 0;
  #number = 1;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  add(part: Uint8Array): void {
    this.#bytes += part.length;
    if (this.#bytes <= this.#bytesMax) this.#parts.push(part);
    else this.#parts = [];
  }

  close(): TextLine {
    const line = { number: this.#number, text: this.#decoded() };
    this.#parts = [];
    this.#bytes = 0;
    this.#number += 1;
    return line;
  }

  #decoded(): Result<string, string> {
    if (this.#bytes > this.#bytesMax) return err(`${this.#bytes} bytes`);
    try {
      return ok(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(this.#parts)));
    } catch {
      return err("bytes that are not UTF-8");
    }
  }
}
