import fc from "fast-check";
import { expect, test } from "vitest";
import { frame, FrameReader } from "./frame.ts";
import { PeerOutbox } from "./peer-outbox.ts";

test("ME-324 messages come out of the stream as they went in, however it is cut", () => {
  const messages = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 });
  fc.assert(
    fc.property(messages, fc.integer({ min: 1, max: 20 }), (messages, step) => {
      const stream = Buffer.concat(messages.map(frame));
      const reader = new FrameReader(50);
      const read: Uint8Array[] = [];
      for (let offset = 0; offset < stream.length; offset += step)
        read.push(...(reader.push(stream.subarray(offset, offset + step)) ?? []));
      expect(read.map((bytes) => [...bytes])).toEqual(messages.map((bytes) => [...bytes]));
    }),
  );
});

test("ME-324 a length beyond the bound ends the stream before its bytes are held", () => {
  expect(new FrameReader(50).push(frame(new Uint8Array(51)).subarray(0, 4))).toBeNull();
  expect(new FrameReader(51).push(frame(new Uint8Array(51)))).toHaveLength(1);
});

test("ME-325 a full queue drops the oldest and counts it", () => {
  let dropped = 0;
  const outbox = new PeerOutbox(() => dropped++);
  for (let count = 0; count < 5_000; count++) outbox.push(Uint8Array.of(count >> 8, count & 255));
  expect(dropped).toBe(904);
  expect(outbox.shift()).toEqual(Uint8Array.of(904 >> 8, 904 & 255));
});
