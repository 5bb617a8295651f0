import { expect, test } from "vitest";
import { FreshEvents } from "../../src/node/runtime/fresh-events.ts";
import { ownEventsSeen } from "../../src/node/runtime/own-events-seen.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { type TestAuthor, testGenesis } from "../kit/index.ts";

const field = (value: string) =>
  ({ kind: "field.set", entity: "e", field: "f", value: Buffer.from(value), resolves: [] }) as const;

test("ME-405 what is fresh is told once, a rival of an old event too", () => {
  const [one, other] = testGenesis(2).authors as [TestAuthor, TestAuthor];
  const set = new EventSet();
  const fresh = new FreshEvents(set, () => true);
  const first = one.open();
  set.offer(first);
  expect(fresh.take()).toEqual([first]);
  expect(fresh.take()).toEqual([]);
  const [second, opened] = [one.write(field("a")), other.open()];
  for (const event of [second, opened]) set.offer(event);
  expect(new Set(fresh.take())).toEqual(new Set([second, opened]));
  const rival = one.write(field("b"), { previous: first });
  set.offer(rival);
  expect(fresh.take()).toEqual([rival]);
});

test("ME-408 what a peer cites, directly or not, it is known to have; what it has not answered is not counted", () => {
  const [own, peer, third] = testGenesis(3).authors as [TestAuthor, TestAuthor, TestAuthor];
  const set = new EventSet();
  const offer = (event: ReturnType<TestAuthor["open"]>) => (set.offer(event), event);
  offer(own.open());
  expect(ownEventsSeen(set, peer.key, own.chain)).toBeNull();
  offer(peer.open());
  expect(ownEventsSeen(set, peer.key, own.chain)).toBeNull();
  const second = offer(own.write(field("a")));
  const through = offer(third.open({ parents: [second] }));
  offer(own.write(field("b")));
  offer(peer.write(field("c"), { parents: [through] }));
  expect(ownEventsSeen(set, peer.key, own.chain)).toBe(2);
});
