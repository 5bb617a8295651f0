import { describe, expect, test } from "vitest";
import { writeCbor } from "../../src/mesh/cbor.ts";
import type { FindingCode } from "../../src/mesh/index.ts";
import { Author, batched, type Draft, frame, framesOf, Key, type Made, Maker, sha256 } from "./maker.ts";
import { angles, certificateOf, codesOf, judge, judgeMade, sampleMesh } from "./sample.ts";

const sample = sampleMesh();
const { maker, made } = sample;
const [author, second] = sample.authors as [Author, Author];
const truth = judgeMade(maker, made);
const certificate = certificateOf(maker, { chains: sample.authors, of: truth, by: maker.keys });

/** A new event of the first author, made false, beside all that is true. */
function withFalse(draft: Partial<Draft>): ReturnType<typeof judge> {
  const at = author.made.length;
  author.say(draft.kind ?? "clock.beat", draft.fields ?? [1], draft);
  return judgeMade(maker, [...made, ...author.made.splice(at)]);
}

const withBytes = (...envelopes: Buffer[]) => judge(maker, Buffer.concat([framesOf(made), ...envelopes.map(frame)]));

describe("one false event", () => {
  const nowhere = Buffer.alloc(32, 7);
  const first = author.made[0] as Made;
  const rows: [string, FindingCode, Partial<Draft>][] = [
    ["of another mesh", "EVENT_OF_OTHER_MESH", { mesh: nowhere }],
    ["with a Lamport number too great", "EVENT_LAMPORT_FALSE", { lamport: 1_000 }],
    ["with a Lamport number too small", "EVENT_LAMPORT_FALSE", { lamport: 2 }],
    ["with a Lamport number of 0", "EVENT_MALFORMED", { lamport: 0 }],
    ["with a Lamport number above 2^48", "EVENT_MALFORMED", { lamport: 2 ** 48 + 1 }],
    ["with a place of 2^48", "EVENT_MALFORMED", { sequence: 2 ** 48 }],
    ["that follows another chain", "EVENT_CHAIN_FALSE", { previous: second.tip }],
    ["that skips a place", "EVENT_CHAIN_FALSE", { sequence: author.made.length + 1 }],
    ["that takes a place back", "EVENT_CHAIN_FALSE", { sequence: 1 }],
    ["of another incarnation", "EVENT_CHAIN_FALSE", { incarnation: Buffer.alloc(16, 9) }],
    ["that follows nothing", "EVENT_MALFORMED", { previous: null }],
    ["that follows something at place 0", "EVENT_MALFORMED", { sequence: 0 }],
    ["that begins a chain as something else", "EVENT_MALFORMED", { sequence: 0, previous: null, parents: [] }],
    ["that opens an incarnation in the midst of one", "EVENT_MALFORMED", { kind: "incarnation.opened", fields: ["n"] }],
    ["with a parent twice", "EVENT_MALFORMED", { parents: [second.tip, second.tip] }],
    ["with its predecessor as a parent", "EVENT_MALFORMED", { previous: first.id, sequence: 1, parents: [first.id] }],
    ["with a predecessor that nobody holds", "EVENT_DANGLING", { previous: nowhere }],
    ["with a parent that nobody holds", "EVENT_DANGLING", { parents: [nowhere] }],
    ["in another's name", "EVENT_SIGNATURE_FALSE", { author: second.key.raw }],
    ["with a field too few", "EVENT_MALFORMED", { fields: [] }],
    ["with a field too many", "EVENT_MALFORMED", { fields: [1, 1] }],
    ["with a field below its range", "EVENT_MALFORMED", { fields: [0] }],
    ["with a field of another type", "EVENT_MALFORMED", { fields: ["1"] }],
    ["with a text that is too long", "EVENT_MALFORMED", { kind: "budget.issued", fields: ["x".repeat(201), 1] }],
    [
      "with an id that is too short",
      "EVENT_MALFORMED",
      { kind: "intent.renewed", fields: [nowhere, Buffer.alloc(31)] },
    ],
    ["of an unknown kind without a list", "EVENT_MALFORMED", { kind: "later", fields: 1 }],
    ["with a kind that is too long", "EVENT_MALFORMED", { kind: "x".repeat(65) }],
    ["that is too deep", "EVENT_NOT_CANONICAL", { kind: "later", fields: [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]] }],
    [
      "of 65 537 values",
      "EVENT_NOT_CANONICAL",
      { kind: "later", fields: Array.from({ length: 65_537 - 14 }, () => 0) },
    ],
    ["that is too long", "EVENT_TOO_LARGE", { kind: "later", fields: [Buffer.alloc(524_288)] }],
  ];

  test.each(rows)("ME-366 ME-367 S5 an event %s is %s", (_, code, draft) => {
    const verdict = withFalse(draft);
    expect(codesOf(verdict)).toEqual([code]);
    expect(verdict.verdict).toBe(code === "EVENT_DANGLING" ? "incomplete" : "invalid");
    // It leaves nothing behind.
    expect([verdict.events, verdict.stateHash, verdict.eventRoot]).toEqual([
      truth.events,
      truth.stateHash,
      truth.eventRoot,
    ]);
  });

  test("ME-366 parents out of order are EVENT_MALFORMED", () => {
    const parents = sample.authors
      .slice(1)
      .map(({ tip }) => tip)
      .toSorted((a, b) => Buffer.compare(b, a));
    const sorted = author.content({ kind: "clock.beat", fields: [1], parents });
    const [low, high] = parents.toReversed() as [Buffer, Buffer];
    const at = sorted.indexOf(low);
    const swapped = Buffer.from(sorted);
    high.copy(swapped, at);
    low.copy(swapped, at + 34);
    expect(codesOf(withBytes(author.single(sorted)))).toEqual([]);
    expect(codesOf(withBytes(author.single(swapped)))).toEqual(["EVENT_MALFORMED"]);
  });

  test("ME-366 an envelope that is no envelope is EVENT_MALFORMED, bytes that are no CBOR are EVENT_NOT_CANONICAL", () => {
    const content = author.content({ kind: "clock.beat", fields: [1] });
    const signature = author.key.sign("plimsoll mesh event 1\n", sha256(content));
    const malformed = [[content], [content, "signature"], [content, signature, 0], "text", [1, 2], []];
    for (const envelope of malformed) expect(codesOf(withBytes(writeCbor(envelope)))).toEqual(["EVENT_MALFORMED"]);
    const long = Buffer.concat([
      Buffer.from([0x82, 0x59, content.length >> 8, content.length & 255]),
      content,
      writeCbor(signature),
    ]);
    expect(content.length).toBeLessThan(256);
    expect(codesOf(withBytes(long))).toEqual(["EVENT_NOT_CANONICAL"]);
    const short = writeCbor([content, signature.subarray(1)]);
    expect(codesOf(withBytes(short))).toEqual(["EVENT_SIGNATURE_FALSE"]);
    expect(codesOf(withBytes(Buffer.from("hello")))).toEqual(["EVENT_NOT_CANONICAL"]);
    expect(codesOf(withBytes(Buffer.alloc(0)))).toEqual(["EVENT_NOT_CANONICAL"]);
    expect(codesOf(withBytes(writeCbor([Buffer.from("hello"), signature])))).toEqual(["EVENT_NOT_CANONICAL"]);
    expect(codesOf(withBytes(writeCbor([writeCbor([1, 2]), signature])))).toEqual(["EVENT_MALFORMED"]);
  });

  test("ME-366 a known event with a false signature is no repetition", () => {
    const { content } = made[3] as Made;
    expect(codesOf(withBytes(writeCbor([content, Buffer.alloc(64)])))).toEqual(["EVENT_SIGNATURE_FALSE"]);
  });

  test("ME-366 a signature for a batch does not pass for one event, nor the other way round", () => {
    const content = author.content({ kind: "clock.beat", fields: [1] });
    const id = sha256(content);
    const batch = author.key.sign("plimsoll mesh batch 1\n", id);
    expect(codesOf(withBytes(writeCbor([content, batch])))).toEqual(["EVENT_SIGNATURE_FALSE"]);
    const [envelope] = batched(author.key, [content, content]);
    expect(codesOf(withBytes(envelope as Buffer))).toEqual([]);
    const single = author.single(content);
    expect(codesOf(withBytes(single))).toEqual([]);
  });
});

describe("a batch", () => {
  const contents = [1, 2, 3].map((beats) => author.content({ kind: "clock.beat", fields: [beats] }));
  const ids = contents.map(sha256);
  const [envelope] = batched(author.key, contents);
  const [content] = contents as [Buffer];
  const parts = (replace: Record<number, Parameters<typeof writeCbor>[0]>) => {
    const [, signature, , , root] = partsOf(contents);
    const items = [content, signature, 0, 3, root, pathsOf()];
    return writeCbor(items.map((item, at) => replace[at] ?? item));
  };
  const pathsOf = () => {
    const leaf = (id: Buffer) => sha256(Buffer.concat([Buffer.of(0), id]));
    return [leaf(ids[1] as Buffer), leaf(ids[2] as Buffer)];
  };
  const partsOf = (contents: Buffer[]) => {
    const leaf = (id: Buffer) => sha256(Buffer.concat([Buffer.of(0), id]));
    const node = (a: Buffer, b: Buffer) => sha256(Buffer.concat([Buffer.of(1), a, b]));
    const [x, y, z] = contents.map(sha256).map(leaf) as [Buffer, Buffer, Buffer];
    const root = node(node(x, y), z);
    return [contents, author.key.sign("plimsoll mesh batch 1\n", root), 0, 3, root] as const;
  };
  const path = pathsOf();

  test("ME-3 is accepted as it is", () => {
    expect(parts({})).toEqual(envelope);
    expect(codesOf(withBytes(parts({})))).toEqual([]);
  });

  test.each([
    ["another index", { 2: 1 }],
    ["an index beyond its size", { 2: 3 }],
    ["a greater size", { 3: 5 }],
    ["a size of 1", { 3: 1 }],
    ["a size of 65", { 3: 65 }],
    ["another root", { 4: Buffer.alloc(32) }],
    ["a path too short", { 5: path.slice(1) }],
    ["a path too long", { 5: [...path, Buffer.alloc(32)] }],
    ["a path in another order", { 5: path.toReversed() }],
    ["no path", { 5: [] }],
  ])("ME-366 S5 with %s it is EVENT_BATCH_FALSE", (_, replace) => {
    expect(codesOf(withBytes(parts(replace)))).toEqual(["EVENT_BATCH_FALSE"]);
  });

  test("ME-366 with another's signature it is EVENT_SIGNATURE_FALSE, each time", () => {
    const false_ = parts({ 1: second.key.sign("plimsoll mesh batch 1\n", partsOf(contents)[4]) });
    expect(codesOf(withBytes(false_, false_))).toEqual(["EVENT_SIGNATURE_FALSE", "EVENT_SIGNATURE_FALSE"]);
  });

  test("ME-3 of one event alone is EVENT_BATCH_FALSE", () => {
    const [alone] = batched(author.key, [content]);
    expect(codesOf(withBytes(alone as Buffer))).toEqual(["EVENT_BATCH_FALSE"]);
  });
});

function smallMesh() {
  const maker = new Maker({ members: 2, dimensions: 1 });
  const authors = [maker.author(0), maker.author(1)] as const;
  authors[1].batch([
    { kind: "clock.beat", fields: [40], parents: [authors[0].tip] },
    { kind: "thought", fields: [null, "", 1, angles(7), Buffer.alloc(0)] },
  ]);
  authors[0].say("budget.issued", ["cu", 1_000], { parents: [authors[1].tip] });
  return { maker, authors, made: authors.flatMap(({ made }) => made) };
}

describe("S5 a disk that lies", () => {
  const bytes = framesOf(made);
  const judged = (altered: Buffer) => judge(maker, altered, { certificate });

  /** Every byte of a small set, and every seventh of one with every kind. */
  const sets = [
    { ...smallMesh(), step: 1 },
    { ...sample, step: 7 },
  ];

  test("ME-381 S5 any byte altered is detected, every one of them", () => {
    const altered = sets.flatMap(({ maker, authors, made, step }) => {
      const of = judgeMade(maker, made);
      const certificate = certificateOf(maker, { chains: authors, of, by: maker.keys });
      const bytes = framesOf(made);
      expect(judge(maker, bytes, { certificate }).verdict).toBe("valid");
      const places = Array.from({ length: Math.floor(bytes.length / step) }, (_, place) => place * step);
      return places.map((at) => {
        const other = bytes.with(at, (bytes[at] as number) ^ (1 << (at % 8)));
        return judge(maker, Buffer.from(other), { certificate }).verdict;
      });
    });
    const detected = altered.filter((verdict) => verdict !== "valid").length;
    console.info(`S5  altered bytes detected  ${detected} of ${altered.length}  (bar: all)`);
    expect([detected, altered.length > 1_500]).toEqual([altered.length, true]);
  });

  test("ME-381 S5 any event dropped is detected, even without a certificate unless it is a tip", () => {
    const tips = new Set(sample.authors.map(({ tip }) => tip));
    made.forEach((event, at) => {
      const rest = made.toSpliced(at, 1);
      expect(judgeMade(maker, rest, { certificate }).verdict).toBe("incomplete");
      expect(judgeMade(maker, rest, { root: truth.eventRoot }).verdict).toBe("incomplete");
      if (!tips.has(event.id)) expect(codesOf(judgeMade(maker, rest))).toContain("EVENT_DANGLING");
    });
  });

  test("ME-381 S5 every truncation of the file is detected by whoever has the certificate, or 32 bytes of it", () => {
    for (let at = 0; at < bytes.length; at += 13) {
      const cut = bytes.subarray(0, at);
      expect(judged(cut).verdict).toBe("incomplete");
      expect(judge(maker, cut, { root: truth.eventRoot }).verdict).toBe("incomplete");
    }
  });

  test("ME-362 a file that ends inside an event is EVENTS_TORN, one without events EVENTS_NONE", () => {
    expect(codesOf(judge(maker, Buffer.concat([bytes, Buffer.of(0, 0, 1)])))).toEqual(["EVENTS_TORN"]);
    expect(codesOf(judge(maker, Buffer.concat([bytes, Buffer.of(0, 0, 0, 9, 1)])))).toEqual(["EVENTS_TORN"]);
    expect(codesOf(judge(maker, Buffer.alloc(0)))).toEqual(["EVENTS_NONE"]);
  });

  test("ME-381 S5 events in another order within their chain are detected: neither id nor signature moves with them", () => {
    const { authors, maker, made } = sampleMesh();
    const liar = authors[1] as Author;
    // The author itself tells another story with the same key: the two stories show as a fork.
    const again = new Author(maker, liar.key, liar.incarnation);
    again.say("budget.spent", ["cu", 50, "work"]);
    const verdict = judgeMade(maker, [...made.filter((event) => !liar.made.includes(event)), ...again.made], {
      certificate,
    });
    expect(verdict.verdict).toBe("incomplete");
    const both = judgeMade(maker, [...made, ...again.made], { certificate });
    expect([both.forks, both.findings.map(({ code }) => code)]).toEqual([1, ["CHAIN_FORKED"]]);
    expect(both.certificate?.beyond).toBe(1);
  });

  test("ME-381 S5 a back-dated event is detected: its time is part of what was signed", () => {
    const { authors, maker, made } = sampleMesh();
    const liar = authors[2] as Author;
    const { content } = liar.made[2] as Made;
    const at = content.indexOf(Buffer.from("1b000001a3185c5000", "hex"));
    expect(at).toBeGreaterThan(0);
    const dated = Buffer.from(content);
    dated.writeUInt32BE(0x1a2, at + 1);
    const index = made.indexOf(liar.made[2] as Made);
    const stolen = writeCbor([dated, (liar.made[2] as Made).envelope.subarray(-64)]);
    const forged = judgeMade(maker, made.with(index, { ...(liar.made[2] as Made), envelope: stolen }), { certificate });
    expect(codesOf(forged)).toContain("EVENT_SIGNATURE_FALSE");
    const resigned = judgeMade(maker, made.with(index, { ...(liar.made[2] as Made), envelope: liar.single(dated) }), {
      certificate,
    });
    expect(codesOf(resigned)).toEqual(expect.arrayContaining(["EVENT_DANGLING", "CERTIFICATE_PARTS_MISSING"]));
  });

  test("ME-370 S5 an event added by a stranger is named, and changes nothing but the event root", () => {
    const stranger = new Author(maker, new Key("stranger"), Buffer.alloc(16, 4));
    stranger.say("budget.issued", ["cu", 1]);
    const verdict = judgeMade(maker, [...made, ...stranger.made], { certificate });
    expect(verdict).toMatchObject({ verdict: "valid", outside: 2, stateHash: truth.stateHash });
    expect(verdict.findings.map(({ code }) => code)).toEqual(["AUTHOR_OUTSIDE"]);
    expect(codesOf(judgeMade(maker, [...made, ...stranger.made], { root: truth.eventRoot }))).toEqual(["ROOT_DIFFERS"]);
  });
});

describe("ME-370 forks", () => {
  test("ME-9 ME-23 ME-35 from the fork on nothing counts, but what was promised twice was promised", () => {
    const maker = new Maker({ members: 1 });
    const one = maker.author(0);
    one.say("budget.issued", ["cu", 10]);
    one.say("clock.beat", [1]);
    const before = judgeMade(maker, one.made);
    const other = new Author(maker, one.key, one.incarnation);
    other.say("budget.issued", ["cu", 10]);
    const tail = one.say("clock.beat", [2]);
    const rival = other.say("budget.spent", ["cu", 4, "twice"]);
    const verdict = judgeMade(maker, [...one.made, rival]);
    expect(verdict).toMatchObject({ verdict: "valid", events: 5, forks: 1, forked: 3, outside: 0 });
    expect(verdict.sections["clock"]).not.toBe(before.sections["clock"]);
    expect(verdict.sections["clock"]).toBe(judgeMade(maker, one.made.slice(0, 2)).sections["clock"]);
    expect(verdict.budgetHash).not.toBe(before.budgetHash);
    expect(verdict.budgetHash).toBe(judgeMade(maker, other.made).budgetHash);
    expect(tail.sequence).toBe(3);
  });
});
