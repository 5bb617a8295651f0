import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { openJournal } from "../../src/journal/open-journal.ts";
import type { JournalRecord } from "../../src/journal/record.ts";
import { nativeCryptography } from "../../src/node/native-cryptography.ts";
import { diskPort } from "../../src/simulated/disk/disk-port.ts";
import { SimulatedDisk } from "../../src/simulated/disk/simulated-disk.ts";
import { FRESH_ID, NODE } from "./records.ts";

const TRIALS = 10_000;
const JOURNALS = 50;
const crypto = nativeCryptography();
const open = (disk: SimulatedDisk) =>
  openJournal({ disk: diskPort(disk), crypto, node: NODE, freshId: FRESH_ID, segmentBytes: 700 });

async function smallJournal(random: RandomStream) {
  const disk = new SimulatedDisk();
  const { journal } = await open(disk);
  const records = Array.from({ length: 6 + random.below(8) }, (_, index) => recordOf(index, random));
  await journal.append(records);
  await journal.writeSnapshot(new Uint8Array(random.below(300)).fill(3));
  return { disk, written: records.map(textOf) };
}

const recordOf = (index: number, random: RandomStream): JournalRecord => ({
  kind: 1 + random.below(2),
  bytes: new Uint8Array(random.below(120)).fill(index),
});
const textOf = ({ kind, bytes }: JournalRecord): string => `${kind}:${Buffer.from(bytes).toString("hex")}`;

test("ME-192 C3 one bit flipped anywhere in a journal or its snapshot is always detected, and costs at most its own record", async () => {
  const random = RandomStream.from("C3");
  const seen = { detected: 0, inSnapshot: 0, inRecord: 0, inHeader: 0 };
  for (let made = 0; made < JOURNALS; made += 1) {
    const { disk, written } = await smallJournal(random);
    for (let trial = 0; trial < TRIALS / JOURNALS; trial += 1) {
      const damaged = disk.copy();
      const { file } = damaged.flipBit(random) ?? { file: "" };
      const { records, snapshot, report } = await open(damaged);
      const lost = written.length - records.length;
      if (file === "snapshot") seen.inSnapshot += report.snapshot === "damaged" && snapshot === null ? 1 : 0;
      else if (lost === 1) seen.inRecord += report.damage.length === 1 ? 1 : 0;
      else seen.inHeader += lost === 0 && report.damage.length === 1 ? 1 : 0;
      expect(isInOrder(records.map(textOf), written)).toBe(true);
      expect(report.torn).toBeNull();
    }
  }
  seen.detected = seen.inSnapshot + seen.inRecord + seen.inHeader;
  console.info(`C3  flipped bits detected  ${JSON.stringify(seen)} of ${TRIALS}  (bar 100 %)`);
  expect(seen.detected).toBe(TRIALS);
  expect(Math.min(seen.inSnapshot, seen.inRecord, seen.inHeader)).toBeGreaterThan(100);
});

/** Nothing invented: what was found is what was written, with some left out. */
function isInOrder(found: readonly string[], written: readonly string[]): boolean {
  let next = 0;
  for (const record of written) if (record === found[next]) next += 1;
  return next === found.length;
}
