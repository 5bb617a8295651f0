import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { MeshEvent } from "../../src/event/event.ts";
import { Chain } from "../../src/set/chain.ts";
import { plainEvent, shuffled, strangerOf, testGenesis, testIncarnation } from "../kit/index.ts";

const { mesh } = testGenesis(3);
const { beat, written } = strangerOf(mesh);

/** Different openings of one chain. */
const openings = (count: number): MeshEvent[] =>
  Array.from({ length: count }, (_, place) =>
    written({ kind: "incarnation.opened", name: `${place}` }, { incarnation: testIncarnation("one") }),
  );

/** So many events that follow an opening. */
const seconds = (opening: MeshEvent, count: number): MeshEvent[] =>
  Array.from({ length: count }, (_, place) =>
    written(
      { ...beat, beats: place + 1 },
      { incarnation: opening.incarnation, sequence: 1, previous: opening.id, lamport: 2 },
    ),
  );

const chainOf = (events: readonly MeshEvent[]): Chain => {
  const chain = new Chain((events[0] as MeshEvent).chain);
  for (const [rank, event] of events.entries()) chain.add(event, rank);
  return chain;
};

/** How often ids are looked at while so many rivals for one place come. */
function idsLookedAt(count: number): number {
  let reads = 0;
  const counted = openings(count).map((event) =>
    Object.defineProperty(plainEvent(event), "id", {
      get: () => {
        reads += 1;
        return event.id;
      },
    }),
  );
  expect(chainOf(counted).rivalsAt(0).length).toBe(count - 1);
  return reads;
}

test("ME-567 one more rival for a place costs no look at all the others", () => {
  const [few, many] = [idsLookedAt(250), idsLookedAt(1000)];
  expect(many / few).toBeLessThan(6);
  expect(many).toBeLessThan(1000 * 2 * 12);
});

test("ME-567 ME-9 whatever the order, of the events for one place the one with the smallest id comes first, then the others by id", () => {
  const first = openings(9);
  const places = [first, seconds(first[0] as MeshEvent, 12)];
  const expected = places.map((events) => events.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
  for (let seed = 0; seed < 50; seed += 1) {
    const chain = chainOf(shuffled(places.flat(), RandomStream.from("rivals", seed)));
    expect([0, 1].map((place) => [chain.at(place), ...chain.rivalsAt(place)])).toEqual(expected);
    expect([...chain.events()]).toEqual(expected.flat());
    expect([chain.forkedAt, chain.forkedPlaces()]).toEqual([0, [0, 1]]);
  }
});
