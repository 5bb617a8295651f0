import { expect, test } from "vitest";
import { openEvent } from "../../src/event/open-event.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { crypto, testGenesis } from "./index.ts";

test("ME-3 what the kit writes, singly and in batches, opens and is admitted", () => {
  const { mesh, authors } = testGenesis(2);
  const [one, two] = authors as [(typeof authors)[0], (typeof authors)[0]];
  const opened = one.open();
  const beats = one.writeBatch([1, 2, 3].map((beats) => ({ kind: "clock.beat", beats }) as const));
  const other = two.open({ parents: [beats[2] as typeof opened] });
  const set = new EventSet();
  for (const event of [opened, ...beats, other]) {
    const read = openEvent(event.bytes, mesh, crypto);
    expect(read.ok && read.value).toEqual(event);
    expect(set.offer(event)).toMatchObject({ admitted: [event], fault: null });
  }
  expect(other.lamport).toBe(5);
  expect(set.heads()).toEqual([other.id]);
});

test("ME-9 the kit forks a chain when told", () => {
  const { authors } = testGenesis(1);
  const [one] = authors as [(typeof authors)[0]];
  const opened = one.open();
  const [left, right] = [1, 2].map((beats) => one.write({ kind: "clock.beat", beats }, { previous: opened }));
  const set = new EventSet();
  for (const event of one.events) set.offer(event);
  expect(left?.sequence).toBe(right?.sequence);
  expect(set.chain(one.chain)?.forkedAt).toBe(1);
});
