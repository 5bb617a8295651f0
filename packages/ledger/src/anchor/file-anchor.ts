import { readFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { dirname } from "node:path";
import { canonicalJson, err, ok, type PlimsollError, type Result } from "@plimsoll/foundation";
import { storageFault, withStorageFaults } from "../folder/storage-fault.ts";
import { anchorFailed } from "./anchor-fault.ts";

const NEWLINE = 0x0a;

/** The notes in an anchor file, oldest first. */
export interface FileAnchors {
  readonly notes: readonly string[];
  /** Lines that are none: the end of a write that was cut off, or an altered file. Numbered from 1. */
  readonly malformedLines: readonly number[];
}

/**
 * Adds a checkpoint to a file of JSON lines, `{"checkpoint":"<note>"}`, and syncs it. The file is best on another disk or machine
 * than the log's. Whatever fails is `ANCHOR_FAILED`.
 */
export async function appendAnchor(path: string, note: string): Promise<Result<string, PlimsollError>> {
  try {
    await append(path, canonicalJson({ checkpoint: note }));
    return ok("");
  } catch (cause) {
    return err(anchorFailed(path, storageFault(dirname(path), cause)));
  }
}

/** Reads an anchor file; no signature is checked. Throws what reading throws. */
export const anchorsInFile = (path: string): FileAnchors =>
  anchorsIn(withStorageFaults(dirname(path), () => readFileSync(path, "utf8")));

/**
 * What somebody kept of a log: one signed note, or the lines of an anchor file. A text with no note in it is handed on as it is, so that
 * whoever checks it says that it is none.
 */
export function keptCheckpoints(text: string): FileAnchors {
  const kept = anchorsIn(text);
  return kept.notes.length === 0 ? { notes: [text], malformedLines: [] } : kept;
}

function anchorsIn(text: string): FileAnchors {
  const lines = text.split("\n");
  const notes = lines.map(noteIn);
  const isMalformed = (place: number): boolean => notes[place] === undefined && lines[place] !== "";
  return {
    notes: notes.filter((note) => note !== undefined),
    malformedLines: [...lines.keys()].filter(isMalformed).map((place) => place + 1),
  };
}

async function append(path: string, line: string): Promise<void> {
  const file = await open(path, "a+", 0o644);
  try {
    await file.appendFile(`${(await endsWhole(file)) ? "" : "\n"}${line}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A write that was cut off must not spoil the line after it. */
async function endsWhole(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { bytesRead, buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 && buffer[0] === NEWLINE;
}

function noteIn(line: string): string | undefined {
  try {
    const { checkpoint } = JSON.parse(line) as { checkpoint?: unknown };
    return typeof checkpoint === "string" ? checkpoint : undefined;
  } catch {
    return undefined;
  }
}
