import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RandomStream } from "@plimsoll/foundation";
import { afterAll } from "vitest";
import { openFolderDisk, type FolderDisk } from "../../src/node/disk/folder-disk.ts";
import { diskPort } from "../../src/simulated/disk/disk-port.ts";
import { SimulatedDisk } from "../../src/simulated/disk/simulated-disk.ts";
import { diskContract } from "./disk-contract.ts";

const opened: { readonly disk: FolderDisk; readonly path: string }[] = [];

afterAll(async () => {
  for (const { disk, path } of opened) {
    await disk.close();
    await rm(path, { recursive: true });
  }
});

diskContract("in memory", async () => diskPort(new SimulatedDisk()));

diskContract("simulated, with slow syncs and after a power cut", async () => {
  const disk = new SimulatedDisk();
  disk.syncMs = 3;
  disk.powerCut(RandomStream.from("before"));
  return diskPort(disk, async (ms) => {
    for (let turn = 0; turn < ms; turn += 1) await Promise.resolve();
  });
});

diskContract("a folder", async () => {
  const path = await mkdtemp(join(tmpdir(), "mesh-disk-"));
  const disk = await openFolderDisk(path);
  opened.push({ disk, path });
  return disk;
});
