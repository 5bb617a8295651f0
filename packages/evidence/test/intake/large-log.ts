import { closeSync, openSync, writeSync } from "node:fs";
import { crc32, deflateRawSync, zstdCompressSync } from "node:zlib";
import { canonicalJson, RandomStream } from "@plimsoll/foundation";
import type { IntakeMapping } from "../../src/intake/mapping.ts";
import { FOREIGN_CASES, foreignFile } from "./foreign-cases.ts";
import { readZip } from "./zip-writer.ts";

/** How a log is kept: the two packings of `.eval` that Inspect has had, and its `.json`. */
export type LogKind = "eval-zstd" | "eval-deflate" | "json";

export interface WrittenLog {
  readonly path: string;
  readonly kind: LogKind;
  /** Of all the JSON in it, unpacked. */
  readonly jsonBytes: number;
  readonly fileBytes: number;
  readonly samples: number;
}

export const formatOf = (kind: LogKind): IntakeMapping["format"] => (kind === "json" ? "inspect-json" : "inspect-eval");

/** The mapping that planned the samples of a log made here. */
export function largeMapping({ kind, samples }: WrittenLog): IntakeMapping {
  const clean = FOREIGN_CASES.find(({ name }) => name === "inspect clean.eval");
  if (clean === undefined) throw new Error("no clean log");
  const trials = Array.from({ length: samples }, (_, index) => `${nameOf(index)}/1`);
  return {
    ...clean.mapping,
    format: formatOf(kind),
    trials: trials.map((trial) => ({ trial, cluster: trial, itemDigest: null })),
  };
}

export const mappingBytes = (log: WrittenLog): Uint8Array =>
  new Uint8Array(Buffer.from(canonicalJson(largeMapping(log))));

const nameOf = (index: number): string => `t${index}`;

/** Different bodies that take turns, so that making a log costs little beside packing it. */
const BODIES = 12;

/**
 * Writes a log of at least so many bytes of JSON: the committed log of Inspect, each sample with its model and state events many times
 * over and with texts of their own, as an agent's are. Every sample is controlled; in a `.json` log one score of another scorer is NaN.
 *
 * @param sampleBytes about the length of a sample
 */
export function writeLargeLog(path: string, kind: LogKind, jsonBytesMin: number, sampleBytes = 1 << 20): WrittenLog {
  const file = openSync(path, "w");
  try {
    return kind === "json"
      ? writeJson(path, file, jsonBytesMin, sampleBytes)
      : writeEval(path, file, kind, jsonBytesMin, sampleBytes);
  } finally {
    closeSync(file);
  }
}

type Json = Record<string, unknown>;

const parsed = (name: string): Json => {
  const entry = readZip(foreignFile("inspect/clean.eval")).find((each) => each.name === name);
  return JSON.parse(Buffer.from(entry?.content ?? []).toString()) as Json;
};

/** Texts of samples, all but the id. */
function bodies(sampleBytes: number, indent: number): readonly Buffer[] {
  const random = RandomStream.from("large log");
  const words = Array.from({ length: 2_000 }, () => wordOf(random));
  const sample = parsed("samples/trial-0_epoch_1.json");
  return Array.from({ length: BODIES }, () => {
    const events: Json[] = [];
    for (let length = 0; length < sampleBytes;) {
      const turn = (sample["events"] as Json[]).map((event) => withText(event, textOf(words, random)));
      const isLast = length + JSON.stringify(turn).length >= sampleBytes;
      events.push(...turn.filter(({ event }) => isLast || ["model", "state"].includes(event as string)));
      length = events.length === 0 ? sampleBytes : length + JSON.stringify(turn).length;
    }
    const { id: _, ...rest }: Json = { ...sample, events };
    return Buffer.from(JSON.stringify(rest, null, indent).slice(1));
  });
}

const wordOf = (random: RandomStream): string =>
  Array.from(
    { length: 2 + random.below(9) },
    () => "etaoinshrdlucmé"[random.below(random.chance(1, 40) ? 15 : 14)],
  ).join("");

function textOf(words: readonly string[], random: RandomStream): string {
  const sentence = (): string => Array.from({ length: 12 }, () => words[random.below(words.length)]).join(" ");
  return Array.from(
    { length: 1 + random.below(12) },
    () => `${sentence()}, "${words[random.below(words.length)]}".\n`,
  ).join("");
}

const withText = (event: Json, text: string): Json =>
  ["model", "state"].includes(event["event"] as string)
    ? (JSON.parse(JSON.stringify(event).replaceAll('"stops"', () => JSON.stringify(text))) as Json)
    : event;

const sampleText = (index: number, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(`{"id":"${nameOf(index)}",`), body]);

function headerOf(samples: number): Json {
  const header = parsed("header.json") as { results: { scores: Json[] } & Json; eval: { dataset: Json } & Json } & Json;
  const sampleIds = Array.from({ length: samples }, (_, index) => nameOf(index));
  const dataset = { ...header.eval.dataset, samples, sample_ids: sampleIds };
  const scores = header.results.scores.map((score) => ({ ...score, scored_samples: samples, unscored_samples: 0 }));
  return {
    ...header,
    eval: { ...header.eval, dataset },
    results: { ...header.results, total_samples: samples, completed_samples: samples, scores },
  };
}

function writeJson(path: string, file: number, jsonBytesMin: number, sampleBytes: number): WrittenLog {
  const texts = bodies(sampleBytes, 2);
  const lengths = texts.map((body) => body.length);
  const samples = samplesFor(jsonBytesMin, lengths);
  const header = JSON.stringify(headerOf(samples), null, 2);
  let written = writeSync(file, `${header.slice(0, -2)},\n  "samples": [\n`);
  for (let index = 0; index < samples; index += 1) {
    const text = sampleText(index, texts[index % BODIES] as Buffer);
    written += writeSync(file, index === 0 ? withNaN(text) : text);
    written += writeSync(file, index === samples - 1 ? "\n  ]\n}\n" : ",\n");
  }
  return { path, kind: "json", jsonBytes: written, fileBytes: written, samples };
}

/** In the scorer that the mapping does not ask for. */
const withNaN = (text: Buffer): Buffer =>
  Buffer.from(text.toString().replace(/("useful": \{\s+"value": )"C"/, "$1NaN"));

const samplesFor = (bytes: number, lengths: readonly number[]): number =>
  Math.ceil(bytes / (lengths.reduce((sum, length) => sum + length, 0) / lengths.length));

function writeEval(path: string, file: number, kind: LogKind, jsonBytesMin: number, sampleBytes: number): WrittenLog {
  const texts = bodies(sampleBytes, 0);
  const samples = samplesFor(
    jsonBytesMin,
    texts.map((body) => body.length),
  );
  const [summary] = parsed("summaries.json") as unknown as Json[];
  const summaries = Array.from({ length: samples }, (_, index) => ({ ...summary, id: nameOf(index) }));
  const archive = new ArchiveWriter(file, kind);
  for (let index = 0; index < samples; index += 1)
    archive.add(`samples/${nameOf(index)}_epoch_1.json`, sampleText(index, texts[index % BODIES] as Buffer));
  archive.add("summaries.json", Buffer.from(JSON.stringify(summaries)));
  archive.add("header.json", Buffer.from(JSON.stringify(headerOf(samples))));
  archive.end();
  return { path, kind, jsonBytes: archive.contentBytes, fileBytes: archive.place, samples };
}

/** Writes a plain archive entry by entry. */
class ArchiveWriter {
  readonly #file: number;
  readonly #method: 8 | 93;
  readonly #directory: Buffer[] = [];
  place = 0;
  contentBytes = 0;

  constructor(file: number, kind: LogKind) {
    this.#file = file;
    this.#method = kind === "eval-deflate" ? 8 : 93;
  }

  add(name: string, content: Buffer): void {
    const packed = this.#method === 8 ? deflateRawSync(content) : zstdCompressSync(content);
    const shared = Buffer.alloc(22);
    shared.writeUInt16LE(this.#method, 2);
    shared.writeUInt32LE(crc32(content), 8);
    shared.writeUInt32LE(packed.length, 12);
    shared.writeUInt32LE(content.length, 16);
    shared.writeUInt16LE(Buffer.byteLength(name), 20);
    const [local, listed] = [Buffer.alloc(30), Buffer.alloc(46)];
    local.writeUInt32LE(0x04034b50, 0);
    listed.writeUInt32LE(0x02014b50, 0);
    for (const [header, at] of [
      [local, 6],
      [listed, 8],
    ] as const)
      shared.copy(header, at);
    local.writeUInt16LE(20, 4);
    listed.writeUInt16LE(20, 4);
    listed.writeUInt16LE(20, 6);
    listed.writeUInt32LE(this.place, 42);
    this.#directory.push(Buffer.concat([listed, Buffer.from(name)]));
    this.#write(Buffer.concat([local, Buffer.from(name), packed]));
    this.contentBytes += content.length;
  }

  end(): void {
    const [start, count] = [this.place, this.#directory.length];
    const directory = Buffer.concat(this.#directory);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    for (const at of [8, 10]) end.writeUInt16LE(count, at);
    end.writeUInt32LE(directory.length, 12);
    end.writeUInt32LE(start, 16);
    this.#write(Buffer.concat([directory, end]));
  }

  #write(bytes: Buffer): void {
    for (let from = 0; from < bytes.length;) from += writeSync(this.#file, bytes, from);
    this.place += bytes.length;
  }
}
