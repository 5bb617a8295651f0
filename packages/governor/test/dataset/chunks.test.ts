import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type Digest, digestOfValue } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CHUNKS_MAX, ChunkSample, sampledUpTo } from "../../src/dataset/chunk-sample.ts";
import { describeDataset } from "../../src/dataset/describe-dataset.ts";
import { kinship } from "../../src/dataset/kinship.ts";
import { snapshotDigest } from "../../src/run/snapshot-digest.ts";
import { bytesOf, chunksOf, laid, records, sharePpm, shuffled, temporaryFolder } from "./data.ts";

const code = (name: string) => expect.objectContaining({ code: name });
const ALL_PPM = 1_000_000;
const text = (lines: readonly string[]): string => `${lines.join("\n")}\n`;

describe("G-146 chunks of records", () => {
  const lines = records("radioactive", 2_000);
  const original = chunksOf([text(lines)]);

  test("G-146 how the data are read leaves no trace", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_000 }), (readBytes) => {
        const some = text(lines.slice(0, 40));
        expect(chunksOf([some], readBytes)).toEqual(chunksOf([some]));
      }),
      { numRuns: 12 },
    );
  });

  test.each<[string, (lines: readonly string[]) => readonly string[]]>([
    ["shuffled", (all) => [text(shuffled("a", all))]],
    ["in shards", (all) => [text(all.slice(0, 700)), text(all.slice(700, 701)), text(all.slice(701))]],
    ["shards without a last line feed", (all) => [all.slice(0, 900).join("\n"), all.slice(900).join("\n")]],
    ["shards in another order", (all) => [text(all.slice(1_000)), text(all.slice(0, 1_000))]],
    ["with line ends of Windows", (all) => [`${all.join("\r\n")}\r\n`]],
    ["with a byte order mark", (all) => [`\uFEFF${text(all)}`]],
    ["with blank lines between", (all) => [all.join("\n\n")]],
    ["indented", (all) => [all.map((line) => `    ${line}  `).join("\n")]],
    ["twice", (all) => [text(all), text(all)]],
  ])("G-146 data %s have the same chunks", (_how, alter) => {
    expect(chunksOf(alter(lines))).toEqual(original);
  });

  test("G-146 lines of JSON that became a list share all but the ends", () => {
    expect(sharePpm(chunksOf([`[${lines.join(",\n")}]`]), original)).toBeGreaterThan(990_000);
  });

  test("G-146 an insertion in front, or anywhere, changes what is inserted", () => {
    fc.assert(
      fc.property(fc.nat(1_999), fc.string({ minLength: 1, maxLength: 200 }), (place, inserted) => {
        const line = lines[place] ?? "";
        const changed = [...lines.slice(0, place), inserted + line, ...lines.slice(place + 1)];
        expect(sharePpm(chunksOf([text(changed)]), original)).toBeGreaterThan(990_000);
      }),
      { numRuns: 8 },
    );
  });

  test("G-146 a slice of a fiftieth, mixed into clean data, counts", () => {
    fc.assert(
      fc.property(fc.nat(1_900), (from) => {
        const mixed = shuffled(String(from), [...lines.slice(from, from + 40), ...records(`clean ${from}`, 1_960)]);
        const data = chunksOf([text(mixed)]);
        expect(sharePpm(data, original)).toBeGreaterThanOrEqual(10_000);
      }),
      { numRuns: 5 },
    );
  });

  test("G-146 a slice of any kind shares all of itself", () => {
    for (const slice of [lines.slice(5, 6), lines.slice(100, 140), lines.filter((_, place) => place % 50 === 7)])
      expect(sharePpm(chunksOf([text(slice)]), original)).toBe(ALL_PPM);
  });

  test("G-146 unrelated data of the same form share nothing", () => {
    for (const seed of ["a", "b", "c"]) expect(sharePpm(chunksOf([text(records(seed, 2_000))]), original)).toBe(0);
  });
});

describe("G-146 chunks of other data", () => {
  const blob = bytesOf("radioactive", 300_000);

  test("G-146 bytes that are shifted, cut apart or surrounded are found again", () => {
    const original = chunksOf([blob]);
    const shifted = Buffer.concat([bytesOf("front", 777), blob]);
    const mixed = Buffer.concat([bytesOf("clean", 290_000), blob.slice(100_000, 106_000)]);
    expect(sharePpm(chunksOf([shifted]), original)).toBeGreaterThan(968_000);
    expect(sharePpm(chunksOf([blob.slice(0, 123_457), blob.slice(123_457)]), original)).toBeGreaterThan(968_000);
    expect(sharePpm(chunksOf([mixed]), original)).toBeGreaterThanOrEqual(10_000);
    expect(sharePpm(chunksOf([bytesOf("other", 300_000)]), original)).toBe(0);
  });

  test("G-146 one line without an end is cut by its content", () => {
    const line = records("long", 1_000).join(" ");
    const original = chunksOf([line]);
    expect(original.length).toBeGreaterThan(100);
    expect(sharePpm(chunksOf([`${"x".repeat(333)} ${line}`]), original)).toBeGreaterThan(968_000);
    expect(
      sharePpm(chunksOf([records("clean", 900).join(" ") + line.slice(40_000, 60_000)]), original),
    ).toBeGreaterThan(20_000);
  });

  test("G-146 bytes that are all the same are cut at the greatest length", () => {
    expect(chunksOf([new Uint8Array(100_000)]).length).toBeLessThanOrEqual(2);
  });

  test("G-146 labels are known by their sequence, whatever comes before it", () => {
    const labels = Array.from(bytesOf("labels", 4_000), (byte) => String(byte % 10));
    const original = chunksOf([text(labels)]);
    expect(original.length).toBeGreaterThan(40);
    expect(sharePpm(chunksOf([text(["7", "7", "1", ...labels])]), original)).toBeGreaterThan(950_000);
    expect(sharePpm(chunksOf([text(labels.slice(0, 1_500)), text(labels.slice(1_500))]), original)).toBe(ALL_PPM);
    const others = Array.from(bytesOf("other labels", 4_000), (byte) => String(byte % 10));
    expect(sharePpm(chunksOf([text(others)]), original)).toBeLessThan(10_000);
  });

  test("G-146 braces between records are no chunks; where there is nothing else they are", () => {
    expect(chunksOf(['{\n  "a long enough record": 1\n}\n'])).toHaveLength(1);
    expect(chunksOf(["{\n}\n"])).toHaveLength(1);
    expect(chunksOf(["", " \n\n"])).toEqual([]);
  });

  test("G-146 the chunks of known data are these: other ones find no old data again", () => {
    expect(chunksOf(["first record, long enough\nsecond record, long enough\n"])).toEqual(
      ["first record, long enough", "second record, long enough"].map((line) => digestOfBytes(line)).toSorted(),
    );
    expect(digestOfValue([...chunksOf([records("golden", 50).join(" ")])])).toBe(
      "sha256:c8d54a32be992070d6777d8fdb5b4bb307c19a3207ce69b60530a003afce7fe7",
    );
  });
});

describe("G-147 samples", () => {
  const many = (name: string, count: number): Digest[] =>
    Array.from({ length: count }, (_, place) => digestOfBytes(`${name} ${place}`));
  const sampleOf = (chunks: readonly Digest[]): readonly Digest[] => {
    const sample = new ChunkSample();
    for (const chunk of chunks) sample.add(chunk);
    return sample.chunks();
  };
  const NONE: ReadonlySet<Digest> = new Set();
  const big = many("big", 135_000);
  const manifest = sampleOf(big);
  /** As `describeDataset` reads it: every chunk is looked for, whether the sample keeps it or not. */
  const read = (chunks: readonly Digest[], wanted: readonly Digest[]) => {
    const known = new Set(wanted);
    return { chunks: sampleOf(chunks), met: new Set(chunks.filter((chunk) => known.has(chunk))) };
  };

  test("G-147 the smallest 65 536 digests are kept, whatever the order and however often", () => {
    expect(manifest).toEqual(big.toSorted().slice(0, CHUNKS_MAX));
    expect(sampleOf([...big.toReversed(), ...big.slice(0, 1_000)])).toEqual(manifest);
    expect(sampledUpTo(manifest)).toBe(manifest.at(-1));
    expect(sampledUpTo(manifest.slice(1))).toBeNull();
  });

  test("G-147 a slice of a sampled set is found, though the two manifests hardly meet", () => {
    const slice = read(big.slice(1_000, 3_000), manifest);
    expect(kinship(slice, manifest, NONE).counts).toBe(true);
    const mixed = read([...big.slice(1_000, 1_600), ...many("clean", 29_000)], manifest);
    expect(kinship(mixed, manifest, NONE).counts).toBe(true);
  });

  test("G-147 a small set in a sampled one is found exactly", () => {
    const small = many("small", 500);
    const found = kinship(read([...many("clean", 68_000), ...small.slice(0, 5)], small), small, NONE);
    expect(found).toEqual({ shared: 5, of: 500, isSampled: false, counts: true });
    expect(kinship(read([...many("clean", 68_000), ...small.slice(0, 4)], small), small, NONE).counts).toBe(false);
  });

  test("G-147 data that share nothing do not count, and a cleared chunk does not", () => {
    expect(kinship(read(many("clean", 5_000), manifest), manifest, NONE).counts).toBe(false);
    expect(kinship(read([], manifest), manifest, NONE).counts).toBe(false);
    const slice = read(big.slice(0, 2_000), manifest);
    expect(kinship(slice, manifest, new Set(manifest)).counts).toBe(false);
  });
});

describe("G-148 reading", () => {
  test("G-148 the digest is the one that a run is started with", () => {
    const folder = laid(temporaryFolder(), { "b/c": "x", "b/a": "y", a: "z".repeat(2_500_000) });
    const { digest, bytes, files } = describeDataset(folder);
    expect({ digest, bytes, files }).toEqual({ digest: snapshotDigest(folder), bytes: 2_500_002, files: 3 });
    expect(describeDataset(join(folder, "a")).digest).toBe(snapshotDigest(join(folder, "a")));
  });

  test("G-148 folders that are linked in twos, forty deep, are not gone through", () => {
    const folder = temporaryFolder();
    for (let depth = 0; depth < 40; depth += 1) {
      mkdirSync(join(folder, `${depth}`));
      for (const name of ["one", "two"]) symlinkSync(join(folder, `${depth + 1}`), join(folder, `${depth}`, name));
    }
    mkdirSync(join(folder, "40"));
    expect(() => describeDataset(join(folder, "0"))).toThrowError(code("DATASET_UNREADABLE"));
  });

  test("G-148 a link counts as what it leads to; a ring of links and a pipe are DATASET_UNREADABLE", () => {
    const folder = laid(temporaryFolder(), {
      "blobs/one": "a record that is long enough",
      "data/clean": "other data, also long",
    });
    symlinkSync("../blobs/one", join(folder, "data", "linked"));
    expect(describeDataset(join(folder, "data")).chunks).toHaveLength(2);
    symlinkSync("..", join(folder, "data", "ring"));
    expect(() => describeDataset(folder)).toThrowError(code("DATASET_UNREADABLE"));
    execFileSync("mkfifo", [join(folder, "blobs", "pipe")]);
    expect(() => describeDataset(join(folder, "blobs"))).toThrowError(code("DATASET_UNREADABLE"));
    expect(() => describeDataset(join(folder, "none"))).toThrowError(code("DATASET_NOT_FOUND"));
  });

  test("G-148 data that change while they are read are DATASET_CHANGED", () => {
    const folder = laid(temporaryFolder(), { data: "x".repeat(2_000_000) });
    const grow = () => writeFileSync(join(folder, "data"), "y", { flag: "a" });
    expect(() => describeDataset(folder, { onBytes: grow })).toThrowError(code("DATASET_CHANGED"));
  });
});
