/**
 * A durable append of 512 bytes: this mesh's journal, the bare disk, and JetStream with three replicas that sync always,
 * one after the other in each round on the same disk. Also 64 side by side.
 *
 * Run: node --conditions=@plimsoll/source packages/mesh/bench/durable-append.ts [--dir FOLDER] [--rounds N] [--json].
 */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { jetstream, jetstreamManager, RetentionPolicy, StorageType } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";
import { openJournal } from "../src/journal/open-journal.ts";
import { openFolderDisk } from "../src/node/disk/folder-disk.ts";
import { nativeCryptography } from "../src/node/native-cryptography.ts";
import { NatsCluster } from "../test/transport/nats-cluster.ts";

const PAYLOAD = new Uint8Array(512).fill(7);
const APPENDS = 300;
const SIDE_BY_SIDE = 64;

const { values } = parseArgs({
  options: {
    dir: { type: "string", default: tmpdir() },
    rounds: { type: "string", default: "5" },
    json: { type: "boolean", default: false },
  },
});

/** Something that appends durably, and how long one took. */
interface Subject {
  readonly name: string;
  append(): Promise<unknown>;
  close(): Promise<void>;
}

interface Figures {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** With 64 under way at once. */
  readonly perSecond: number;
}

const folder = mkdtempSync(join(values.dir, "mesh-append-bench-"));
const cluster = await NatsCluster.start(3);
const subjects: Subject[] = [];
try {
  subjects.push(bareDisk(), await journal(), await jetStream(cluster.addresses));
  const rounds = new Map<string, Figures[]>(subjects.map(({ name }) => [name, []]));
  for (const subject of subjects) for (let each = 0; each < 50; each += 1) await subject.append();
  for (let round = 0; round < Number(values.rounds); round += 1) {
    for (const subject of subjects) rounds.get(subject.name)?.push(await measured(subject));
  }
  print(rounds);
} finally {
  for (const subject of subjects) await subject.close();
  await cluster.close();
  rmSync(folder, { recursive: true });
}

function bareDisk(): Subject {
  const descriptor = openSync(join(folder, "bare"), "a");
  return {
    name: "write and fdatasync",
    append: async () => {
      writeSync(descriptor, PAYLOAD);
      fdatasyncSync(descriptor);
    },
    close: async () => closeSync(descriptor),
  };
}

async function journal(): Promise<Subject> {
  const disk = await openFolderDisk(join(folder, "journal"));
  const crypto = nativeCryptography();
  const opened = await openJournal({ disk, crypto, node: "5e".repeat(32), freshId: "0".repeat(32) });
  return {
    name: "Plimsoll's journal",
    append: () => opened.journal.append([{ kind: 1, bytes: PAYLOAD }]),
    close: () => disk.close(),
  };
}

async function jetStream(servers: readonly string[]): Promise<Subject> {
  const connection = await connect({ servers: [...servers] });
  const manager = await elected(() => jetstreamManager(connection));
  const stream = { name: "append", subjects: ["append"], storage: StorageType.File, retention: RetentionPolicy.Limits };
  await elected(() => manager.streams.add({ ...stream, num_replicas: 3 }));
  const client = jetstream(connection);
  return {
    name: "JetStream, 3 replicas, sync always",
    append: () => client.publish("append", PAYLOAD),
    close: () => connection.close(),
  };
}

/** The servers are healthy some seconds before they have elected who may make streams. */
async function elected<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (cause) {
      if (attempt >= 20) throw cause;
      await sleep(500);
    }
  }
}

async function measured(subject: Subject): Promise<Figures> {
  const tookMs: number[] = [];
  for (let each = 0; each < APPENDS; each += 1) {
    const fromMs = performance.now();
    await subject.append();
    tookMs.push(performance.now() - fromMs);
  }
  tookMs.sort((a, b) => a - b);
  return { p50Ms: at(tookMs, 0.5), p99Ms: at(tookMs, 0.99), perSecond: await sideBySide(subject) };
}

async function sideBySide(subject: Subject): Promise<number> {
  const count = 2_000;
  const fromMs = performance.now();
  let left = count;
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await subject.append();
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, lane));
  return (1_000 * count) / (performance.now() - fromMs);
}

function print(rounds: ReadonlyMap<string, readonly Figures[]>): void {
  const rows = [...rounds].map(([name, figures]) => ({
    name,
    p50Ms: median(figures.map(({ p50Ms }) => p50Ms)),
    p99Ms: median(figures.map(({ p99Ms }) => p99Ms)),
    perSecond: median(figures.map(({ perSecond }) => perSecond)),
  }));
  const [, own, peer] = rows;
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ bench: "mesh-append", rows })}\n`);
    return;
  }
  const lines = rows.map(
    ({ name, p50Ms, p99Ms, perSecond }) =>
      `| ${name} | ${p50Ms.toFixed(2)} | ${p99Ms.toFixed(2)} | ${Math.round(perSecond).toLocaleString("en")} |`,
  );
  const ratio = ((peer?.p50Ms ?? 0) / (own?.p50Ms ?? 1)).toFixed(1);
  process.stdout.write(
    `| durable append of 512 bytes | p50 ms | p99 ms | a second, ${SIDE_BY_SIDE} at once |\n| --- | --: | --: | --: |\n${lines.join("\n")}\n\nJetStream's median is ${ratio} times the journal's.\n`,
  );
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

function median(numbers: readonly number[]): number {
  return at([...numbers].sort(byValue), 0.5);
}

function byValue(a: number, b: number): number {
  return a - b;
}
