import { expect, test } from "vitest";
import type { EventId, MeshEvent } from "../../src/event/event.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { plainEvent, strangerOf, testGenesis, testIncarnation } from "../kit/index.ts";

const { mesh } = testGenesis(3);
const { beat, givesUp, opened, written } = strangerOf(mesh);

/** The same event, which counts how often somebody goes through what it cites. */
function counted(event: MeshEvent) {
  let reads = 0;
  const copy = Object.defineProperty(plainEvent(event), "parents", {
    get: () => {
      reads += 1;
      return event.parents;
    },
  });
  return { event: copy, reads: () => reads };
}

const openings = (count: number): MeshEvent[] => Array.from({ length: count }, (_, place) => opened(`cited ${place}`));

/** An opening that cites all of these. */
const citing = (label: string, cited: readonly { readonly id: EventId }[], lamport = 2): MeshEvent =>
  written(
    { kind: "incarnation.opened", name: label },
    { incarnation: testIncarnation(label), parents: cited.map(({ id }) => id).toSorted(), lamport },
  );

/** How often what a waiting event cites is gone through until the last of so many comes. */
function readsWhileWaiting(count: number): number {
  const cited = openings(count);
  const { event, reads } = counted(citing("waits", cited));
  const set = new EventSet();
  set.offer(event);
  const last = cited.map((one) => set.offer(one)).at(-1);
  expect(last?.admitted).toEqual([cited.at(-1), event]);
  return reads();
}

test("ME-566 what a waiting event cites is gone through as often for a thousand missing ones as for two", () => {
  expect(readsWhileWaiting(1000)).toBe(readsWhileWaiting(2));
});

test("ME-566 what one roster gives up at once, or again, is one step for an event that waits for all of it", () => {
  const [first, ...cited] = openings(200) as [MeshEvent, ...MeshEvent[]];
  const half = cited.slice(0, 100).map(({ id }) => id);
  const { event, reads } = counted(citing("waits", cited, 7));
  const set = new EventSet();
  const opening = opened("x");
  const rosters: MeshEvent[] = [];
  for (const lost of [half, half, [...half, first.id]]) {
    const previous = rosters.at(-1) ?? opening;
    rosters.push(
      givesUp(lost, { sequence: previous.sequence + 1, previous: previous.id, lamport: previous.lamport + 1 }),
    );
  }
  for (const one of [event, opening, ...rosters, ...cited.slice(0, 150)]) set.offer(one);
  expect([set.isWaiting, set.missing()]).toEqual([
    true,
    cited
      .slice(150)
      .map(({ id }) => id)
      .toSorted(),
  ]);
  for (const one of cited.slice(150)) set.offer(one);
  expect([set.isWaiting, set.missing(), set.get(event.id)]).toEqual([false, [], event]);
  expect(reads()).toBeLessThan(10);
});

test("ME-566 what turns out false when the last that it cites comes is no longer waited with, and may be offered again", () => {
  const cited = openings(3);
  const false_ = citing("false", cited, 9);
  const set = new EventSet();
  for (const one of [false_, ...cited]) expect(set.offer(one).fault).toBeNull();
  expect([set.isKnown(false_.id), set.isWaiting, set.size]).toEqual([false, false, 3]);
  expect(set.offer(false_).fault?.code).toBe("EVENT_LAMPORT_FALSE");
  const opening = opened("x");
  const roster = givesUp([cited[0]?.id ?? ""], { sequence: 1, previous: opening.id, lamport: 2 });
  for (const one of [opening, roster]) set.offer(one);
  expect(set.offer(false_).admitted).toEqual([false_]);
});

test("ME-566 ME-561 what waits for Lamport numbers alone waits for no other", () => {
  const [one, other] = ["1", "2"].map((digit) => digit.repeat(64)) as [EventId, EventId];
  const high = written(beat, { sequence: 1, previous: one, parents: [other], lamport: 2 ** 21 });
  const opening = opened("x");
  const roster = givesUp([one, other], { sequence: 1, previous: opening.id, lamport: 2 });
  const set = new EventSet();
  for (const event of [high, opening, roster]) set.offer(event);
  expect([[...set.waiting()], set.isWaiting, set.missing()]).toEqual([[high], false, []]);
});
