import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { openLedgerReader, parseCheckpointText, parseNote } from "@plimsoll/ledger";
import type { LogCut } from "./manifest.ts";

/** How long the writer of a log has to publish what it holds; it does so once a second. Without one nobody does. */
const PUBLISH_MS_MAX = 3_000;
const POLL_MS = 50;

/** The beginning of a log up to one of its checkpoints. */
export interface LogPrefix {
  readonly file: string;
  /** So many bytes of the file are the prefix: whole batches. */
  readonly bytes: number;
  readonly cut: LogCut;
}

/**
 * The prefix of a log up to the checkpoint that it ends with now. What was written and is not durable yet is waited for: until the
 * writer has published that checkpoint or a later one, or for 3 s where no writer runs. Throws `LEDGER_NOT_FOUND`, `LEDGER_DAMAGED`.
 */
export async function logPrefix(folder: string, wait: (ms: number) => Promise<void>): Promise<LogPrefix> {
  const prefix = newestPrefix(folder);
  for (let waitedMs = 0; waitedMs < PUBLISH_MS_MAX; waitedMs += POLL_MS) {
    if (publishedLeaves(folder) >= prefix.cut.leaves) break;
    await wait(POLL_MS);
  }
  return prefix;
}

function newestPrefix(folder: string): LogPrefix {
  using reader = openLedgerReader({ directory: folder });
  const [entries, checkpoint] = stableHead(reader);
  const { origin, size } = checkpointOf(checkpoint);
  const file = join(folder, "ledger.log");
  return {
    file,
    bytes: endOf(file, Buffer.from(`${checkpoint}\n`)),
    cut: { origin, entries, leaves: size, checkpoint },
  };
}

/** Both of the same moment, though a writer goes on. */
function stableHead(reader: { readonly size: number; readonly checkpoint: string }): readonly [number, string] {
  for (;;) {
    const { checkpoint, size } = reader;
    if (reader.checkpoint === checkpoint) return [size, checkpoint];
  }
}

function checkpointOf(note: string): { readonly origin: string; readonly size: number } {
  const checkpoint = parseCheckpointText(parseNote(note)?.text ?? "");
  if (checkpoint === undefined) throw new Error("a reader gave a checkpoint that is none");
  return checkpoint;
}

/** The newest that is published beside a log; -1 for none. */
export function publishedLeaves(folder: string, name = "checkpoint"): number {
  const file = join(folder, name);
  if (!existsSync(file)) return -1;
  return parseCheckpointText(parseNote(readFileSync(file, "utf8"))?.text ?? "")?.size ?? -1;
}

const WINDOW_BYTES = 8 * 1_048_576;

/**
 * Where the batch with this note ends, looked for from the end of the file. No leaf holds a note: a leaf is lines without an empty
 * one, and a note has one (spec/ledger.md LG-29, LG-33).
 */
function endOf(file: string, note: Uint8Array): number {
  const descriptor = openSync(file, "r");
  try {
    let end = fstatSync(descriptor).size;
    while (end > 0) {
      const start = Math.max(0, end - WINDOW_BYTES);
      const place = bytesAt(descriptor, start, end - start).lastIndexOf(note);
      if (place >= 0) return start + place + note.length;
      end = start === 0 ? 0 : start + note.length - 1;
    }
  } finally {
    closeSync(descriptor);
  }
  throw new PlimsollError({
    code: "LEDGER_DAMAGED",
    expected: `the checkpoint of ${file} in the file`,
    received: "a file without it",
    fix: "look at it: plimsoll ledger fsck",
  });
}

function bytesAt(descriptor: number, start: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let read = 0;
  for (let more = 1; more > 0 && read < length; read += more)
    more = readSync(descriptor, bytes, read, length - read, start + read);
  return bytes.subarray(0, read);
}
