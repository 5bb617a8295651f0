import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Digest, RandomStream } from "@plimsoll/foundation";
import { onTestFinished } from "vitest";
import { ChunkSample } from "../../src/dataset/chunk-sample.ts";
import { ChunkStream } from "../../src/dataset/chunk-stream.ts";

const WORDS = "ash birch cedar dogwood elm fir ginkgo hazel ivy juniper kapok larch maple nutmeg oak pine".split(" ");

/** Records as training data have them: lines of JSON of very different lengths. */
export function records(seed: string, count: number): string[] {
  const stream = RandomStream.from("records", seed);
  return Array.from({ length: count }, (_, id) => {
    const words = Array.from({ length: 1 + stream.below(120) }, () => WORDS[stream.below(WORDS.length)] ?? "");
    return JSON.stringify({ id, seed, text: words.join(" "), score: stream.below(1_000_000) });
  });
}

export function bytesOf(seed: string, count: number): Uint8Array {
  const stream = RandomStream.from("bytes", seed);
  return Uint8Array.from({ length: count }, () => stream.below(256));
}

export function shuffled<T>(seed: string, items: readonly T[]): T[] {
  const stream = RandomStream.from("shuffle", seed);
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = stream.below(last + 1);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}

/** The chunks of data that lie in these files, each read in pieces of some size. */
export function chunksOf(files: readonly (string | Uint8Array)[], readBytes = 65_536): readonly Digest[] {
  const sample = new ChunkSample();
  const stream = new ChunkStream((chunk) => sample.add(chunk));
  for (const file of files) {
    const bytes = typeof file === "string" ? Buffer.from(file) : file;
    for (let at = 0; at < bytes.length; at += readBytes) stream.take(bytes.slice(at, at + readBytes));
    stream.endFile();
  }
  stream.end();
  return sample.chunks();
}

/** Parts per million of the smaller that two sets of data share. */
export function sharePpm(one: readonly Digest[], other: readonly Digest[]): number {
  const known = new Set(one);
  const shared = other.filter((chunk) => known.has(chunk)).length;
  return Math.floor((shared * 1_000_000) / Math.max(1, Math.min(one.length, other.length)));
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-dataset-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function laid(folder: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}
