import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { extract, type Header, pack } from "tar-stream";
import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { makeBackup, restoreBackup, type RestoreReport } from "@plimsoll/server/backup";
import { verifyLedger } from "@plimsoll/verifier";
import { wait } from "../kit/eventually.ts";

export const backup = async (data: string, to: string, withKeys = false) =>
  await makeBackup({ data, to, withKeys }, { clock: systemClock, wait });

export const restore = async (file: string, data: string): Promise<RestoreReport> =>
  await restoreBackup({ file, data }, (folder) => verifyLedger(folder));

/** The code of what a restore throws; "restored" where it throws nothing. Whatever it threw, no folder is there. */
export async function restoredOrCode(file: string, data: string): Promise<string> {
  try {
    await restore(file, data);
    return "restored";
  } catch (cause) {
    if (existsSync(data)) return `a folder is there after ${String(cause)}`;
    return cause instanceof PlimsollError ? cause.code : String(cause);
  }
}

export interface ArchiveEntry {
  readonly header: Partial<Header> & Pick<Header, "name">;
  readonly bytes: Buffer;
}

export async function entriesOf(file: string): Promise<readonly ArchiveEntry[]> {
  const archive = extract();
  createReadStream(file).pipe(archive);
  const entries: ArchiveEntry[] = [];
  for await (const entry of archive) {
    const { name, size, type, mode } = entry.header;
    entries.push({ header: { name, size, type, mode }, bytes: await buffer(entry as never) });
  }
  return entries;
}

export async function writeArchive(file: string, entries: readonly ArchiveEntry[]): Promise<void> {
  const archive = pack();
  const collected = buffer(archive as never);
  for (const { header, bytes } of entries)
    archive.entry(
      { ...header, ...(header.type === "file" || header.type === undefined ? { size: bytes.length } : {}) },
      bytes,
    );
  archive.finalize();
  writeFileSync(file, await collected);
}

/** The same archive with some files changed, and a manifest that agrees with them: as somebody who means it would. */
export async function forged(
  from: string,
  to: string,
  change: (entry: ArchiveEntry) => ArchiveEntry | null,
  more: readonly ArchiveEntry[] = [],
): Promise<void> {
  const kept = (await entriesOf(from)).flatMap((entry) => {
    if (entry.header.name === "manifest.json") return [];
    const changed = change(entry);
    return changed === null ? [] : [changed];
  });
  const entries = [...kept, ...more];
  const manifest = JSON.parse((await entriesOf(from)).at(-1)?.bytes.toString() ?? "") as object;
  const files = entries.map(({ header, bytes }) => ({
    path: header.name,
    bytes: bytes.length,
    digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
  }));
  const text = Buffer.from(JSON.stringify({ ...manifest, files }));
  await writeArchive(to, [...entries, { header: { name: "manifest.json" }, bytes: text }]);
}

/** Every file of a folder with its digest, by its path. */
export const contentsOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => join(each.parentPath, each.name))
      .map((file) => [file.slice(folder.length), createHash("sha256").update(readFileSync(file)).digest("hex")])
      .toSorted(([one = ""], [other = ""]) => (one < other ? -1 : 1)),
  );
