import { hex, RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { crypto, plainEvent, randomGraph, testGenesis } from "../../test/kit/index.ts";
import { settle } from "./compact-event.ts";
import type { MeshEvent } from "./event.ts";
import { openEvent, readEvent } from "./open-event.ts";
import { Slabs } from "./slabs.ts";

/** More events than are kept read. */
const OTHERS = 200;

test("ME-510 what an event says is the same when it is read again, after others, from bytes that were moved", () => {
  let read = 0;
  for (let graph = 0; graph < 40; graph += 1) {
    const { events } = randomGraph(RandomStream.from(graph, "compact"), 40);
    const said = events.map(plainEvent);
    forgetBodies();
    for (const [place, event] of events.entries()) {
      if (place % 2 === 0) settle(event);
      expect(plainEvent(event)).toEqual(said[place]);
      expect(event.kind).toBe(event.body.kind);
      settle(event);
      expect(hex(event.bytes)).toBe(hex(said[place]?.bytes ?? new Uint8Array()));
      read += 1;
    }
  }
  expect(read).toBeGreaterThan(1_000);
});

test("ME-510 an event that was opened and settled does not hold on to the message that brought it", () => {
  const { mesh, authors } = testGenesis(1);
  const [author] = authors;
  const written = author?.open() as MeshEvent;
  const message = new Uint8Array(10_000);
  message.set(written.bytes, 77);
  const opened = openEvent(message.subarray(77, 77 + written.bytes.length), mesh, crypto);
  if (!opened.ok) throw new Error(opened.error.detail);
  settle(opened.value);
  message.fill(0);
  expect(opened.value.bytes.buffer).not.toBe(message.buffer);
  forgetBodies();
  expect(plainEvent(opened.value)).toEqual(plainEvent(written));
});

test("ME-511 an event of one's own disk is read as it was opened; bytes that are none are not read", () => {
  const { mesh, events } = randomGraph(RandomStream.from("read"), 60);
  for (const { bytes } of events) {
    const opened = openEvent(bytes, mesh, crypto);
    if (!opened.ok) continue;
    expect(plainEvent(readEvent(bytes, crypto) as MeshEvent)).toEqual(plainEvent(opened.value));
    expect(readEvent(bytes.subarray(0, 40), crypto)).toBeUndefined();
  }
  expect(readEvent(new Uint8Array(), crypto)).toBeUndefined();
  expect(readEvent(Uint8Array.of(0x01), crypto)).toBeUndefined();
});

test("ME-510 byte strings keep what they hold, whatever is kept behind them, and long ones by themselves", () => {
  const slabs = new Slabs();
  const stream = RandomStream.from("slabs");
  const given = Array.from({ length: 300 }, (_, number) => new Uint8Array(stream.below(70_000)).fill(number));
  const kept = given.map((bytes) => slabs.keep(bytes));
  expect(kept.every((bytes, place) => Buffer.compare(bytes, given[place] as Uint8Array) === 0)).toBe(true);
  expect(kept.every((bytes) => slabs.holds(bytes))).toBe(true);
  expect(given.some((bytes) => slabs.holds(bytes))).toBe(false);
  expect(new Set(kept.map(({ buffer }) => buffer)).size).toBeLessThan(60);
});

function forgetBodies(): void {
  const [author] = testGenesis(1).authors;
  author?.open();
  for (let beats = 1; beats <= OTHERS; beats += 1) author?.write({ kind: "clock.beat", beats });
}
