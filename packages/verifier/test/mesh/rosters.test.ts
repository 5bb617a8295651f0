import { expect, test } from "vitest";
import { Author, type Key, Maker, rosterFields } from "./maker.ts";
import { angles, certificateOf, codesOf, judgeMade } from "./sample.ts";

const certificate = Buffer.alloc(32, 5);

/** Four members; the first two live on. */
function blast() {
  const maker = new Maker({ members: 4, dimensions: 1 });
  const authors = [0, 1, 2, 3].map((at) => maker.author(at)) as [Author, Author, Author, Author];
  for (const author of authors) author.say("thought", [null, "enc", 1, angles(0), Buffer.alloc(0)]);
  const frontier = authors.map(({ tip }) => tip).toSorted((a, b) => Buffer.compare(a, b));
  return { maker, authors, frontier, all: () => authors.flatMap(({ made }) => made) };
}

const living = (maker: Maker): Key[] => maker.keys.slice(0, 2);
const hex = (id: Buffer): string => id.toString("hex");

test("ME-21 a roster by a majority is followed, and the keys outside it are kept apart from then on", () => {
  const { maker, authors, frontier, all } = blast();
  const [first, , , dead] = authors;
  const by = maker.keys.slice(0, 3);
  const opened = first.say("roster.opened", rosterFields(maker.mesh, { members: living(maker), frontier, by }), {
    parents: frontier.filter((id) => !id.equals(first.tip)),
  });
  const followed = judgeMade(maker, all());
  expect(followed).toMatchObject({ verdict: "valid", anchor: hex(opened.id), outside: 0 });
  dead.say("thought", [null, "enc", 9, angles(0), Buffer.alloc(0)]);
  dead.say("budget.spent", ["cu", 9, ""]);
  const stolen = judgeMade(maker, all());
  expect(stolen).toMatchObject({ verdict: "valid", outside: 2, stateHash: followed.stateHash });
  expect(stolen.findings.map(({ code, weight }) => [code, weight])).toEqual([["AUTHOR_OUTSIDE", "note"]]);
});

test("ME-21 half of the members, repeated approvals, strangers and a lower epoch are no majority", () => {
  const half = blast();
  const [first] = half.authors;
  const { maker, frontier } = half;
  const members = living(maker);
  const draft = { members, frontier };
  const [key, other] = maker.keys as [Key, Key];
  const outsider = new Maker({ members: 6 }).keys.slice(4);
  for (const by of [[key, other], [key, key, key], [key, other, ...outsider], []]) {
    first.say("roster.opened", rosterFields(maker.mesh, { ...draft, by }));
  }
  first.say("roster.opened", rosterFields(Buffer.alloc(32), { ...draft, by: [...maker.keys] }));
  expect(judgeMade(maker, half.all())).toMatchObject({ verdict: "valid", anchor: null });
});

test("ME-21 of several the smallest (epoch, id) is followed, and only what leads back to it after that", () => {
  const { maker, authors, frontier, all } = blast();
  const [first, second, third] = authors;
  const by = [...maker.keys];
  const members = [...maker.keys];
  const one = first.say("roster.opened", rosterFields(maker.mesh, { members, frontier, by, epoch: 1 }));
  second.say("roster.opened", rosterFields(maker.mesh, { members, frontier, by, epoch: 2 }));
  expect(judgeMade(maker, all()).anchor).toBe(hex(one.id));
  const next = { members, by, epoch: 3, follows: one.id };
  const bypassing = third.say("roster.opened", rosterFields(maker.mesh, { ...next, frontier }));
  expect(judgeMade(maker, all()).anchor).toBe(hex(one.id));
  const leading = third.say("roster.opened", rosterFields(maker.mesh, { ...next, frontier: [one.id] }));
  expect(judgeMade(maker, all()).anchor).toBe(hex(leading.id));
  expect(hex(bypassing.id)).not.toBe(hex(leading.id));
});

test("ME-22 ME-371 S8 a roster by survivors is followed only by who stands on it, and never without a ground", () => {
  const { maker, authors, frontier, all } = blast();
  const [first, , , dead] = authors;
  const by = living(maker);
  const draft = { members: by, frontier, by, certificate };
  const opened = first.say("roster.opened", rosterFields(maker.mesh, draft));
  const unfounded = first.say("roster.opened", rosterFields(maker.mesh, { ...draft, certificate: null }));
  const unapproved = first.say("roster.opened", rosterFields(maker.mesh, { ...draft, by: [] }));
  expect(judgeMade(maker, all()).anchor).toBeNull();
  const told = judgeMade(maker, all(), { anchor: hex(opened.id) });
  expect(told).toMatchObject({ verdict: "valid", anchor: hex(opened.id) });
  for (const { id } of [unfounded, unapproved])
    expect(codesOf(judgeMade(maker, all(), { anchor: hex(id) }))).toEqual(["ANCHOR_UNFOUNDED"]);
  expect(codesOf(judgeMade(maker, all(), { anchor: "07".repeat(32) }))).toEqual(["ANCHOR_NOT_HELD"]);
  expect(codesOf(judgeMade(maker, all(), { anchor: hex(dead.tip) }))).toEqual(["ANCHOR_NOT_HELD"]);
});

test("ME-23 S8 a thief with a dead node's key forks nothing that it signed while it lived", () => {
  const { maker, authors, frontier, all } = blast();
  const [first, , , dead] = authors;
  const by = living(maker);
  const opened = first.say("roster.opened", rosterFields(maker.mesh, { members: by, frontier, by, certificate }));
  const before = judgeMade(maker, all(), { anchor: hex(opened.id) });
  const thief = new Author(maker, dead.key, dead.incarnation);
  const rival = thief.say("thought", [null, "enc", 9, angles(0), Buffer.alloc(0)]);
  const after = judgeMade(maker, [...all(), rival], { anchor: hex(opened.id) });
  expect(after).toMatchObject({ verdict: "valid", stateHash: before.stateHash, forks: 1, outside: 1, forked: 0 });
});

test("ME-371 S8 a certificate of a roster that thieves opened is not believed, unless the user stands on it", () => {
  const { maker, authors, all } = blast();
  const [, , , dead] = authors;
  const thief = [maker.keys[3] as Key];
  const frontier = [dead.tip];
  const opened = dead.say(
    "roster.opened",
    rosterFields(maker.mesh, { members: thief, frontier, by: thief, certificate }),
  );
  const of = judgeMade(maker, all(), { anchor: hex(opened.id) });
  const forged = certificateOf(maker, { chains: authors, of, by: thief, roster: opened.id });
  expect(codesOf(judgeMade(maker, all(), { certificate: forged }))).toEqual(["CERTIFICATE_ROSTER_FALSE"]);
  expect(judgeMade(maker, all(), { certificate: forged, anchor: hex(opened.id) }).verdict).toBe("valid");
});

test("ME-373 S8 of a roster before the anchor only what that started from can be certified: not by keys stolen from the dead", () => {
  const { maker, authors, frontier, all } = blast();
  const early = certificateOf(maker, { chains: authors, of: judgeMade(maker, all()), by: maker.keys });
  const [first, , , dead] = authors;
  const by = living(maker);
  const opened = first.say("roster.opened", rosterFields(maker.mesh, { members: by, frontier, by, certificate }));
  const anchor = hex(opened.id);
  dead.say("thought", [null, "enc", 9, angles(0), Buffer.alloc(0)]);
  const forged = certificateOf(maker, { chains: authors, of: judgeMade(maker, all()), by: maker.keys });
  expect(judgeMade(maker, all(), { certificate: early, anchor })).toMatchObject({ verdict: "valid" });
  expect(codesOf(judgeMade(maker, all(), { certificate: forged, anchor }))).toEqual(["CERTIFICATE_ROSTER_FALSE"]);
  expect(judgeMade(maker, all(), { certificate: forged }).verdict).toBe("valid");
});

test("ME-375 a certificate of an earlier roster is judged by that roster, on that part", () => {
  const { maker, authors, frontier, all } = blast();
  const of = judgeMade(maker, all());
  const early = certificateOf(maker, { chains: authors, of, by: maker.keys });
  const [first] = authors;
  first.say("roster.opened", rosterFields(maker.mesh, { members: living(maker), frontier, by: [...maker.keys] }));
  const verdict = judgeMade(maker, all(), { certificate: early });
  expect(verdict).toMatchObject({ verdict: "valid", certificate: { quorum: 3, beyond: 1 } });
  expect(verdict.anchor).not.toBeNull();
  const now = judgeMade(maker, all());
  const late = certificateOf(maker, { chains: authors, of: now, by: maker.keys });
  expect(codesOf(judgeMade(maker, all(), { certificate: late }))).toEqual(["CERTIFICATE_ROSTER_FALSE"]);
});

test("ME-7 ME-368 what cites lost events is admitted once a roster gave them up, and its Lamport number may be greater", () => {
  const { maker, authors, all } = blast();
  const [first, second, , dead] = authors;
  const lost = dead.say("clock.beat", [1]);
  const after = dead.say("clock.beat", [1]);
  const held = () => all().filter(({ id }) => id !== lost.id);
  const waiting = judgeMade(maker, held());
  expect(waiting).toMatchObject({ verdict: "incomplete", dangling: 1, missing: [hex(lost.id)] });
  expect(codesOf(waiting)).toEqual(["EVENT_DANGLING"]);
  const frontier = [first.tip, second.tip];
  first.say(
    "roster.opened",
    rosterFields(maker.mesh, { members: [...maker.keys], frontier, lost: [lost.id], by: [...maker.keys] }),
  );
  const given = judgeMade(maker, held());
  expect(given).toMatchObject({ verdict: "valid", dangling: 0 });
  // Whoever holds the lost event after all comes to a set of one more, in any order.
  for (const made of [all(), all().toReversed()])
    expect(judgeMade(maker, made)).toMatchObject({ verdict: "valid", events: given.events + 1 });
  expect(after.sequence).toBe(3);
});

test("ME-371 a roster that starts from what is not held makes the set incomplete", () => {
  const { maker, authors, all } = blast();
  const nowhere = Buffer.alloc(32, 9);
  authors[0].say(
    "roster.opened",
    rosterFields(maker.mesh, { members: [...maker.keys], frontier: [nowhere], by: [...maker.keys] }),
  );
  expect(codesOf(judgeMade(maker, all()))).toEqual(["FRONTIER_NOT_HELD"]);
});

test("ME-35 the chains that followed rosters write off are listed once, and no others'", () => {
  const { maker, authors, frontier, all } = blast();
  const [first, , third, dead] = authors;
  const before = judgeMade(maker, all()).budgetHash;
  const one = { members: [...maker.keys], frontier };
  first.say(
    "roster.opened",
    rosterFields(maker.mesh, { ...one, writtenOff: [third.chain], by: [maker.keys[0] as Key] }),
  );
  expect(judgeMade(maker, all()).budgetHash).toBe(before);
  first.say(
    "roster.opened",
    rosterFields(maker.mesh, { ...one, writtenOff: [dead.chain, dead.chain], by: [...maker.keys] }),
  );
  expect(judgeMade(maker, all()).budgetHash).not.toBe(before);
});

test("ME-6 ME-367 what cites a lost event may have a greater Lamport number, whether the event turns up or not, in any order", () => {
  const { maker, authors, all } = blast();
  const [first, , , dead] = authors;
  const lost = dead.say("clock.beat", [1]);
  const far = dead.say("clock.beat", [2], { lamport: 1_000 });
  expect(codesOf(judgeMade(maker, all()))).toEqual(["EVENT_LAMPORT_FALSE"]);
  first.say("roster.opened", rosterFields(maker.mesh, { members: [], frontier: [], lost: [lost.id], by: [] }));
  const whole = judgeMade(maker, all());
  expect(whole).toMatchObject({ verdict: "valid", events: all().length });
  expect(judgeMade(maker, all().toReversed())).toEqual(whole);
  const without = judgeMade(
    maker,
    all().filter(({ id }) => id !== lost.id),
  );
  expect(without).toMatchObject({ verdict: "valid", events: all().length - 1 });
  expect(far.lamport).toBe(1_000);
});

test("ME-105 of the approvals by one key only the first is read", () => {
  const { maker, authors, frontier, all } = blast();
  const [first] = authors;
  const members = living(maker);
  const fields = rosterFields(maker.mesh, { members, frontier, by: maker.keys.slice(0, 3) });
  const others = fields.slice(0, -1);
  const approvals = fields.at(-1) as (readonly [Buffer, Buffer])[];
  const [key] = approvals[0] as readonly [Buffer, Buffer];
  first.say("roster.opened", [...others, [[key, Buffer.alloc(64)], ...approvals]]);
  expect(judgeMade(maker, all()).anchor).toBeNull();
  first.say("roster.opened", [...others, [...approvals, [key, Buffer.alloc(64)]]]);
  expect(judgeMade(maker, all()).anchor).toBe(hex(first.tip));
});
