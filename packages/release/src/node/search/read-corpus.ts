import { type Dirent, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import type { Source } from "../../dossier/source.ts";
import { placeShape } from "../../dossier/source.ts";
import { readRegular } from "../dossier/file-in-folder.ts";
import { type CorpusDescription, corpusShape, corpusSource, mediaTypeOf, undescribed } from "../../search/corpus.ts";

/** A text of a corpus, as a source that a repair may bring in. */
export interface CorpusFile {
  readonly source: Source;
  readonly bytes: Uint8Array;
}

const DESCRIPTION = "corpus.json";
const FILES_MAX = 20_000;
const DEPTH_MAX = 8;
/** Of one file, and of a corpus as it is held in memory. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;
const CORPUS_BYTES_MAX = 512 * 1024 * 1024;

/** Throws `CORPUS_UNREADABLE` where a folder of texts cannot be read: asked before anything is judged. */
export const requireCorpus = (folder: string): void => void entriesOf(folder, "");

/**
 * The texts of a local folder, in the order of their names. Hidden files, links and files of other kinds are passed over.
 *
 * Throws `CORPUS_UNREADABLE` where the folder or its `corpus.json` cannot be read, and where it is larger than may be searched.
 */
export function readCorpus(folder: string): readonly CorpusFile[] {
  const known = new Map(descriptions(folder).map((each) => [each.file, each]));
  const files = filesIn(folder, "", 0).filter((file) => file !== DESCRIPTION && mediaTypeOf(file) !== null);
  if (files.length > FILES_MAX) throw unreadable(folder, `at most ${FILES_MAX} files`, String(files.length));
  const read: CorpusFile[] = [];
  let total = 0;
  for (const file of files.toSorted()) {
    const path = join(folder, file);
    total += statSync(path).size;
    if (total > CORPUS_BYTES_MAX) throw unreadable(folder, `at most ${CORPUS_BYTES_MAX} bytes`, "more");
    read.push(...readFile(path, known.get(file) ?? undescribed(file)));
  }
  return read;
}

function readFile(path: string, description: CorpusDescription): readonly CorpusFile[] {
  const read = readRegular(path, FILE_BYTES_MAX);
  if (!read.ok) return [];
  const { bytes } = read;
  const source = corpusSource(description, digestOfBytes(bytes), bytes.length);
  return source === null ? [] : [{ source, bytes }];
}

function filesIn(folder: string, under: string, depth: number): readonly string[] {
  if (depth > DEPTH_MAX) throw unreadable(folder, `at most ${DEPTH_MAX} levels of folders`, under);
  return entriesOf(folder, under).flatMap((entry) => {
    const place = `${under}${entry.name}`;
    if (entry.name.startsWith(".")) return [];
    if (entry.isDirectory()) return filesIn(folder, `${place}/`, depth + 1);
    return entry.isFile() && placeShape.parse(place).ok ? [place] : [];
  });
}

function entriesOf(folder: string, under: string): readonly Dirent[] {
  try {
    return readdirSync(join(folder, under), { withFileTypes: true });
  } catch (cause) {
    throw unreadable(folder, "a folder that can be read", (cause as NodeJS.ErrnoException).code ?? "", cause);
  }
}

function descriptions(folder: string): readonly CorpusDescription[] {
  const text = textOf(join(folder, DESCRIPTION));
  if (text === null) return [];
  const parsed = corpusShape.parse(json(folder, text));
  if (parsed.ok) return parsed.value.sources;
  const { path, expected, received } = parsed.error;
  throw unreadable(folder, `${expected} at ${path} of ${DESCRIPTION}`, received);
}

function json(folder: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(folder, `JSON in ${DESCRIPTION}`, (cause as Error).message, cause);
  }
}

function textOf(path: string): string | null {
  const read = readRegular(path, FILE_BYTES_MAX);
  if (read.ok) return new TextDecoder().decode(read.bytes);
  if (read.refusal === "not there") return null;
  throw unreadable(path, "a regular file that can be read", read.refusal);
}

const unreadable = (folder: string, expected: string, received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "CORPUS_UNREADABLE",
    expected,
    received: `"${received}" in "${folder}"`,
    fix: "give a folder of text files, with a corpus.json of the shape in spec/release.md or none",
    ...(cause !== undefined && { cause }),
  });
