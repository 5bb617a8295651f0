import { describe, expect, test } from "vitest";
import { openDiskFolder } from "../src/folder/disk-folder.ts";
import { diskFull } from "../src/folder/storage-fault.ts";
import { openLedgerReader } from "../src/index.ts";
import { batchesOf } from "../src/log/batches-of.ts";
import { LogSigner } from "../src/note/log-signer.ts";
import type { RawFile } from "../src/log/raw-file.ts";
import { openLedgerIn } from "../src/open-ledger.ts";
import { codeOf, entry, identity, temporaryFolders, textOf } from "./ledger-rig.ts";

const newFolder = temporaryFolders();

/** A ledger on a disk that finds out in the sync that it is full, once, after a look at what stands there. */
function ledgerOnFullDisk(directory: string, look: () => void) {
  const folder = openDiskFolder(directory);
  let isFull = false;
  const log = {
    ...methodsOf(folder.log),
    sync: () => {
      if (!isFull) return folder.log.sync();
      isFull = false;
      look();
      throw diskFull(directory, new Error("ENOSPC"));
    },
  };
  const ledger = openLedgerIn({ ...folder, log }, new LogSigner(identity.origin, identity.signingKey));
  return { ledger, fill: () => (isFull = true) };
}

const methodsOf = (file: RawFile): RawFile => ({
  size: () => file.size(),
  read: (offset, length) => file.read(offset, length),
  write: (offset, bytes) => file.write(offset, bytes),
  sync: () => file.sync(),
  truncate: (size) => file.truncate(size),
  close: () => file.close(),
});

describe("a batch that is undone", () => {
  test.each([
    ["before anything else is written", []],
    ["and another one stands in its place", [entry(3)]],
    ["and more than it had stands in its place", [entry(3, "test.something.longer"), entry(4)]],
  ])("LG-8 LG-15 is not there any more for a reader that saw it, %s", (_, further) => {
    const directory = newFolder();
    const { ledger, fill } = ledgerOnFullDisk(directory, () => expect(reader.size).toBe(2));
    ledger.append([entry(1)]);
    using reader = openLedgerReader({ directory });
    fill();
    expect(codeOf(() => ledger.append([entry(2)]))).toBe("DISK_FULL");
    for (const each of further) ledger.append([each]);
    expect([...reader.entries()].map(textOf)).toEqual([entry(1), ...further]);
    expect(reader.checkpoint).toBe(ledger.checkpoint);
    ledger.append([entry(9)]);
    expect(reader.size).toBe(further.length + 2);
    ledger.close();
  });
});

test("LG-8 a file that became shorter while it was gone through ends where it ends now", () => {
  const file = { size: () => 100, read: () => new Uint8Array(0) } as unknown as RawFile;
  const batches = batchesOf(file, 100, 300);
  expect(batches.next()).toMatchObject({ done: true, value: { kind: "torn", offset: 100 } });
});
