import { createHash } from "node:crypto";
import { closeSync, createReadStream, createWriteStream, fsyncSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Extract, extract } from "tar-stream";
import { type Digest, PlimsollError } from "@plimsoll/foundation";
import {
  belongsToSite,
  FILES_MAX,
  isArchivePath,
  type Manifest,
  MANIFEST_BYTES_MAX,
  MANIFEST_NAME,
  manifestShape,
} from "./manifest.ts";

type Entry = Extract extends AsyncIterable<infer Source> ? Source : never;

interface Found {
  readonly bytes: number;
  readonly digest: Digest;
}

/**
 * Writes the files of an archive below a new folder, and holds each against the manifest, which comes last. Nothing is written
 * outside the folder, and nothing but plain files. Throws `ARCHIVE_MALFORMED`, `ARCHIVE_DAMAGED`, and what the disk throws.
 */
export async function extractArchive(file: string, folder: string): Promise<Manifest> {
  const found = new Map<string, Found>();
  const archive = extract();
  const feeding = pipeline(createReadStream(file), archive);
  // Heard of below; an end that comes too early also ends the loop.
  feeding.catch(() => {});
  try {
    for await (const entry of archive) {
      const path = pathOf(entry, found);
      found.set(path, await written(entry, join(folder, path), isPrivate(path)));
    }
    await feeding;
  } catch (cause) {
    throw isOfDisk(cause) ? cause : damagedArchive(cause);
  }
  const manifest = manifestIn(join(folder, MANIFEST_NAME));
  assertAsManifest(found, manifest);
  return manifest;
}

/** Private keys are for their owner alone, whatever the archive says of them. */
const isPrivate = (path: string): boolean => /^(keys|model-signing)\/|^release\/key\.pem$/.test(path);

function pathOf({ header }: Entry, found: ReadonlyMap<string, Found>): string {
  const { name, type, size } = header;
  if (type !== "file") throw malformed("plain files", `a ${type} named ${JSON.stringify(name)}`);
  if (!isArchivePath(name)) throw malformed("paths below the folder", JSON.stringify(name));
  if (found.has(MANIFEST_NAME)) throw malformed("a manifest as the last file", JSON.stringify(name));
  if (found.has(name)) throw malformed("each file once", JSON.stringify(name));
  if (found.size >= FILES_MAX) throw malformed(`at most ${FILES_MAX} files`, "more");
  if (name === MANIFEST_NAME && size > MANIFEST_BYTES_MAX)
    throw malformed("a manifest of at most 512 MiB", `${size} bytes`);
  return name;
}

async function written(entry: Entry, path: string, isPrivateFile: boolean): Promise<Found> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const hash = createHash("sha256");
  let bytes = 0;
  const hashing = new Transform({
    transform: (part: Buffer, _encoding, done) => {
      hash.update(part);
      bytes += part.length;
      done(null, part);
    },
  });
  const mode = isPrivateFile ? 0o600 : 0o644;
  await pipeline(entry, hashing, createWriteStream(path, { flags: "wx", mode, flush: true }));
  return { bytes, digest: `sha256:${hash.digest("hex")}` };
}

function manifestIn(file: string): Manifest {
  const parsed = manifestShape.parse(jsonIn(file));
  if (parsed.ok) return parsed.value;
  throw malformed("a manifest at the end", `${parsed.error.received} at ${parsed.error.path || "its beginning"}`);
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** What the manifest names is there and is what it says, and nothing else is. */
function assertAsManifest(found: ReadonlyMap<string, Found>, { files, withKeys }: Manifest): void {
  for (const { path, bytes, digest } of files) {
    if (!belongsToSite(path, withKeys)) throw malformed("what a backup of a site holds", JSON.stringify(path));
    const file = found.get(path);
    if (file?.bytes !== bytes || file.digest !== digest) throw otherThanManifest(path);
    if (isMisnamedBlob(path, digest)) throw otherThanManifest(path);
  }
  const named = new Set([MANIFEST_NAME, ...files.map(({ path }) => path)]);
  const more = [...found.keys()].find((path) => !named.has(path));
  if (more !== undefined || named.size !== files.length + 1) throw otherThanManifest(more ?? "a file named twice");
}

/** Bytes of the release store lie under their digest. */
function isMisnamedBlob(path: string, digest: Digest): boolean {
  const hex = /^release\/blobs\/sha256\/[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(path)?.[1];
  return hex !== undefined && digest !== `sha256:${hex}`;
}

/** Makes the names of all files durable. */
export function syncFolders(folder: string, paths: readonly string[]): void {
  const folders = new Set(paths.flatMap((path) => foldersOf(path).map((each) => join(folder, each))));
  for (const each of [...folders, folder]) {
    const descriptor = openSync(each, "r");
    fsyncSync(descriptor);
    closeSync(descriptor);
  }
}

const foldersOf = (path: string): readonly string[] => {
  const parent = dirname(path);
  return parent === "." ? [] : [parent, ...foldersOf(parent)];
};

const isOfDisk = (cause: unknown): boolean =>
  cause instanceof PlimsollError || (cause instanceof Error && "syscall" in cause);

const damagedArchive = (cause: unknown): PlimsollError =>
  new PlimsollError({
    code: "ARCHIVE_DAMAGED",
    expected: "a whole archive of plimsoll backup",
    received: cause instanceof Error ? cause.message : String(cause),
    fix: "take another copy of it",
    cause,
  });

const otherThanManifest = (path: string): PlimsollError =>
  new PlimsollError({
    code: "ARCHIVE_DAMAGED",
    expected: "the files that its manifest names, byte for byte",
    received: `another ${path}`,
    fix: "take another copy of the archive",
  });

const malformed = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "ARCHIVE_MALFORMED",
    expected: `an archive of ${expected}`,
    received,
    fix: "restore what plimsoll backup wrote, and nothing else",
  });
