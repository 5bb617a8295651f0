/**
 * What durability costs a node: appends alone and side by side, beside the disk's own limit in the same run; the reading of
 * 100,000 records at a restart; bytes per record.
 *
 * Run: node --conditions=@plimsoll/source packages/mesh/bench/journal.ts [--dir FOLDER] [--json]. The folder should lie on
 * the disk in question: a tmpfs makes every sync free.
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FRAME_BYTES } from "../src/journal/frame.ts";
import type { Journal } from "../src/journal/journal.ts";
import { openJournal } from "../src/journal/open-journal.ts";
import type { JournalRecord } from "../src/journal/record.ts";
import { scanSegment } from "../src/journal/scan.ts";
import { openFolderDisk } from "../src/node/disk/folder-disk.ts";
import { nativeCryptography } from "../src/node/native-cryptography.ts";

const RECORD_BYTES = 950;
const APPENDS = 3_000;
const WARM_UP = 100;
const RESTART_RECORDS = 100_000;

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const { values } = parseArgs({
  options: { dir: { type: "string", default: tmpdir() }, json: { type: "boolean", default: false } },
});
const root = mkdtempSync(join(values.dir, "mesh-journal-bench-"));
const crypto = nativeCryptography();
const node = "5e".repeat(32);
const record: JournalRecord = { kind: 1, bytes: new Uint8Array(RECORD_BYTES).fill(7) };

try {
  const figures = [
    ...bareDisk(),
    ...(await appendFigures(1)),
    ...(await appendFigures(16)),
    ...(await appendFigures(64)),
    ...(await restartFigures()),
    { name: "bytes of a record beside its content", value: FRAME_BYTES, unit: "B" },
  ];
  for (const figure of figures) process.stdout.write(values.json ? `${JSON.stringify(figure)}\n` : row(figure));
} finally {
  rmSync(root, { recursive: true });
}

function row({ name, value, unit }: Figure): string {
  return `${name.padEnd(52)} ${String(value).padStart(10)} ${unit}\n`;
}

/** One write and one fdatasync on the same disk, without us. */
function bareDisk(): Figure[] {
  const descriptor = openSync(join(root, "bare"), "a");
  const tookMs: number[] = [];
  for (let count = 0; count < 1_000; count += 1) {
    const before = performance.now();
    writeSync(descriptor, record.bytes);
    fdatasyncSync(descriptor);
    tookMs.push(performance.now() - before);
  }
  closeSync(descriptor);
  return percentiles("bare write and fdatasync", tookMs);
}

async function appendFigures(appenders: number): Promise<Figure[]> {
  const disk = await openFolderDisk(join(root, `appenders-${appenders}`));
  const { journal } = await openJournal({ disk, crypto, node, freshId: "0a".repeat(16) });
  await timeAppends(journal, appenders, WARM_UP);
  const before = performance.now();
  const tookMs = await timeAppends(journal, appenders, APPENDS);
  const seconds = (performance.now() - before) / 1_000;
  await disk.close();
  const name = `durable append, ${appenders} at once`;
  return [
    ...percentiles(name, tookMs),
    { name: `${name}, rate`, value: Math.round(tookMs.length / seconds), unit: "records/s" },
  ];
}

async function timeAppends(journal: Journal, appenders: number, count: number): Promise<number[]> {
  const tookMs: number[] = [];
  const appendOnes = async (): Promise<void> => {
    while (tookMs.length < count) {
      const before = performance.now();
      await journal.append([record]);
      tookMs.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: appenders }, appendOnes));
  return tookMs;
}

async function restartFigures(): Promise<Figure[]> {
  const disk = await openFolderDisk(join(root, "restart"));
  const options = { disk, crypto, node, freshId: "0b".repeat(16) };
  const { journal } = await openJournal(options);
  const batch = Array.from({ length: 1_000 }, () => record);
  const beforeMs = performance.now();
  for (let count = 0; count < RESTART_RECORDS; count += batch.length) await journal.append(batch);
  const writtenMs = performance.now() - beforeMs;
  await journal.writeSnapshot(new Uint8Array(8_000_000));

  const openedMs = await median(async () => openJournal(options));
  const [file = ""] = await disk.list();
  const segment = await disk.read(file);
  const scannedMs = await median(async () => scanSegment(segment, { node, id: journal.id, number: 1 }, crypto));
  await disk.close();
  return [
    {
      name: "durable append in batches of 1,000, rate",
      value: perSecond(RESTART_RECORDS, writtenMs),
      unit: "records/s",
    },
    { name: "restart: 100,000 records read and checked", value: rounded(openedMs), unit: "ms" },
    { name: "scan of a segment in memory", value: rounded(segment.length / 1e3 / scannedMs), unit: "MB/s" },
  ];
}

async function median(action: () => Promise<unknown>): Promise<number> {
  const tookMs: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const before = performance.now();
    await action();
    tookMs.push(performance.now() - before);
  }
  return tookMs.toSorted((left, right) => left - right)[2] ?? Number.NaN;
}

function percentiles(name: string, tookMs: readonly number[]): Figure[] {
  const rising = tookMs.toSorted((left, right) => left - right);
  const at = (share: number): number => rounded(rising[Math.floor(rising.length * share)] ?? Number.NaN);
  return [
    { name: `${name}, p50`, value: at(0.5), unit: "ms" },
    { name: `${name}, p99`, value: at(0.99), unit: "ms" },
  ];
}

function perSecond(count: number, ms: number): number {
  return Math.round((1_000 * count) / ms);
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
