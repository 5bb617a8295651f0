import { RandomStream, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { FRAME_BYTES } from "../../src/journal/frame.ts";
import { openJournal } from "../../src/journal/open-journal.ts";
import { RECORD_BYTES_MAX } from "../../src/journal/record.ts";
import { HEADER_BYTES } from "../../src/journal/segment.ts";
import { nativeCryptography } from "../../src/node/native-cryptography.ts";
import { diskPort } from "../../src/simulated/disk/disk-port.ts";
import { SimulatedDisk } from "../../src/simulated/disk/simulated-disk.ts";
import { FRESH_ID, NODE, numberedRecord, numberOf } from "./records.ts";

const crypto = nativeCryptography();
const open = (disk: SimulatedDisk, segmentBytes = 16_384, node = NODE) =>
  openJournal({ disk: diskPort(disk), crypto, node, freshId: FRESH_ID, segmentBytes });
const upTo = (count: number) => Array.from({ length: count }, (_, number) => number);
const numbers = async (disk: SimulatedDisk) => (await open(disk)).records.map(numberOf);

async function written(count: number, segmentBytes?: number) {
  const disk = new SimulatedDisk();
  const { journal } = await open(disk, segmentBytes);
  for (const number of upTo(count)) await journal.append([numberedRecord(number)]);
  return { disk, journal };
}

test("ME-184 records go over many segments, each no larger than asked, and come back in order", async () => {
  const { disk } = await written(100);
  expect(disk.list().length).toBeGreaterThan(5);
  for (const file of disk.list()) expect(disk.read(file).length).toBeLessThanOrEqual(16_384);
  const { records, report } = await open(disk);
  expect(records.map(numberOf)).toEqual(upTo(100));
  expect(report).toMatchObject({ recordCount: 100, segmentCount: disk.list().length, torn: null, damage: [] });
  expect(report.size).toBe(disk.size);
});

test("ME-184 a record larger than a segment has one to itself", async () => {
  const disk = new SimulatedDisk();
  const { journal } = await open(disk);
  await journal.append([numberedRecord(0), { kind: 1, bytes: new Uint8Array(RECORD_BYTES_MAX) }, numberedRecord(1)]);
  expect(disk.list()).toHaveLength(3);
  expect((await open(disk)).records).toHaveLength(3);
});

test("ME-184 a missing segment is reported at its place, and the others are read", async () => {
  const { disk } = await written(100);
  const [, second = ""] = disk.list();
  const before = (await open(disk)).records.filter(({ end }) => end.segment === 1).length;
  disk.remove(second);
  const { report } = await open(disk);
  expect(report.damage).toEqual([
    { file: second, offset: 0, length: 0, cause: "segment-missing", recordsBefore: before },
  ]);
});

test("ME-184 another node's journal, and two journals in one folder, are refused", async () => {
  const { disk } = await written(3);
  await expect(open(disk, 16_384, "00".repeat(32))).rejects.toMatchObject({ code: "JOURNAL_FOREIGN" });
  disk.append(`journal-00000001-${"e".repeat(32)}`, utf8("x"));
  await expect(open(disk)).rejects.toMatchObject({ code: "JOURNAL_FOREIGN" });
});

test("ME-185 Q3 appends that wait share a sync, and keep the order of their calls", async () => {
  const disk = new SimulatedDisk();
  disk.syncMs = 1;
  const { journal } = await openJournal({
    disk: diskPort(disk, async () => new Promise((settle) => setTimeout(settle, 1))),
    crypto,
    node: NODE,
    freshId: FRESH_ID,
  });
  await Promise.all(upTo(500).map((number) => journal.append([numberedRecord(number)])));
  console.info(`Q3  syncs for 500 concurrent appends  ${disk.syncCount}  (bar <= 2)`);
  expect(disk.syncCount).toBeLessThanOrEqual(2);
  expect(journal.waitingBytes).toBe(0);
  expect(await numbers(disk)).toEqual(upTo(500));
});

test("ME-185 an append that comes during a sync waits for the next one", async () => {
  const disk = new SimulatedDisk();
  const syncs: (() => void)[] = [];
  const sleep = async () => new Promise<void>((settle) => void syncs.push(settle));
  const { journal } = await openJournal({ disk: diskPort(disk, sleep), crypto, node: NODE, freshId: FRESH_ID });
  const durable: number[] = [];
  const append = async (number: number) => {
    await journal.append([numberedRecord(number)]);
    durable.push(number);
  };
  const first = append(0);
  await expect.poll(() => syncs.length).toBe(1);
  const others = [append(1), append(2)];
  expect(journal.waitingBytes).toBeGreaterThan(0);
  syncs[0]?.();
  await first;
  expect(durable).toEqual([0]);
  await expect.poll(() => syncs.length).toBe(2);
  syncs[1]?.();
  await Promise.all(others);
  expect(durable).toEqual([0, 1, 2]);
});

test("ME-185 flush resolves once all before it is durable", async () => {
  const disk = new SimulatedDisk();
  const { journal } = await open(disk);
  void journal.append([numberedRecord(0)]);
  void journal.append([numberedRecord(1)]);
  await journal.flush();
  disk.powerCut(RandomStream.from("after flush"));
  expect(await numbers(disk)).toEqual([0, 1]);
});

test("ME-185 a record that no reader would take is refused, and the journal goes on", async () => {
  const { disk, journal } = await written(1);
  for (const record of [
    { kind: 1, bytes: new Uint8Array(RECORD_BYTES_MAX + 1) },
    ...[0, 255, 1.5, Number.NaN].map((kind) => ({ kind, bytes: new Uint8Array() })),
  ])
    await expect(journal.append([numberedRecord(9), record])).rejects.toMatchObject({ code: "JOURNAL_RECORD_REFUSED" });
  await journal.append([numberedRecord(1)]);
  expect(await numbers(disk)).toEqual([0, 1]);
});

test.each(["append", "sync"] as const)(
  "ME-186 after one failed %s nothing more is written, and all are told",
  async (operation) => {
    const { disk, journal } = await written(3);
    disk.failNext(operation, new Error("EIO: the disk is gone"));
    const waiting = [3, 4].map((number) => journal.append([numberedRecord(number)]));
    for (const append of waiting) await expect(append).rejects.toMatchObject({ code: "JOURNAL_BROKEN" });
    const [syncs, size] = [disk.syncCount, disk.size];
    await expect(journal.append([numberedRecord(5)])).rejects.toMatchObject({ code: "JOURNAL_BROKEN" });
    await expect(journal.flush()).rejects.toMatchObject({ code: "JOURNAL_BROKEN" });
    await expect(journal.writeSnapshot(utf8("state"))).rejects.toMatchObject({ code: "JOURNAL_BROKEN" });
    expect([disk.syncCount, disk.size]).toEqual([syncs, size]);
    expect(journal.broken?.message).toContain("EIO: the disk is gone");
    disk.powerCut(RandomStream.from("broken"));
    expect((await numbers(disk)).slice(0, 3)).toEqual([0, 1, 2]);
  },
);

test("ME-186 what waits behind a group that failed is refused too", async () => {
  const { disk, journal } = await written(1);
  disk.failNext("sync", new Error("EIO"));
  const first = journal.append([numberedRecord(1)]);
  await Promise.resolve();
  await Promise.resolve();
  const second = journal.append([numberedRecord(2)]);
  await expect(first).rejects.toMatchObject({ code: "JOURNAL_BROKEN" });
  await expect(second).rejects.toMatchObject({ code: "JOURNAL_BROKEN" });
  expect(journal.waitingBytes).toBe(0);
});

test("ME-187 a full disk is DISK_FULL, at every byte where it can get full, and what was acknowledged is read", async () => {
  const { disk: model } = await written(3);
  for (let capacity = 0; capacity < model.size; capacity += 97) {
    const disk = new SimulatedDisk();
    disk.capacityBytes = capacity;
    const { journal } = await open(disk);
    const acknowledged: number[] = [];
    let refusal: unknown;
    for (const number of upTo(4))
      await journal.append([numberedRecord(number)]).then(
        () => acknowledged.push(number),
        (cause: unknown) => (refusal = cause),
      );
    expect(refusal).toMatchObject({ code: "DISK_FULL" });
    disk.capacityBytes = Infinity;
    const { records, report } = await open(disk);
    expect(records.map(numberOf)).toEqual(acknowledged);
    expect(report.damage).toEqual([]);
  }
});

test("ME-188 a snapshot counts exactly the records appended before it, and a restart goes on from there", async () => {
  const disk = new SimulatedDisk();
  const { journal } = await open(disk);
  expect((await open(disk)).report.snapshot).toBe("absent");
  for (const number of upTo(30)) void journal.append([numberedRecord(number)]);
  const kept = journal.writeSnapshot(utf8("state of 30"));
  for (const number of upTo(40).slice(30)) void journal.append([numberedRecord(number)]);
  await kept;
  await journal.flush();
  const { snapshot, records, report } = await open(disk);
  expect(report.snapshot).toBe("used");
  expect(snapshot?.records).toBe(30);
  expect(Buffer.from(snapshot?.state ?? []).toString()).toBe("state of 30");
  expect(records.map(numberOf)).toEqual(upTo(40));
});

test("ME-188 the newest snapshot is kept; one of an empty journal counts nothing", async () => {
  const disk = new SimulatedDisk();
  const { journal } = await open(disk);
  await journal.writeSnapshot(utf8("empty"));
  expect((await open(disk)).snapshot?.records).toBe(0);
  await journal.append([numberedRecord(0), numberedRecord(1)]);
  await journal.writeSnapshot(utf8("two"));
  expect((await open(disk)).snapshot).toMatchObject({ records: 2 });
  expect(disk.list().filter((file) => file.startsWith("snapshot"))).toEqual(["snapshot"]);
});

test("ME-188 a snapshot that cannot be written leaves the one before and the journal as they were", async () => {
  const { disk, journal } = await written(2);
  await journal.writeSnapshot(utf8("old"));
  disk.failNext("replace", new Error("EIO"));
  await expect(journal.writeSnapshot(utf8("new"))).rejects.toThrow("EIO");
  await journal.append([numberedRecord(2)]);
  const { snapshot, records } = await open(disk);
  expect(Buffer.from(snapshot?.state ?? []).toString()).toBe("old");
  expect(records.map(numberOf)).toEqual([0, 1, 2]);
});

test("ME-189 a journal that ends before its snapshot has lost its end: that is said now and ever after, at its place", async () => {
  const { disk, journal } = await written(5);
  const yesterday = disk.copy();
  for (const number of [5, 6, 7]) await journal.append([numberedRecord(number)]);
  await journal.writeSnapshot(utf8("state of 8"));
  yesterday.replace("snapshot", disk.read("snapshot"));

  const found = await open(yesterday);
  expect(found.snapshot).toBeNull();
  expect(found.report.snapshot).toBe("ahead");
  expect(found.report.damage).toMatchObject([{ cause: "end-lost", recordsBefore: 5 }]);
  expect(found.records.map(numberOf)).toEqual(upTo(5));

  for (const number of upTo(30).slice(5)) await found.journal.append([numberedRecord(number)]);
  const later = await open(yesterday);
  expect(later.report).toMatchObject({ snapshot: "absent", damage: [{ cause: "end-lost", recordsBefore: 5 }] });
  expect(later.records.map(numberOf)).toEqual(upTo(30));
});

test("ME-194 what a killed process left unsynced is made durable before it is handed out", async () => {
  const { disk: model } = await written(4);
  const disk = new SimulatedDisk();
  for (const file of model.list()) disk.append(file, model.read(file));
  expect(await numbers(disk)).toEqual(upTo(4));
  for (let seed = 0; seed < 10; seed += 1) disk.powerCut(RandomStream.from(seed));
  expect(await numbers(disk)).toEqual(upTo(4));
});

test("ME-181 a torn tail is cut and reported, and the journal goes on where it was cut", async () => {
  const { disk, journal } = await written(3);
  const [file = ""] = disk.list();
  const whole = disk.read(file).length;
  await journal.append([numberedRecord(3)]);
  disk.truncate(file, disk.read(file).length - 1);
  const { report, journal: next } = await open(disk);
  expect(report.torn).toEqual({ file, offset: whole, length: FRAME_BYTES + numberedRecord(3).bytes.length - 1 });
  expect(disk.read(file)).toHaveLength(whole);
  await next.append([numberedRecord(4)]);
  expect(await numbers(disk)).toEqual([0, 1, 2, 4]);
});

test("ME-182 a damaged end is kept as it is, the journal goes on in another segment, and the damage stays where it was", async () => {
  const { disk } = await written(3, 1_000_000);
  const [file = ""] = disk.list();
  const content = disk.read(file);
  content[content.length - 20] = (content.at(-20) ?? 0) ^ 1;
  disk.replace(file, content);
  const { report, journal } = await open(disk);
  expect(report).toMatchObject({ torn: null, damage: [{ file, cause: "bytes-changed", recordsBefore: 2 }] });
  await journal.append([numberedRecord(7)]);
  expect(disk.read(file)).toEqual(content);
  const again = await open(disk);
  expect(again.records.map(numberOf)).toEqual([0, 1, 7]);
  expect(again.report.damage).toEqual(report.damage);
  expect(disk.read(disk.list()[1] ?? "").length).toBe(HEADER_BYTES + FRAME_BYTES + numberedRecord(7).bytes.length);
});

test("ME-182 a misdirected write is noticed: what it hit and what it left out", async () => {
  for (let seed = 0; seed < 30; seed += 1) {
    const { disk, journal } = await written(12, 1_000_000);
    disk.misdirectNext(RandomStream.from("misdirected", seed));
    await journal.append([numberedRecord(12)]);
    await journal.append([numberedRecord(13)]);
    const { records, report } = await open(disk);
    expect(report.damage.length).toBeGreaterThan(0);
    const found = records.map(numberOf);
    expect(found).not.toContain(12);
    expect(found).toContain(13);
  }
});
