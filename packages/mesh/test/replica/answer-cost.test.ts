import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { MeshEvent } from "../../src/event/event.ts";
import type { EventsMessage, ReplicaMessage } from "../../src/replica/message.ts";
import { SetDigest } from "../../src/replica/set-digest.ts";
import { Sync } from "../../src/replica/sync.ts";
import type { Chain } from "../../src/set/chain.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { plainEvent, randomGraph, shuffled, strangerOf, TestAuthor, testGenesis } from "../kit/index.ts";

const ANSWER_BYTES_MAX = 1024 * 1024;
const { mesh } = testGenesis(4);
const { beat, givesUp, opened, wildEvents, written } = strangerOf(mesh);

/** A replica's set, what answers from it, and its events in order of admission. */
function holding(events: Iterable<MeshEvent>) {
  const [set, digest, all] = [new EventSet(), new SetDigest(), [] as MeshEvent[]];
  const sync = new Sync(set, digest);
  const known = new Set<Chain>();
  function take(offered: Iterable<MeshEvent>): void {
    for (const event of offered) all.push(...set.offer(event).admitted);
    for (const chain of set.chains()) if (!known.has(chain)) sync.addChain(chain);
    for (const chain of set.chains()) known.add(chain);
  }
  take(events);
  return { set, sync, all, take };
}

const eventsOf = (messages: readonly ReplicaMessage[]): readonly EventsMessage[] =>
  messages.flatMap((message) => (message.type === "events" ? [message] : []));

const asked = { type: "extents", pull: 7, prefixes: [""], extents: [] } as const;

/** What an answer is, told plainly: all that is lacked, as it was admitted, up to the limit. */
function plainAnswer(ordered: readonly MeshEvent[]): EventsMessage[] {
  let bytes = 0;
  const cut = ordered.findIndex((event, place) => (bytes += event.bytes.length) > ANSWER_BYTES_MAX && place > 0);
  if (ordered.length === 0) return [];
  const events = cut === -1 ? ordered : ordered.slice(0, cut);
  return [{ type: "events", pull: 7, events, as: cut === -1 ? "pull" : "partly" }];
}

/** So many chains, each of 1 MiB: 64 events of 16 KiB behind its opening. */
function longChains(count: number): MeshEvent[] {
  const field = { kind: "field.set", entity: "e", field: "f", resolves: [] } as const;
  const bodies = Array.from({ length: 64 }, (_, place) => ({ ...field, value: new Uint8Array(16 * 1024).fill(place) }));
  return Array.from({ length: count }, (_, at) => new TestAuthor(mesh, `author ${at}`)).flatMap((author) => [
    author.open(),
    ...author.writeBatch(bodies),
  ]);
}

/** How often events are looked at for one answer of 1 MiB from so many chains. */
function looksFor(chains: number): number {
  let looks = 0;
  const counted = longChains(chains).map((event) => {
    const count = <T>(value: T) => ({ get: () => ((looks += 1), value) });
    return Object.defineProperties(plainEvent(event), { lamport: count(event.lamport), bytes: count(event.bytes) });
  });
  const { sync } = holding(counted);
  looks = 0;
  expect(eventsOf(sync.onExtents(asked)).map(({ as }) => as)).toEqual(["partly"]);
  return looks;
}

test("ME-568 one answer from four times the chains looks at little more", () => {
  expect(looksFor(32)).toBeLessThan(2.5 * looksFor(8));
});

test("ME-568 ME-58 answers that were cut, one after the other, are all that was lacked in causal order", () => {
  const { set, sync, all } = holding(longChains(4));
  const puller = new EventSet();
  for (let turn = 0; puller.size < set.size; turn += 1) {
    expect(turn).toBeLessThan(10);
    const extents = [...puller.chains()].map((chain) => chain.extent()).toSorted((a, b) => (a.key < b.key ? -1 : 1));
    const answers = eventsOf(sync.onExtents({ ...asked, extents }));
    expect(answers).toEqual(plainAnswer(all.filter(({ id }) => !puller.isKnown(id))));
    for (const event of answers.flatMap(({ events }) => events)) {
      expect(puller.offer(event).admitted).toEqual([event]);
    }
  }
  expect(sync.onExtents({ ...asked, extents: [...set.chains()].map((chain) => chain.extent()) })).toEqual([]);
});

test("ME-568 of chains that fork, or lead on from what was given up, an answer is in order too (100 sets)", () => {
  let forks = 0;
  for (let seed = 0; seed < 100; seed += 1) {
    const stream = RandomStream.from("answers", seed);
    const events = shuffled(seed % 2 === 0 ? wildEvents(stream, 24) : randomGraph(stream, 30).events, stream);
    const { set, sync, all, take } = holding(events.slice(10));
    expect(eventsOf(sync.onExtents(asked))).toEqual(plainAnswer(all));
    // What was answered before more came is not what is answered then.
    take(events.slice(0, 10));
    expect(eventsOf(sync.onExtents(asked))).toEqual(plainAnswer(all));
    for (const chain of set.chains()) {
      const events = all.filter((event) => event.chain === chain.key);
      const told = events.filter(() => stream.chance(1, 2)).map(({ id }) => id);
      const answers = eventsOf(sync.onChain({ type: "chain", pull: 7, chain: chain.key, ids: told }));
      expect(answers).toEqual(plainAnswer(events.filter(({ id }) => !told.includes(id))));
      const from = stream.below(chain.length + 1);
      expect([...chain.byAdmission(from)]).toEqual(
        events.filter(({ sequence }) => sequence >= from).map((event) => ({ rank: all.indexOf(event), event })),
      );
      forks += chain.forkedAt === null ? 0 : 1;
    }
  }
  expect(forks).toBeGreaterThan(25);
});

test("ME-58 whoever holds some of it takes in each event of an answer at once, also what rests on what was given up (200 sets)", () => {
  let taken = 0;
  for (let seed = 0; seed < 200; seed += 1) {
    const stream = RandomStream.from("takes in", seed);
    const events = shuffled(wildEvents(stream, 40), stream);
    const { sync } = holding(events);
    const answered = eventsOf(sync.onExtents(asked)).flatMap((answer) => answer.events);
    const puller = new EventSet();
    for (const event of events) if (stream.chance(1, 3)) puller.offer(event);
    for (const event of answered.filter(({ id }) => puller.get(id) === undefined)) {
      puller.offer(event);
      expect(puller.get(event.id)?.id).toBe(event.id);
      taken += 1;
    }
  }
  expect(taken).toBeGreaterThan(2_000);
});

/** A long chain that rests on what is given up at the end of another one, whose Lamport numbers are greater than its own. */
function givenUpFromAbove(): MeshEvent[] {
  const lost = "ab".repeat(32);
  const [low, high] = [opened("low"), [opened("high")]];
  const next = (before: MeshEvent, lamport = before.lamport + 1) => ({
    ...{ incarnation: before.incarnation, sequence: before.sequence + 1, previous: before.id, lamport },
  });
  for (let count = 0; count < 100; count += 1) high.push(written(beat, next(high.at(-1) as MeshEvent)));
  high.push(givesUp([lost], next(high.at(-1) as MeshEvent)));
  const body = { kind: "field.set", entity: "e", field: "f", value: new Uint8Array(64_000), resolves: [] } as const;
  const row = [low, written(body, { ...next(low, 3), parents: [lost] })];
  while (row.length < 40) row.push(written(body, next(row.at(-1) as MeshEvent)));
  return [...high, ...row];
}

test("ME-58 a puller gets on although what gives up lies above all that rests on it", () => {
  const { set, sync } = holding(givenUpFromAbove());
  const puller = new EventSet();
  for (let turn = 0; puller.size < set.size; turn += 1) {
    expect(turn).toBeLessThan(4);
    const extents = [...puller.chains()].map((chain) => chain.extent());
    for (const { events } of eventsOf(sync.onExtents({ ...asked, extents })))
      for (const event of events) puller.offer(event);
  }
});
