import { mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { utf8 } from "@plimsoll/foundation";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openFolderDisk } from "../../src/node/disk/folder-disk.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "mesh-folder-"));
});
afterAll(async () => rm(root, { recursive: true }));

test("ME-196 a folder has one writer at a time, and is free again once it was closed", async () => {
  const path = join(root, "deep", "down");
  const disk = await openFolderDisk(path);
  await expect(openFolderDisk(path)).rejects.toMatchObject({ code: "DATA_IN_USE" });
  await disk.append("file", utf8("x"));
  await disk.close();
  const again = await openFolderDisk(path);
  expect(await again.list()).toEqual(["file"]);
  await again.close();
});

test("ME-197 what a replacing left half-done is removed at the next opening", async () => {
  const path = join(root, "left");
  await (await openFolderDisk(path)).close();
  await writeFile(join(path, "snapshot.tmp"), "half");
  const disk = await openFolderDisk(path);
  expect(await readdir(path)).toEqual(["ledger.lock"]);
  await disk.close();
});

test("ME-197 a path that is no folder, and one that may not be written, are refused with a code", async () => {
  await writeFile(join(root, "plain"), "x");
  await expect(openFolderDisk(join(root, "plain"))).rejects.toMatchObject({ code: "DIRECTORY_NOT_WRITABLE" });
});

test("ME-187 a full device is DISK_FULL", async () => {
  const path = join(root, "full");
  const disk = await openFolderDisk(path);
  await symlink("/dev/full", join(path, "file"));
  await expect(disk.append("file", utf8("x"))).rejects.toMatchObject({ code: "DISK_FULL" });
  await disk.close();
});

test("ME-196 closing waits for what is under way", async () => {
  const path = join(root, "busy");
  const disk = await openFolderDisk(path);
  const appended = Promise.all(Array.from({ length: 20 }, () => disk.append("file", new Uint8Array(10_000))));
  await disk.close();
  await appended;
  const again = await openFolderDisk(path);
  expect(await again.read("file")).toHaveLength(200_000);
  await again.close();
});
