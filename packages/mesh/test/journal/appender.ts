/**
 * Appends numbered records to a journal in a folder and says on standard output which are durable, until it is killed.
 *
 * Run by the test of C1: node appender.ts FOLDER FIRST.
 */
import { nativeCryptography } from "../../src/node/native-cryptography.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { openFolderDisk } from "../../src/node/disk/folder-disk.ts";
import { NODE, numberedRecord } from "./records.ts";

const APPENDERS = 4;
const [folder = "", first = "0"] = process.argv.slice(2);
let next = Number(first);

const disk = await openFolderDisk(folder);
const crypto = nativeCryptography();
const { journal } = await openJournal({ disk, crypto, node: NODE, freshId: "c1".repeat(16), segmentBytes: 256 * 1024 });

async function appendWithoutEnd(): Promise<void> {
  for (;;) {
    const number = next;
    next += 1;
    await journal.append([numberedRecord(number)]);
    process.stdout.write(`${number}\n`);
    if (number % 200 === 0) await journal.writeSnapshot(Buffer.from(`state at ${number}`));
  }
}

await Promise.all(Array.from({ length: APPENDERS }, appendWithoutEnd));
