import { expect, test } from "vitest";
import type { MeshEvent } from "../../src/mesh/event.ts";
import { EventSet } from "../../src/mesh/event-set.ts";

const idOf = (name: string): string => Buffer.from(name.padEnd(32, ".")).toString("hex");

type Place = Partial<Pick<MeshEvent, "sequence" | "previous" | "parents" | "lamport">>;

/** An event of a chain, as it is once it was opened. */
function eventOf(name: string, incarnation: string, place: Place): MeshEvent {
  const plain = { kind: "clock.beat", fields: [1], sequence: 0, previous: null, parents: [], lamport: 1 };
  return { ...plain, id: idOf(name), author: "a", incarnation, chain: `a/${incarnation}`, ...place };
}

const givingUp = (event: MeshEvent, ...names: string[]): MeshEvent => ({
  ...event,
  kind: "roster.opened",
  fields: [1, null, [], null, [], names.map((name) => Buffer.from(idOf(name), "hex")), [], []],
});

/** Each of a row is refused until a roster gives up what it cites, which is held only when the one before it is. */
function rowOf(length: number): MeshEvent[] {
  const first = eventOf("first", "first", {});
  const row = Array.from({ length }, (_, at) => {
    const cited = eventOf(`cited ${at}`, `cited ${at}`, {});
    const refused = eventOf(`refused ${at}`, `${at}`, { parents: [cited.id], lamport: 1000 });
    const previous = at === 0 ? first : eventOf(`refused ${at - 1}`, `${at - 1}`, { lamport: 1000 });
    const place = { sequence: 1, previous: previous.id, lamport: previous.lamport + 1 };
    return [cited, refused, givingUp(eventOf(`roster ${at}`, previous.incarnation, place), `cited ${at}`)];
  });
  return [first, ...row.flat()];
}

/** How often what an event cites is gone through, for a row of so many, all of which belong to the set in the end. */
function readsFor(length: number): number {
  let reads = 0;
  const events = rowOf(length).map((event) =>
    Object.defineProperty({ ...event }, "parents", { get: () => ((reads += 1), event.parents) }),
  );
  const set = new EventSet(events);
  expect([set.events.size, [...set.refused], set.dangling]).toEqual([events.length, [], []]);
  return reads;
}

test("ME-569 a refused event is judged again when what it cites is given up, and not whenever anything is", () => {
  expect(readsFor(200)).toBeLessThan(5 * readsFor(50));
});

test("ME-569 ME-367 one that is false for two of those that it cites stays refused until both are given up", () => {
  const cited = ["one", "two"].map((name) => eventOf(name, name, { lamport: 1 }));
  const following = eventOf("three", "one", { sequence: 1, previous: idOf("one"), lamport: 2 });
  const refused = eventOf("refused", "refused", { parents: [following.id, idOf("two")].toSorted(), lamport: 2 });
  const first = eventOf("first", "first", {});
  const roster = (name: string, before: MeshEvent, ...lost: string[]) =>
    givingUp(
      eventOf(name, "first", { sequence: before.sequence + 1, previous: before.id, lamport: before.lamport + 1 }),
      ...lost,
    );
  const early = roster("early", first, "two");
  const late = roster("late", early, "three");
  const refusedBy = (...rosters: MeshEvent[]) =>
    [...new EventSet([refused, ...cited, following, first, ...rosters]).refused].map(({ code }) => code);
  expect(refusedBy()).toEqual(["EVENT_LAMPORT_FALSE"]);
  expect(refusedBy(early)).toEqual(["EVENT_LAMPORT_FALSE"]);
  expect(refusedBy(early, late)).toEqual([]);
});
