import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { canonicalJson, type CanonicalValue } from "@plimsoll/foundation";
import { openLedger } from "@plimsoll/ledger";
import { afterAll } from "vitest";
import { identity } from "./verifier-rig-identity.ts";

export { identity };

/** Memory where there is some: most tests do not need the disk, and would wait for it thousands of times. */
const BASE = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Gives fresh folders and removes them when the file is done. */
export function temporaryFolders(): () => string {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });
  return () => {
    const folder = mkdtempSync(join(BASE, "plimsoll-verified-"));
    folders.push(folder);
    return folder;
  };
}

export type Move = readonly [from: string, to: string, amountMicroCu: number];

/** An entry with transfers of one wallet. */
export const entryOf = (at: number, ...moves: readonly Move[]): CanonicalValue => ({
  at,
  kind: moves.length === 0 ? "test.noted" : "wallet.moved",
  transfers: moves.map(([from, to, amountMicroCu]) => ({ lab: "acme", quarter: "2026Q4", from, to, amountMicroCu })),
});

/** Writes batches of raw texts as a ledger and closes it. */
export function writeTexts(directory: string, batches: readonly (readonly string[])[]): void {
  using ledger = openLedger({ ...identity, directory });
  for (const batch of batches) ledger.append(batch);
}

export const writeEntries = (directory: string, batches: readonly (readonly CanonicalValue[])[]): void =>
  writeTexts(
    directory,
    batches.map((batch) => batch.map(canonicalJson)),
  );

/** A small ledger with a bit of everything in it. */
export function writeSample(directory: string, batches = 12): void {
  const start = [entryOf(1, ["granted", "available", 26_000_000]), entryOf(2, ["available", "reserved", 5_000_000])];
  const notes = Array.from({ length: batches }, (_, at) => [
    entryOf(3 + at),
    entryOf(3 + at, ["reserved", "spent", 10]),
  ]);
  writeEntries(directory, [start, ...notes]);
}

export function copied(directory: string, to: string): string {
  cpSync(directory, to, { recursive: true });
  return to;
}

/** Changes the log file as somebody with an editor would. */
export function edit(directory: string, change: (log: string) => string): void {
  const path = join(directory, "ledger.log");
  const before = readFileSync(path, "utf8");
  const after = change(before);
  if (after === before) throw new Error("the edit changes nothing");
  writeFileSync(path, after);
}

/** The batches of a log as texts; the first holds no leaves. */
export const batchesIn = (log: string): string[] => log.split(/(?<=\n)(?=batch )/);

const crc = (text: string): string => crc32(text).toString(16).padStart(8, "0");

/** A batch whose checksums fit what its leaves and its checkpoint are by now, as a forger makes them. */
export function resealed(batch: string): string {
  const [header = "", ...lines] = batch.split("\n");
  const note = lines.findIndex((line) => line === identity.origin);
  const [, firstLeaf, firstEntry] = header.split(" ");
  const leaf = lines.slice(0, note).join("\n");
  const noteBytes = Buffer.byteLength(lines.slice(note).join("\n")) - 1;
  const sizes = note === 0 ? "-" : `${Buffer.byteLength(leaf)}:${note}:${crc(leaf)}`;
  const start = `batch ${firstLeaf} ${firstEntry} ${noteBytes} ${sizes}`;
  return [`${start} ${crc(start)}`, ...lines].join("\n");
}
