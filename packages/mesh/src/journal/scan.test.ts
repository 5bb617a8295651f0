import { RandomStream, utf8 } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { nativeCryptography } from "../node/native-cryptography.ts";
import { FRAME_BYTES, writeFrame } from "./frame.ts";
import { JournalFramer } from "./framer.ts";
import type { JournalRecord } from "./record.ts";
import { scanSegment } from "./scan.ts";
import { HEADER_BYTES, SEGMENT_BYTES, segmentHeader, segmentMarker } from "./segment.ts";

const crypto = nativeCryptography();
const identity = { node: "ab".repeat(32), id: "0123456789abcdef".repeat(2) };
const first = { ...identity, number: 1 };
const marker = segmentMarker(first, crypto);

const bytes = fc.uint8Array({ maxLength: 60 });
const record: fc.Arbitrary<JournalRecord> = fc.record({ kind: fc.integer({ min: 1, max: 254 }), bytes });

function segmentOf(records: readonly JournalRecord[]): Uint8Array {
  const framer = new JournalFramer(identity, { segment: 1, offset: 0 }, SEGMENT_BYTES, crypto);
  for (const one of records) framer.add(one);
  return framer.takeWrites()[0]?.bytes ?? new Uint8Array();
}

const notes = (...texts: readonly string[]): JournalRecord[] => texts.map((text) => ({ kind: 2, bytes: utf8(text) }));
const contents = (content: Uint8Array) => scanSegment(content, first, crypto).records.map(plain);
const plain = ({ kind, bytes }: JournalRecord) => ({ kind, bytes: Buffer.from(bytes).toString("hex") });

function flipped(content: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(content);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

test("ME-180 what was written is read back, each record 29 bytes longer than its content", () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 8 }), (records) => {
      const content = segmentOf(records);
      const scan = scanSegment(content, first, crypto);
      expect(scan.records.map(plain)).toEqual(records.map(plain));
      expect(scan).toMatchObject({ validLength: content.length, torn: null, damage: [] });
      const payload = records.reduce((sum, { bytes }) => sum + bytes.length, 0);
      expect(content.length).toBe(HEADER_BYTES + records.length * FRAME_BYTES + payload);
    }),
  );
  expect(FRAME_BYTES).toBe(29);
});

test("ME-181 a segment cut at any byte keeps its whole records, and the rest is torn", () => {
  const records = notes("one", "two", "", "four");
  const content = segmentOf(records);
  const whole = scanSegment(content, first, crypto).records;
  for (let length = 0; length < content.length; length += 1) {
    const scan = scanSegment(content.subarray(0, length), first, crypto);
    const kept = whole.filter(({ end }) => end <= length);
    const headerKept = length >= HEADER_BYTES ? HEADER_BYTES : 0;
    expect(scan.records.map(plain)).toEqual(kept.map(plain));
    expect(scan.damage).toEqual([]);
    expect(scan.validLength).toBe(kept.at(-1)?.end ?? headerKept);
    const isTorn = scan.validLength < length || length < HEADER_BYTES;
    expect(scan.torn).toEqual(isTorn ? { offset: scan.validLength, length: length - scan.validLength } : null);
  }
});

test("ME-181 zeros where the last write should be are torn as well; anything else there is damage", () => {
  const content = segmentOf(notes("one", "two"));
  const [one] = scanSegment(content, first, crypto).records;
  const end = one?.end ?? 0;
  const zeros = Buffer.concat([content.subarray(0, end), new Uint8Array(5000)]);
  expect(scanSegment(zeros, first, crypto)).toMatchObject({
    validLength: end,
    torn: { offset: end, length: 5000 },
    damage: [],
  });

  const halfArrived = Buffer.concat([content.subarray(0, content.length - 10), new Uint8Array(500)]);
  expect(scanSegment(halfArrived, first, crypto)).toMatchObject({
    validLength: end,
    torn: { offset: end },
    damage: [],
  });

  const garbage = Buffer.concat([content.subarray(0, end), new Uint8Array(500).fill(7)]);
  expect(scanSegment(garbage, first, crypto)).toMatchObject({ torn: null, damage: [{ offset: end, length: 500 }] });
});

test("ME-182 C3 every single bit of a segment, flipped, is damage at its place, and every other record is found", () => {
  const content = segmentOf(notes("one", "a longer second record", "", "four"));
  const whole = scanSegment(content, first, crypto).records;
  for (let bit = 0; bit < content.length * 8; bit += 1) {
    const at = bit >> 3;
    const scan = scanSegment(flipped(content, bit), first, crypto);
    const others = whole.filter(({ offset, end }) => at < offset || at >= end);
    expect(scan.torn).toBeNull();
    expect(scan.records.map(plain)).toEqual(others.map(plain));
    expect(scan.damage).toHaveLength(1);
    const [{ offset, length } = { offset: -1, length: 0 }] = scan.damage;
    expect(offset <= at && at < offset + length).toBe(true);
  }
});

test("ME-182 a page of anything over a segment costs what it covers, and no record is invented", () => {
  const page = fc.record({ at: fc.nat(1500), fill: fc.uint8Array({ minLength: 1, maxLength: 700 }) });
  fc.assert(
    fc.property(fc.array(record, { minLength: 12, maxLength: 30 }), page, (records, { at, fill }) => {
      const content = segmentOf(records);
      const offset = at % content.length;
      const damaged = Uint8Array.from(content);
      damaged.set(fill.subarray(0, content.length - offset), offset);
      const until = Math.min(offset + fill.length, content.length);
      const whole = scanSegment(content, first, crypto).records;
      const found = scanSegment(damaged, first, crypto).records.map(({ offset }) => offset);
      expect(whole.filter((r) => r.end <= offset || r.offset >= until).every((r) => found.includes(r.offset))).toBe(
        true,
      );
      expect(found.every((at) => whole.some((r) => r.offset === at))).toBe(true);
    }),
  );
});

test("ME-183 a record inside a record is never found, wherever the damage is", () => {
  const random = RandomStream.from("records in records");
  const inner = segmentOf(notes("x", "y", "z"));
  const content = segmentOf([...notes("before"), { kind: 1, bytes: inner }, ...notes("after")]);
  for (let trial = 0; trial < 2_000; trial += 1) {
    const found = contents(flipped(content, random.below(content.length * 8)));
    expect(found.filter(({ bytes }) => ["78", "79", "7a"].includes(bytes))).toEqual([]);
  }
});

test("ME-183 content that holds the segment's marker, even a frame forged for its very place, opens another segment", () => {
  const framer = new JournalFramer(identity, { segment: 1, offset: 0 }, SEGMENT_BYTES, crypto);
  const place = HEADER_BYTES + FRAME_BYTES - 8;
  const forged = writeFrame({ kind: 1, bytes: utf8("forged") }, place, marker, crypto);
  // Without the rule about the marker the forged frame would be found as soon as the one around it is damaged.
  const unguarded = Buffer.concat([
    segmentHeader(first, crypto),
    writeFrame({ kind: 1, bytes: forged }, HEADER_BYTES, marker, crypto),
  ]);
  expect(contents(flipped(unguarded, HEADER_BYTES * 8))).toEqual([plain({ kind: 1, bytes: utf8("forged") })]);

  framer.add({ kind: 1, bytes: forged });
  const writes = framer.takeWrites();
  expect(writes.map(({ file }) => file.slice(0, 16))).toEqual(["journal-00000001", "journal-00000002"]);
  const second = { ...identity, number: 2 };
  expect(scanSegment(writes[1]?.bytes ?? forged, second, crypto).records.map(plain)).toEqual([
    plain({ kind: 1, bytes: forged }),
  ]);
  const damaged = flipped(writes[1]?.bytes ?? forged, HEADER_BYTES * 8);
  expect(scanSegment(damaged, second, crypto).records).toEqual([]);
});

test("ME-183 a record counts only in its journal, its segment and its place", () => {
  const content = segmentOf(notes("one", "two"));
  for (const other of [
    { ...first, number: 2 },
    { ...first, id: "f".repeat(32) },
  ])
    expect(scanSegment(content, other, crypto).records).toEqual([]);
  const [one, two] = scanSegment(content, first, crypto).records;
  const twice = Buffer.concat([content, content.subarray(one?.offset, two?.end)]);
  const scan = scanSegment(twice, first, crypto);
  expect(scan.records).toHaveLength(2);
  expect(scan.damage).toEqual([{ offset: content.length, length: twice.length - content.length }]);
});
