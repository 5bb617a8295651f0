import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { MeshEvent } from "../../src/event/event.ts";
import type { EventsMessage, ReplicaMessage } from "../../src/replica/message.ts";
import { SetDigest } from "../../src/replica/set-digest.ts";
import { Sync } from "../../src/replica/sync.ts";
import { byLamport } from "../../src/set/by-lamport.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { plainEvent, randomGraph, shuffled, strangerOf, TestAuthor, testGenesis } from "../kit/index.ts";

const ANSWER_BYTES_MAX = 1024 * 1024;
const { mesh } = testGenesis(4);
const { wildEvents } = strangerOf(mesh);

/** A replica's set, and what answers from it. */
function holding(events: Iterable<MeshEvent>) {
  const set = new EventSet();
  for (const event of events) set.offer(event);
  const sync = new Sync(set, new SetDigest());
  for (const chain of set.chains()) sync.addChain(chain);
  return { set, sync };
}

const eventsOf = (messages: readonly ReplicaMessage[]): readonly EventsMessage[] =>
  messages.flatMap((message) => (message.type === "events" ? [message] : []));

const allOf = (set: EventSet): MeshEvent[] => [...set.chains()].flatMap((chain) => [...chain.events()]);

const asked = { type: "extents", pull: 7, prefixes: [""], extents: [] } as const;

/** What an answer is, told plainly: all that is lacked, in order, up to the limit. */
function plainAnswer(lacked: readonly MeshEvent[]): EventsMessage[] {
  const ordered = lacked.toSorted((a, b) => a.lamport - b.lamport || (a.id < b.id ? -1 : 1));
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
  const { set, sync } = holding(longChains(4));
  const puller = new EventSet();
  for (let turn = 0; puller.size < set.size; turn += 1) {
    expect(turn).toBeLessThan(10);
    const extents = [...puller.chains()].map((chain) => chain.extent()).toSorted((a, b) => (a.key < b.key ? -1 : 1));
    const answers = eventsOf(sync.onExtents({ ...asked, extents }));
    expect(answers).toEqual(plainAnswer(allOf(set).filter(({ id }) => !puller.isKnown(id))));
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
    const { set, sync } = holding(events.slice(10));
    expect(eventsOf(sync.onExtents(asked))).toEqual(plainAnswer(allOf(set)));
    // What was answered before more came is not what is answered then.
    const before = new Set(set.chains());
    for (const event of events.slice(0, 10)) set.offer(event);
    for (const chain of set.chains()) if (!before.has(chain)) sync.addChain(chain);
    expect(eventsOf(sync.onExtents(asked))).toEqual(plainAnswer(allOf(set)));
    for (const chain of set.chains()) {
      const all = [...chain.events()];
      const told = all.filter(() => stream.chance(1, 2)).map(({ id }) => id);
      const answers = eventsOf(sync.onChain({ type: "chain", pull: 7, chain: chain.key, ids: told }));
      expect(answers).toEqual(plainAnswer(all.filter(({ id }) => !told.includes(id))));
      const from = stream.below(chain.length);
      expect([...chain.byLamport(from)]).toEqual(all.filter(({ sequence }) => sequence >= from).toSorted(byLamport));
      forks += chain.forkedAt === null ? 0 : 1;
    }
  }
  expect(forks).toBeGreaterThan(25);
});
