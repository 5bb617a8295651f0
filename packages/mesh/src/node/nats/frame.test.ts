import fc from "fast-check";
import { expect, test } from "vitest";
import { crypto, testSigner } from "../../../test/kit/index.ts";
import { type Frame, FrameSeal, readFrame } from "./frame.ts";
import { PART_FRAME_BYTES } from "./message-part.ts";

const MESH = "ab".repeat(32);
const [alice, bob] = [testSigner("alice"), testSigner("bob")];
const seal = new FrameSeal(MESH, alice, crypto);

const digits = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString("hex"));
const frames = fc.record({
  kind: fc.constant<Frame["kind"]>("part"),
  session: digits,
  number: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
  ticket: digits,
  bytes: fc.uint8Array({ maxLength: 300 }),
});

test("ME-552 a frame is read as it was sealed, and holds for its receiver and nobody else", () => {
  fc.assert(
    fc.property(frames, (frame) => {
      const data = seal.seal(frame, bob.key);
      expect(readFrame(data)).toEqual({ ...frame, from: alice.key });
      expect(seal.holds(data, alice.key, bob.key)).toBe(true);
      for (const to of [alice.key, null]) expect(seal.holds(data, alice.key, to)).toBe(false);
      expect(seal.holds(data, bob.key, bob.key)).toBe(false);
    }),
    { numRuns: 50 },
  );
});

test("ME-552 frames that are too long, or hand out half a ticket, are none", () => {
  const [session, ticket] = ["12".repeat(16), "34".repeat(16)];
  const sizeOf = (kind: Frame["kind"], length: number): number | undefined =>
    readFrame(seal.seal({ kind, session, number: 0, ticket, bytes: new Uint8Array(length) }, bob.key))?.bytes.length;
  expect(sizeOf("part", PART_FRAME_BYTES)).toBe(PART_FRAME_BYTES);
  expect(sizeOf("part", PART_FRAME_BYTES + 1)).toBeUndefined();
  expect(["greeting", "hint"].map((kind) => sizeOf(kind as Frame["kind"], 16))).toEqual([16, 16]);
  expect(["greeting", "hint"].map((kind) => sizeOf(kind as Frame["kind"], 15))).toEqual([undefined, undefined]);
});

test("ME-559 what proof costs for each frame", () => {
  const frame = {
    kind: "part",
    session: "12".repeat(16),
    ticket: "34".repeat(16),
    bytes: new Uint8Array(2_000),
  } as const;
  const spent = process.cpuUsage();
  const sealed = Array.from({ length: COUNT }, (_, number) => seal.seal({ ...frame, number }, bob.key));
  const middle = process.cpuUsage(spent);
  const taken = sealed.filter((data) => seal.holds(data, readFrame(data)?.from ?? "", bob.key)).length;
  const end = process.cpuUsage(spent);
  const sealingUs = (middle.user + middle.system) / COUNT;
  const openingUs = (end.user + end.system) / COUNT - sealingUs;
  console.info(
    `ME-559  a frame of 2 KB  sealed in ${sealingUs.toFixed(0)} us, opened in ${openingUs.toFixed(0)} us of a core  (bar 1000 us together)`,
  );
  expect(taken).toBe(COUNT);
  expect(sealingUs + openingUs).toBeLessThan(1_000);
});

const COUNT = 1_000;
