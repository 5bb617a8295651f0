import { expect, test } from "vitest";
import { type CborOutput, writeCbor } from "../../src/mesh/cbor.ts";
import { framesOf, type Key, Maker, sha256 } from "./maker.ts";
import { angles, codesOf, judge, judgeMade, sampleMesh } from "./sample.ts";

const digest = (section: CborOutput): string => sha256(writeCbor(section)).toString("hex");
const byKey = <T extends { key: Key }>(rows: readonly T[]): T[] =>
  rows.toSorted((x, y) => Buffer.compare(x.key.raw, y.key.raw));
const byId = (ids: readonly Buffer[]): Buffer[] => ids.toSorted((x, y) => Buffer.compare(x, y));

/** Whole numbers as 8 bytes in two's complement, big-endian. */
function sums(...values: number[]): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, at) => bytes.writeBigInt64BE(BigInt(value), 8 * at));
  return bytes;
}

const { maker, authors, made } = sampleMesh();
const [a, b, c] = authors as [(typeof authors)[0], (typeof authors)[0], (typeof authors)[0]];
const verdict = judgeMade(maker, made);
const id = (author: typeof a, at: number): Buffer => (author.made[at] as (typeof made)[0]).id;

test("ME-377 a whole and true set is valid", () => {
  expect(verdict).toMatchObject({
    verdict: "valid",
    events: made.length,
    authors: 3,
    dangling: 0,
    forks: 0,
    findings: [],
  });
});

test("ME-31 the WE is the sum of the latest thoughts, by their weights", () => {
  // cosQ(0..3) = 32 767 each (the next value is reached at 9); sinQ(1, 2, 3) = 3, 6, 9; cosQ(8 192) = 32 767 / √2.
  const rows = byKey([
    { key: b.key, row: [b.key.raw, b.incarnation, 3, id(b, 3), 2] },
    { key: c.key, row: [c.key.raw, c.incarnation, 1, id(c, 1), 5] },
  ]).map(({ row }) => row);
  const cosines = sums(2 * 32_767 + 5 * 32_767, 5 * 32_767, 2 * 23_170 + 5 * 32_767);
  const sines = sums(5 * 3, 2 * 32_767 + 5 * 6, 2 * 23_170 + 5 * 9);
  expect(verdict.sections["we"]).toBe(digest(["we", 3, 7, cosines, sines, rows]));
});

test("ME-33 a field has the values that nobody replaced", () => {
  expect(verdict.sections["fields"]).toBe(digest(["fields", [["entity", "field", [[id(c, 3), Buffer.from("2")]]]]]));
});

test("ME-34 an intent has its decision, its thoughts and its amendments", () => {
  const row = [id(a, 1), id(a, 2), [], byId([id(b, 3), id(c, 1)]), [id(a, 3)]];
  expect(verdict.sections["intents"]).toBe(digest(["intents", [row]]));
});

test("ME-35 an account has a row of each chain, with what its kernel entries cost", () => {
  const rows = byKey([
    { key: a.key, row: [...a.chain, 1_000, 0, 0, [[...b.chain, 600]]] },
    { key: b.key, row: [...b.chain, 0, 50, 20, []] },
    { key: c.key, row: [...c.chain, 0, 3, 1, []] },
  ]).map(({ row }) => row);
  expect(verdict.budgetHash).toBe(digest(["budget", [["cu", rows]], []]));
  expect(verdict.sections["budget"]).toBe(verdict.budgetHash);
});

test("ME-36 ME-37 ME-38 roster, kernel and clock", () => {
  const chained = ["{}", "[]"].reduce<Buffer>(
    (digest, entry) => sha256(Buffer.concat([digest, sha256(Buffer.from(entry))])),
    Buffer.alloc(32),
  );
  expect(verdict.sections["roster"]).toBe(digest(["roster", null, []]));
  expect(verdict.sections["kernel"]).toBe(digest(["kernel", [["site", ...c.chain, 7, 2, chained]]]));
  expect(verdict.sections["clock"]).toBe(digest(["clock", [[c.key.raw, 40]]]));
});

test("ME-30 the state's hash is that of the seven, the budget's that of its section", () => {
  const names = ["we", "fields", "intents", "budget", "roster", "kernel", "clock"];
  expect(Object.keys(verdict.sections)).toEqual(names);
  expect(verdict.stateHash).toBe(digest(names.map((name) => Buffer.from(verdict.sections[name] as string, "hex"))));
});

test("ME-40 the event root is over the extents by chain", () => {
  const extents = byKey(authors.map((author) => author)).map(({ chain, made, tip }) => [chain, made.length, [tip]]);
  const leaf = (extent: CborOutput) => sha256(Buffer.concat([Buffer.of(0), writeCbor(extent)]));
  const node = (left: Buffer, right: Buffer) => sha256(Buffer.concat([Buffer.of(1), left, right]));
  const [x, y, z] = extents.map(leaf) as [Buffer, Buffer, Buffer];
  expect(verdict.eventRoot).toBe(node(node(x, y), z).toString("hex"));
});

test("ME-362 ME-8 the same set in any order, repeated and over several files, comes to the same", () => {
  const orders = [made.toReversed(), [...made, ...made], made.toSorted((x, y) => Buffer.compare(x.id, y.id))];
  for (const order of orders) {
    const other = judgeMade(maker, order);
    expect({ ...other, repeated: 0 }).toEqual(verdict);
    expect(other.repeated).toBe(order.length - made.length);
  }
  expect(judge(maker, Buffer.concat([framesOf(made.slice(9)), framesOf(made.slice(0, 12))]))).toMatchObject({
    stateHash: verdict.stateHash,
    repeated: 3,
  });
});

test("ME-31 thoughts of other lengths and greater weights are not taken, and a newer incarnation is later", () => {
  const maker = new Maker({ members: 1, dimensions: 1 });
  const old = maker.author(0, 9);
  old.say("thought", [null, "enc", 1, angles(0), Buffer.alloc(0)]);
  const fresh = maker.author(0, 3);
  const base = judgeMade(maker, [...old.made, ...fresh.made]);
  fresh.say("thought", [null, "enc", 65_537, angles(0), Buffer.alloc(0)]);
  fresh.say("thought", [null, "enc", 1, angles(0, 0), Buffer.alloc(0)]);
  const same = judgeMade(maker, [...old.made, ...fresh.made]);
  expect(same.sections["we"]).toBe(base.sections["we"]);
  // Both chains open with Lamport 1: the rank is by the id of the opening.
  const [first] = [old, fresh].toSorted((x, y) =>
    Buffer.compare((y.made[0] as (typeof made)[0]).id, (x.made[0] as (typeof made)[0]).id),
  );
  const taken = fresh.say("thought", [null, "enc", 65_536, angles(0), Buffer.alloc(0)]);
  const row =
    first === fresh
      ? [fresh.key.raw, fresh.incarnation, 3, taken.id, 65_536]
      : [old.key.raw, old.incarnation, 1, old.tip, 1];
  const weight = row[4] as number;
  const expected = ["we", 1, weight, sums(weight * 32_767), sums(0), [row]];
  expect(judgeMade(maker, [...old.made, ...fresh.made]).sections["we"]).toBe(digest(expected));
});

test("ME-34 of two decisions the smaller (Lamport, id) is kept; one without thoughts, or with others', is none", () => {
  const maker = new Maker({ members: 1 });
  const author = maker.author(0);
  const intent = author.say("intent.opened", ["fast", Buffer.alloc(0), 1, 0, 1]);
  const other = author.say("intent.opened", ["fast", Buffer.alloc(0), 1, 0, 1]);
  const thought = author.say("thought", [intent.id, "enc", 1, angles(0), Buffer.alloc(0)]);
  const foreign = author.say("thought", [other.id, "enc", 1, angles(0), Buffer.alloc(0)]);
  const decide = (ids: Buffer[]) => author.say("intent.decided", [intent.id, ids, Buffer.alloc(0)]);
  const empty = decide([]);
  decide([thought.id, foreign.id]);
  decide([intent.id]);
  const [kept, dissent] = [decide([thought.id]), decide([thought.id, thought.id])];
  author.say("intent.amended", [intent.id, empty.id, [], Buffer.alloc(0)]);
  const amendment = author.say("intent.amended", [intent.id, dissent.id, [], Buffer.alloc(0)]);
  const rows = [
    [intent.id, kept.id, [dissent.id], [thought.id], [amendment.id]],
    [other.id, null, [], [foreign.id], []],
  ].toSorted(([x], [y]) => Buffer.compare(x as Buffer, y as Buffer));
  expect(judgeMade(maker, author.made).sections["intents"]).toBe(digest(["intents", rows]));
});

test("ME-35 ME-38 sums stop at 2^53 - 1, strangers issue nothing, and no more is returned than was spent", () => {
  const maker = new Maker({ members: 2 });
  const [issuer, other] = [maker.author(0), maker.author(1)];
  const most = Number.MAX_SAFE_INTEGER;
  for (const quantity of [most, 5]) issuer.say("budget.issued", ["é", quantity]);
  for (const beats of [most, 5]) issuer.say("clock.beat", [beats]);
  other.say("budget.issued", ["z", 7]);
  other.say("budget.returned", ["z", 7, ""]);
  other.say("budget.spent", ["\u{1f600}", 7, ""]);
  other.say("budget.returned", ["\u{1f600}", 9, ""]);
  other.say("budget.spent", ["\uffee", 1, ""]);
  const { sections } = judgeMade(maker, [...issuer.made, ...other.made]);
  // U+FFEE comes before U+1F600 in UTF-8, and after it in UTF-16.
  const rows = [
    ["é", [[...issuer.chain, most, 0, 0, []]]],
    ["\uffee", [[...other.chain, 0, 1, 0, []]]],
    ["\u{1f600}", [[...other.chain, 0, 7, 7, []]]],
  ];
  expect(sections["budget"]).toBe(digest(["budget", rows, []]));
  expect(sections["clock"]).toBe(digest(["clock", [[issuer.key.raw, most]]]));
});

test("ME-37 entries after a gap are left out, for that site", () => {
  const maker = new Maker({ members: 1 });
  const author = maker.author(0);
  const entry = Buffer.from("{}");
  for (const first of [0, 2, 1]) author.say("kernel.entries", ["a", first, [entry], []]);
  author.say("kernel.entries", ["b", 4, [], []]);
  const one = sha256(Buffer.concat([Buffer.alloc(32), sha256(entry)]));
  const rows = [
    ["a", ...author.chain, 0, 1, one],
    ["b", ...author.chain, 4, 0, Buffer.alloc(32)],
  ];
  expect(judgeMade(maker, author.made).sections["kernel"]).toBe(digest(["kernel", rows]));
});

test("ME-369 a kind of a later version is held, without effect, and never valid", () => {
  const { maker, authors, made } = sampleMesh();
  const later = (authors[0] as typeof a).say("weather.told", ["rain", [1]]);
  const told = judgeMade(maker, [...made, later]);
  expect([told.verdict, codesOf(told)]).toEqual(["incomplete", ["KIND_UNKNOWN"]]);
  expect([told.events, told.stateHash]).toEqual([made.length + 1, verdict.stateHash]);
});
