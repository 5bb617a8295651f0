import { RandomStream, utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { PAGE_BYTES } from "./simulated-file.ts";
import { SimulatedDisk } from "./simulated-disk.ts";

const filled = (length: number): Uint8Array => new Uint8Array(length).fill(0xaa);
const SYNCED = 1_000;
const UNSYNCED = 5 * PAGE_BYTES;

function cutDisk(seed: number): Uint8Array | null {
  const disk = new SimulatedDisk();
  disk.append("file", filled(SYNCED));
  disk.sync("file");
  disk.append("file", filled(UNSYNCED));
  disk.powerCut(RandomStream.from("power cut", seed));
  return disk.list().includes("file") ? disk.read("file") : null;
}

test("ME-198 C2 a power cut never touches what was synced, and in 200 of them loses, tears, reorders and keeps the rest", () => {
  const seen = { kept: 0, cut: 0, hole: 0, torn: 0, garbage: 0, laterWithoutEarlier: 0 };
  for (let seed = 0; seed < 200; seed += 1) {
    const content = cutDisk(seed);
    expect(content?.subarray(0, SYNCED)).toEqual(filled(SYNCED));
    const rest = Buffer.from(content?.subarray(SYNCED) ?? []);
    if (rest.equals(filled(UNSYNCED))) seen.kept += 1;
    if (rest.length < UNSYNCED) seen.cut += 1;
    const firstZero = rest.indexOf(0);
    if (firstZero > 0 && (SYNCED + firstZero) % PAGE_BYTES !== 0) seen.torn += 1;
    if (firstZero >= 0) seen.hole += 1;
    if (firstZero >= 0 && rest.subarray(firstZero).includes(0xaa)) seen.laterWithoutEarlier += 1;
    if (rest.some((byte) => byte !== 0 && byte !== 0xaa)) seen.garbage += 1;
  }
  console.info(`C2  power cuts of 200  ${JSON.stringify(seen)}  (bar: each at least once)`);
  expect(Object.values(seen).every((count) => count > 0)).toBe(true);
});

test("ME-198 a file that was never synced may be gone after a power cut, and may be there", () => {
  const outcomes = new Set<boolean>();
  for (let seed = 0; seed < 20; seed += 1) {
    const disk = new SimulatedDisk();
    disk.append("file", filled(10));
    disk.powerCut(RandomStream.from(seed));
    outcomes.add(disk.list().includes("file"));
  }
  expect(outcomes.size).toBe(2);
});

test("ME-198 the same seed makes the same of the same disk", () => {
  expect(cutDisk(7)).toEqual(cutDisk(7));
});

test("ME-198 a sync covers what was appended when it began, and nothing once the power was cut", () => {
  const lengths = { covered: new Set<number>(), stale: new Set<number>() };
  for (let seed = 0; seed < 30; seed += 1) {
    const disk = new SimulatedDisk();
    disk.append("file", filled(SYNCED));
    const pending = disk.beginSync("file");
    disk.append("file", filled(UNSYNCED));
    disk.finishSync(pending);
    disk.powerCut(RandomStream.from("covers", seed));
    expect(disk.read("file").subarray(0, SYNCED)).toEqual(filled(SYNCED));
    lengths.covered.add(disk.read("file").length);

    const stale = disk.beginSync("file");
    disk.powerCut(RandomStream.from("between", seed));
    const before = disk.read("file").length;
    disk.append("file", filled(UNSYNCED));
    disk.finishSync({ ...stale, length: before + UNSYNCED });
    disk.powerCut(RandomStream.from("again", seed));
    lengths.stale.add(disk.read("file").length - before);
  }
  expect(lengths.covered.size).toBeGreaterThan(5);
  expect(lengths.stale.size).toBeGreaterThan(5);
});

test("ME-198 after a sync that failed a further one reports success and makes nothing durable", () => {
  const disk = new SimulatedDisk();
  disk.append("file", filled(10));
  disk.sync("file");
  disk.append("file", filled(UNSYNCED));
  disk.failNext("sync", new Error("EIO"));
  expect(() => disk.sync("file")).toThrow("EIO");
  disk.sync("file");
  disk.powerCut(RandomStream.from("failed sync", 1));
  expect(Buffer.from(disk.read("file")).equals(filled(10 + UNSYNCED))).toBe(false);
});

test("ME-198 a full disk takes what fits and says so", () => {
  const disk = new SimulatedDisk();
  disk.capacityBytes = 100;
  disk.append("file", filled(90));
  expect(() => disk.append("file", filled(20))).toThrow(expect.objectContaining({ code: "DISK_FULL" }));
  expect(disk.read("file")).toHaveLength(100);
  expect(() => disk.replace("other", filled(1))).toThrow(expect.objectContaining({ code: "DISK_FULL" }));
  expect(disk.list()).toEqual(["file"]);
});

test("ME-198 one flipped bit is one bit, anywhere; an empty disk has none", () => {
  const random = RandomStream.from("flips");
  const places = new Set<string>();
  for (let trial = 0; trial < 200; trial += 1) {
    const disk = new SimulatedDisk();
    expect(disk.flipBit(random)).toBeNull();
    disk.replace("a", new Uint8Array(2));
    disk.replace("b", new Uint8Array(1));
    const { file, offset, bit } = disk.flipBit(random) ?? { file: "", offset: 0, bit: 0 };
    expect(disk.read(file)[offset]).toBe(1 << bit);
    places.add(`${file}${offset}.${bit}`);
  }
  expect(places.size).toBe(24);
});

test("ME-198 a misdirected write damages another page and leaves zeros where it belongs", () => {
  const disk = new SimulatedDisk();
  disk.append("victim", filled(100));
  disk.misdirectNext(RandomStream.from("misdirected"));
  disk.append("file", utf8("hello"));
  disk.append("file", utf8("world"));
  expect(Buffer.from(disk.read("file")).toString()).toBe("\0\0\0\0\0world");
  expect(Buffer.from(disk.read("victim")).subarray(0, 5).toString()).toBe("hello");
});

test("ME-198 a copy is yesterday's image: later writes do not reach it", () => {
  const disk = new SimulatedDisk();
  disk.append("file", utf8("old"));
  const image = disk.copy();
  disk.append("file", utf8(" and new"));
  expect(Buffer.from(image.read("file")).toString()).toBe("old");
});
