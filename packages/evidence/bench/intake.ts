/**
 * What it costs to import an Inspect log, beside Inspect's own Python reader in the same run, turn by turn; and how much memory a log of
 * two gigabytes takes.
 *
 * Run: node scripts/install/intake-peer.js, then
 * node --conditions=@plimsoll/source packages/evidence/bench/intake.ts [--megabytes 32] [--large 2048] [--rounds 3] [--dir FOLDER] [--json]
 * The folder needs room for three gigabytes; what is made there is deleted at the end. Beside MB a second by the clock stand MB a second of
 * processor time, as on a shared machine the clock says more of the other programs.
 */
import { execFileSync } from "node:child_process";
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { importResult } from "../src/intake/import-result.ts";
import { largeMapping, type LogKind, mappingBytes, writeLargeLog, type WrittenLog } from "../test/intake/large-log.ts";
import { nodePorts } from "../test/intake/node-decompress.ts";
import { InspectReader, isInspectThere, READER_MODES, type ReaderMode, type Reading } from "./inspect-reader.ts";

const MEASURE = fileURLToPath(new URL("../test/intake/measure-import.ts", import.meta.url));
const MEGABYTE = 2 ** 20;
const KINDS: readonly LogKind[] = ["eval-zstd", "eval-deflate", "json"];
/** Targets, MB of JSON a second of processor time. */
const TARGETS: Readonly<Record<LogKind, number>> = { "eval-zstd": 100, "eval-deflate": 100, json: 30 };
const RSS_TARGET = 512 * MEGABYTE;

const { values } = parseArgs({
  options: {
    megabytes: { type: "string", default: "32" },
    large: { type: "string", default: "2048" },
    rounds: { type: "string", default: "3" },
    "peer-large": { type: "string", default: "128" },
    dir: { type: "string", default: tmpdir() },
    json: { type: "boolean", default: false },
  },
});
const said = (line: string): void => void process.stderr.write(`${line}\n`);

/** One reader on one kind of log: every turn, and the middle one. */
interface SpeedRow {
  readonly kind: LogKind;
  readonly reader: "plimsoll" | ReaderMode;
  readonly jsonBytes: number;
  /** By the clock, every turn. */
  readonly ms: readonly number[];
  readonly cpuMs: readonly number[];
  readonly medianMs: number;
  readonly megabytesPerSecond: number;
  readonly megabytesPerCpuSecond: number;
  /** How many times our processor time, the middle of the turns; 1 for ours. */
  readonly timesOurs: number;
}

interface MemoryRow {
  readonly kind: LogKind;
  readonly reader: "plimsoll" | ReaderMode;
  readonly jsonBytes: number;
  readonly seconds: number;
  readonly maxRssBytes: number;
}

const logIn = (folder: string, kind: LogKind, megabytes: number): WrittenLog =>
  writeLargeLog(join(folder, `${megabytes}.${kind}.${kind === "json" ? "json" : "eval"}`), kind, megabytes * MEGABYTE);

function importOnce(log: WrittenLog): Took {
  const mapping = largeMapping(log);
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const file = openSync(log.path, "r");
  const read = (offset: number, length: number): Uint8Array => {
    const bytes = new Uint8Array(length);
    for (let filled = 0; filled < length;) filled += readSync(file, bytes, filled, length - filled, offset + filled);
    return bytes;
  };
  const imported = importResult({ result: { length: fstatSync(file).size, read } }, mapping, nodePorts);
  closeSync(file);
  const { user, system } = process.cpuUsage(cpu);
  const took = { ms: performance.now() - started, cpuMs: (user + system) / 1_000 };
  if (!imported.ok || imported.value.controlled !== log.samples) throw new Error(`a wrong import of ${log.path}`);
  return took;
}

async function speedRows(folder: string, megabytes: number, rounds: number): Promise<readonly SpeedRow[]> {
  const rows: SpeedRow[] = [];
  using peer = isInspectThere() ? await InspectReader.start() : null;
  for (const kind of KINDS) {
    said(`${rounds} rounds of ${megabytes} MB, ${kind}`);
    const log = logIn(folder, kind, megabytes);
    importOnce(log);
    rows.push(...rowsOf(log, await turns(log, peer, rounds)));
    rmSync(log.path);
  }
  return rows;
}

type Took = Pick<Reading, "ms" | "cpuMs">;

type Turn = ReadonlyMap<SpeedRow["reader"], Took>;

async function turns(log: WrittenLog, peer: InspectReader | null, rounds: number): Promise<readonly Turn[]> {
  const all: Turn[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const turn = new Map<SpeedRow["reader"], Took>([["plimsoll", importOnce(log)]]);
    if (peer !== null) for (const mode of READER_MODES) turn.set(mode, checked(log, await peer.read(log.path, mode)));
    all.push(turn);
  }
  return all;
}

function checked(log: WrittenLog, reading: Reading): Reading {
  if (reading.controlled !== log.samples)
    throw new Error(`Inspect sees ${reading.controlled} of ${log.samples} samples`);
  return reading;
}

const rowsOf = (log: WrittenLog, all: readonly Turn[]): readonly SpeedRow[] =>
  [...(all[0]?.keys() ?? [])].map((reader) => {
    const of = (figure: keyof Took, name: SpeedRow["reader"] = reader): number[] =>
      all.map((turn) => turn.get(name)?.[figure] ?? Number.NaN);
    const [ms, cpuMs, ours] = [of("ms"), of("cpuMs"), of("cpuMs", "plimsoll")];
    return {
      kind: log.kind,
      reader,
      jsonBytes: log.jsonBytes,
      ms,
      cpuMs,
      medianMs: median(ms),
      megabytesPerSecond: log.jsonBytes / 1_000 / median(ms),
      megabytesPerCpuSecond: log.jsonBytes / 1_000 / median(cpuMs),
      timesOurs: median(cpuMs.map((each, turn) => each / (ours[turn] ?? Number.NaN))),
    };
  });

const median = (figures: readonly number[]): number =>
  figures.toSorted((left, right) => left - right)[Math.floor(figures.length / 2)] ?? Number.NaN;

/** Each in a process of its own. */
async function memoryRows(folder: string, megabytes: number, peerMegabytes: number): Promise<readonly MemoryRow[]> {
  const rows: MemoryRow[] = [];
  for (const kind of ["eval-zstd", "json"] as const) {
    said(`memory of ${megabytes} MB, ${kind}`);
    const log = logIn(folder, kind, megabytes);
    rows.push(memoryRow(log, "plimsoll", importedAlone(folder, log)));
    rmSync(log.path);
  }
  return isInspectThere() ? [...rows, ...(await peerMemory(folder, peerMegabytes))] : rows;
}

/** Of a smaller log, as two gigabytes would take Inspect's readers a quarter of an hour each. */
async function peerMemory(folder: string, megabytes: number): Promise<readonly MemoryRow[]> {
  const log = logIn(folder, "eval-zstd", megabytes);
  const rows = [memoryRow(log, "plimsoll", importedAlone(folder, log))];
  for (const mode of ["read_eval_log", "read_eval_log_samples"] as const) {
    said(`memory of ${megabytes} MB, ${mode}`);
    using peer = await InspectReader.start();
    rows.push(memoryRow(log, mode, checked(log, await peer.read(log.path, mode))));
  }
  return rows;
}

function importedAlone(folder: string, log: WrittenLog): Reading {
  const mapping = join(folder, "mapping.json");
  writeFileSync(mapping, mappingBytes(log));
  const args = ["--conditions=@plimsoll/source", MEASURE, log.path, mapping];
  return checked(log, JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as Reading);
}

const memoryRow = ({ kind, jsonBytes }: WrittenLog, reader: MemoryRow["reader"], reading: Reading): MemoryRow => ({
  kind,
  reader,
  jsonBytes,
  seconds: reading.ms / 1_000,
  maxRssBytes: reading.maxRssBytes,
});

const folder = mkdtempSync(join(values.dir, "plimsoll-intake-"));
try {
  if (!isInspectThere()) said("inspect_ai is not there: node scripts/install/intake-peer.js");
  const speed = await speedRows(folder, Number(values.megabytes), Number(values.rounds));
  const memory = await memoryRows(folder, Number(values.large), Number(values["peer-large"]));
  const ours = speed.filter(({ reader }) => reader === "plimsoll");
  const met = {
    speed: ours.every(({ kind, megabytesPerCpuSecond }) => megabytesPerCpuSecond >= TARGETS[kind]),
    memory: memory.every(({ reader, maxRssBytes }) => reader !== "plimsoll" || maxRssBytes <= RSS_TARGET),
  };
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version, load: loadavg() };
  process.stdout.write(tables(speed, memory));
  if (values.json) process.stdout.write(`${JSON.stringify({ type: "summary", machine, speed, memory, met })}\n`);
  process.exitCode = met.speed && met.memory ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function tables(speed: readonly SpeedRow[], memory: readonly MemoryRow[]): string {
  return [
    "| log | reader | MB of JSON | median ms | MB/s | MB per CPU second | times ours |",
    "|---|---|---|---|---|---|---|",
    ...speed.map(
      ({ kind, reader, jsonBytes, medianMs, megabytesPerSecond, megabytesPerCpuSecond, timesOurs }) =>
        `| ${kind} | ${reader} | ${Math.round(jsonBytes / 1e6)} | ${Math.round(medianMs)} | ${megabytesPerSecond.toFixed(1)} | ${megabytesPerCpuSecond.toFixed(1)} | ${timesOurs.toFixed(2)} |`,
    ),
    "",
    "| log | reader | MB of JSON | seconds | peak RSS, MB |",
    "|---|---|---|---|---|",
    ...memory.map(
      ({ kind, reader, jsonBytes, seconds, maxRssBytes }) =>
        `| ${kind} | ${reader} | ${Math.round(jsonBytes / 1e6)} | ${seconds.toFixed(1)} | ${Math.round(maxRssBytes / 1e6)} |`,
    ),
    "",
  ].join("\n");
}
