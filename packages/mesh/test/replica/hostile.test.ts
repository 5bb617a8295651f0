import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { type CborValue, encodeCbor } from "../../src/event/cbor.ts";
import type { EventBody } from "../../src/event/body.ts";
import type { MeshEvent } from "../../src/event/event.ts";
import { openEvent } from "../../src/event/open-event.ts";
import { HybridClock } from "../../src/replica/hybrid-clock.ts";
import type { ReplicaMessage } from "../../src/replica/message.ts";
import { encodeMessage, openMessage } from "../../src/replica/message-codec.ts";
import { Replica } from "../../src/replica/replica.ts";
import { crypto, shuffled, strangerOf, TestAuthor, testGenesis, testIncarnation, testSigner } from "../kit/index.ts";

const beat = { kind: "clock.beat", beats: 1 } as const;
const { mesh, authors } = testGenesis(4);
const [self, one, two, three] = authors as [TestAuthor, TestAuthor, TestAuthor, TestAuthor];
const NOW_MS = 1_800_000_000_000;

/** A member's replica that has opened its chain. */
function opened(): Replica {
  const replica = new Replica({ mesh, signer: self.signer, crypto }, RandomStream.from("hostile"));
  replica.meet(authors.map(({ key }) => key));
  replica.resume(testIncarnation("mine"));
  replica.author([{ kind: "incarnation.opened", name: "mine" }], 0, NOW_MS);
  return replica;
}

function told(replica: Replica, events: readonly MeshEvent[]): void {
  replica.onMessage(one.key, { type: "events", as: "news", pull: 0, events }, NOW_MS);
  replica.onDurable(Number.MAX_SAFE_INTEGER);
  replica.takeEffects();
}

const write = (replica: Replica): MeshEvent => replica.author([beat], 0, NOW_MS)[0] as MeshEvent;

const openings = (count: number, author: TestAuthor): MeshEvent[] =>
  Array.from({ length: count }, (_, place) =>
    new TestAuthor(mesh, author.name, testIncarnation(`${author.name} ${place}`), author.signer).open(),
  );

test("ME-562 a counter above 2^32 is not followed, and one's own gives way to the next millisecond", () => {
  const replica = opened();
  const stranger = new TestAuthor(mesh, "stranger");
  told(replica, [stranger.open({ hlc: { ms: NOW_MS + 300, counter: Number.MAX_SAFE_INTEGER } })]);
  expect(write(replica).hlc).toEqual({ ms: NOW_MS, counter: 1 });
  told(replica, [stranger.write(beat, { hlc: { ms: NOW_MS + 300, counter: 2 ** 32 } })]);
  expect(write(replica).hlc).toEqual({ ms: NOW_MS + 301, counter: 0 });
  const clock = new HybridClock();
  clock.hear({ ms: NOW_MS + 500, counter: 2 ** 32 - 1 }, NOW_MS);
  expect([1, 2].map(() => clock.tick(NOW_MS))).toEqual([
    { ms: NOW_MS + 500, counter: 2 ** 32 },
    { ms: NOW_MS + 501, counter: 0 },
  ]);
});

test("ME-563 of thousands of heads 256 are cited: the highest, each member's, then the rest, and all in the end", () => {
  const replica = opened();
  const far = new TestAuthor(mesh, "far");
  far.open();
  for (let place = 0; place < 50; place += 1) far.write(beat);
  const honest = [two.open(), three.open()];
  told(replica, [...openings(600, one), ...openings(600, new TestAuthor(mesh, "stranger")), ...far.events, ...honest]);
  const first = write(replica);
  expect(first.parents.length).toBe(256);
  expect(first.parents).toEqual(expect.arrayContaining([far.head?.id, ...honest.map(({ id }) => id)]));
  expect(first.lamport).toBe(52);
  const events = replica.events;
  const byStranger = first.parents.filter((id) => events.get(id)?.author === testSigner("stranger").key);
  expect(byStranger).toEqual([]);
  const later = Array.from({ length: 4 }, () => write(replica));
  expect(later.at(-1)?.parents.length).toBeLessThan(256);
  expect(write(replica).parents).toEqual([]);
  for (const event of [first, ...later]) {
    expect(event.bytes.length).toBeLessThan(10_000);
    expect(openEvent(event.bytes, mesh, crypto).ok).toBe(true);
  }
});

const field = (bytes: number): EventBody => ({
  ...{ kind: "field.set", entity: "e", field: "f", resolves: [] },
  value: new Uint8Array(bytes),
});
const movements = (count: number): EventBody => ({
  ...{ kind: "kernel.entries", site: "s", first: 0, entries: [] },
  movements: Array.from({ length: count }, () => ({ account: "a", spent: 0, returned: 0 })),
});

test.each([
  ["too many bytes", field(524_288)],
  ["too many values", movements(20_000)],
])("ME-563 an event with %s is not written, nor are those written with it", (_, body) => {
  const replica = opened();
  const before = replica.events.size;
  const bodies = [...Array.from({ length: 130 }, () => beat), body];
  expect(() => replica.author(bodies, 0, NOW_MS)).toThrow(expect.objectContaining({ code: "MESH_EVENT_TOO_LARGE" }));
  expect(replica.events.size).toBe(before);
  expect(write(replica).sequence).toBe(1);
});

test("ME-563 what is written can be read by others, up to the last byte and value", () => {
  const replica = opened();
  for (const body of [field(523_600), movements(16_000)]) {
    const [event] = replica.author([body], 0, NOW_MS);
    expect(openEvent(event?.bytes ?? new Uint8Array(), mesh, crypto).ok).toBe(true);
  }
  expect(
    replica.author(
      Array.from({ length: 130 }, () => beat),
      0,
      NOW_MS,
    ).length,
  ).toBe(130);
});

const chainOf = (digit: number): CborValue => [Buffer.alloc(32, digit), Buffer.alloc(16, digit)];
const extentOf = (digit: number): CborValue => [chainOf(digit), 1, [Buffer.alloc(32, 3)]];
const sums = Array.from({ length: 16 }, () => [0, 0, 0]);

const MALFORMED: readonly (readonly [string, CborValue])[] = [
  ["a part twice", ["extents", [1, ["0", "0"], []]]],
  ["a part a hundred thousand times", ["extents", [1, Array.from({ length: 100_000 }, () => ""), []]]],
  ["parts out of order", ["extents", [1, ["1", "0"], []]]],
  ["a part within another", ["extents", [1, ["0", "00"], []]]],
  ["a part within all", ["differ", [1, ["", "5"]]]],
  ["a part within one before the last", ["differ", [1, ["0", "00", "01"]]]],
  ["a part of other digits", ["differ", [1, ["0g"]]]],
  ["a part that has no parts", ["parts", [1, "00", sums, 0]]],
  ["the parts of no part", ["parts", [1, "z", sums, 0]]],
  ["extents out of order", ["extents", [1, [""], [extentOf(2), extentOf(1)]]]],
  ["an extent twice", ["extents", [1, [""], [extentOf(1), extentOf(1)]]]],
  ["chains out of order", ["uneven", [1, [chainOf(2), chainOf(1)]]]],
  ["a chain twice", ["uneven", [1, [chainOf(1), chainOf(1)]]]],
  ["more values than may be", ["sum", Array.from({ length: 2 ** 18 }, () => 0)]],
  ["another way to tell of events", ["events", "length", 0, []]],
];

test.each(MALFORMED)("ME-565 a message with %s is malformed", (_, message) => {
  expect(openMessage(encodeCbor(message), mesh, crypto)).toEqual({ ok: false, error: "MESSAGE_MALFORMED" });
});

test("ME-565 what is in order is answered, each event once", () => {
  const replica = opened();
  told(
    replica,
    [...openings(40, one), two.write(beat), three.write(beat)].filter(({ sequence }) => sequence === 0),
  );
  const prefixes = [...new Set([...replica.events.chains()].map(({ key }) => key[0] as string))].toSorted();
  const message: ReplicaMessage = { type: "extents", pull: 1, prefixes, extents: [] };
  const read = openMessage(encodeMessage(message), mesh, crypto);
  if (!read.ok) throw new Error(read.error);
  replica.onMessage(two.key, read.value.message, NOW_MS);
  const sent = replica
    .takeEffects()
    .flatMap((effect) => (effect.type === "send" && effect.message.type === "events" ? effect.message.events : []));
  expect(sent.length).toBe(replica.events.size);
  expect(new Set(sent.map(({ id }) => id)).size).toBe(sent.length);
});

test("ME-565 what a replica tells of itself is in order, whatever came first", () => {
  const replica = opened();
  told(replica, [...openings(30, three), ...openings(30, one), ...openings(30, two)]);
  replica.onMessage(two.key, { type: "differ", pull: 1, prefixes: [""] }, NOW_MS);
  const told_ = replica.takeEffects().flatMap((effect) => (effect.type === "send" ? effect.message : []));
  const extents = told_.filter(({ type }) => type === "extents");
  expect(extents.length).toBe(1);
  for (const message of told_) expect(openMessage(encodeMessage(message), mesh, crypto).ok).toBe(true);
});

/** Messages of all types with fields just as they like, of which most open. */
function wildMessage(stream: RandomStream, events: readonly MeshEvent[]): CborValue {
  const pick = <T>(values: readonly T[]): T => values[stream.below(values.length)] as T;
  const some = <T>(draw: () => T): T[] => Array.from({ length: stream.below(4) }, draw);
  const whole = () => pick([0, 1, 2, 48, 2 ** 32, 2 ** 48, Number.MAX_SAFE_INTEGER]);
  const id = () => Buffer.from(stream.chance(1, 4) ? "7".repeat(64) : pick(events).id, "hex");
  const chain = () =>
    pick(events)
      .chain.split("/")
      .map((part) => Buffer.from(part, "hex"));
  const part = () => pick(["", "0", "5", "d", "d8", "ff", ...events.map(({ author }) => author.slice(0, 2))]);
  const byBytes = (a: CborValue, b: CborValue) => Buffer.compare(encodeCbor(a), encodeCbor(b));
  const sum = () => [whole(), whole(), whole()];
  const draws: readonly (() => CborValue)[] = [
    () => ["sum", [whole(), sum()]],
    () => ["parts", [whole(), part().slice(0, 1), Array.from({ length: 16 }, sum), stream.below(2)]],
    () => ["differ", [whole(), some(part).toSorted()]],
    () => ["extents", [whole(), some(part).toSorted(), some(() => [chain(), whole(), some(id)]).toSorted(byBytes)]],
    () => ["uneven", [whole(), some(chain).toSorted(byBytes)]],
    () => ["chain", [whole(), chain(), some(id)]],
    () => ["resume", [chain()]],
    () => ["known", [chain(), whole()]],
    () => ["held", [chain(), whole(), id()]],
    () => ["events", stream.below(4), whole(), some(() => pick(events).bytes)],
  ];
  return pick(draws)();
}

test("ME-565 whatever opens is heard without an exception, and what is answered opens (100 runs of 100 messages)", () => {
  let [heard, answered] = [0, 0];
  for (let seed = 0; seed < 100; seed += 1) {
    const stream = RandomStream.from("wild messages", seed);
    const replica = opened();
    const events = [...strangerOf(mesh).wildEvents(stream, 16), ...openings(3, one)];
    told(replica, shuffled(events, stream).slice(4));
    for (let turn = 0; turn < 100; turn += 1) {
      const read = openMessage(encodeCbor(wildMessage(stream, events)), mesh, crypto);
      if (!read.ok) continue;
      heard += 1;
      replica.onMessage(two.key, read.value.message, NOW_MS + 100 * turn);
      replica.onTime(NOW_MS + 100 * turn);
      for (const effect of replica.takeEffects()) {
        if (effect.type !== "send") continue;
        answered += 1;
        expect(openMessage(encodeMessage(effect.message), mesh, crypto).ok).toBe(true);
      }
    }
    expect(openEvent(write(replica).bytes, mesh, crypto).ok).toBe(true);
  }
  expect(Math.min(heard, answered)).toBeGreaterThan(5000);
});
