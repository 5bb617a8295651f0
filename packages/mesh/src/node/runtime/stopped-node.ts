import { existsSync } from "node:fs";
import { randomBytes } from "node:crypto";
import type { NodeKey } from "../../event/event.ts";
import { openJournal } from "../../journal/open-journal.ts";
import { JournalReader, type JournalReport, segmentFiles } from "../../journal/recovery.ts";
import type { MemberRecord } from "../../member/member-record.ts";
import type { Disk } from "../../ports/disk.ts";
import { type FolderDisk, openFolderDisk } from "../disk/folder-disk.ts";
import { nativeCryptography, signerOf } from "../native-cryptography.ts";
import { folderInUse, nodeKeyFault } from "./folder-faults.ts";
import { type JournalLosses, lossesOf } from "./journal-losses.ts";
import { fromJournal, toJournal } from "./member-journal.ts";
import { nodeFolder, type NodeIdentity, readNodeFolder } from "./node-folder.ts";

/** A node that does not run, and whose folder nobody else may use meanwhile. */
export interface StoppedNode extends NodeIdentity {
  readonly folder: string;
  readonly name: string;
  readonly node: NodeKey;
  /** What its journal holds, oldest first. */
  readonly records: readonly MemberRecord[];
  readonly report: JournalReport;
  readonly losses: JournalLosses;
  /** Appends to its journal; resolves once that is durable. Mends a torn end first, as a start does. */
  append(records: readonly MemberRecord[]): Promise<void>;
  close(): Promise<void>;
}

/** Reads a journal and changes nothing. Rejects with `MESH_FOLDER_IN_USE` while the node runs, `MESH_FOLDER` for another folder. */
export async function openStoppedNode(folder: string): Promise<StoppedNode> {
  const identity = readNodeFolder(folder);
  const { journal } = nodeFolder(folder);
  if (!existsSync(journal)) throw nodeKeyFault(folder);
  const disk = await openFolderDisk(journal).catch((cause: unknown) => {
    throw folderInUse(folder, cause);
  });
  try {
    return await readStopped(folder, identity, disk);
  } catch (cause) {
    await disk.close();
    throw cause;
  }
}

async function readStopped(folder: string, identity: NodeIdentity, disk: FolderDisk): Promise<StoppedNode> {
  const node = signerOf(identity.key).key;
  const { records, report } = await recordsOn(disk, node);
  const name = identity.genesis.members.find(({ key }) => key === node)?.name ?? node.slice(0, 12);
  return {
    ...identity,
    folder,
    node,
    name,
    records: fromJournal(records),
    report,
    losses: lossesOf(records, report, node, nativeCryptography()),
    append: async (added) => appendTo(disk, node, added),
    close: async () => disk.close(),
  };
}

async function recordsOn(disk: Disk, node: NodeKey) {
  const segments = segmentFiles(await disk.list());
  const reader = new JournalReader({ node, id: segments.id ?? freshId() }, nativeCryptography());
  for (const file of segments.files) reader.take(file, await disk.read(file));
  return reader.finish();
}

async function appendTo(disk: Disk, node: NodeKey, records: readonly MemberRecord[]): Promise<void> {
  const { journal } = await openJournal({
    disk,
    crypto: nativeCryptography(),
    node,
    freshId: freshId(),
  });
  await journal.append(records.map(toJournal));
}

const freshId = (): string => randomBytes(16).toString("hex");
