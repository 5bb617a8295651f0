import { hex } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import type { BodyOf } from "../../src/event/body.ts";
import type { MeshEvent } from "../../src/event/event.ts";
import { encodeAngles } from "../../src/phase/angles.ts";
import { genesisRoster, isRosterEvent, rosterId, rosterOf } from "../../src/roster/roster.ts";
import { approveRoster, proposeRoster, rosterProposalBytes } from "../../src/roster/roster-proposal.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { MeshState } from "../../src/state/mesh-state.ts";
import { crypto, offerAll, strangerOf, type TestAuthor, testGenesis, testSigner } from "../kit/index.ts";
import { runVerifier } from "../verifier/verifier-run.ts";

type Body = BodyOf<"roster.opened">;

const thought = (weight: number) =>
  ({
    kind: "thought",
    intent: null,
    encoder: "t",
    weight,
    angles: encodeAngles([0]),
    answer: new Uint8Array(),
  }) as const;

const named = (...names: readonly string[]) => names.map((name) => ({ key: testSigner(name).key, name }));

/** Four members who have all spoken once, with weights 1, 2, 4 and 8. */
function mesh() {
  const { genesis, mesh, authors } = testGenesis(4, { dimensions: 1 });
  const set = new EventSet();
  const state = new MeshState({ genesis, set, anchor: null, cryptography: crypto });
  const spoken = authors.flatMap((author, place) => [author.open(), author.write(thought(2 ** place))]);
  offerAll(set, state, spoken);
  const approved = (body: Body, ...names: readonly string[]): Body =>
    names.reduce((body, name) => approveRoster(body, mesh, testSigner(name), crypto), body);
  const tell = (...events: readonly MeshEvent[]): MeshEvent => {
    offerAll(set, state, events);
    return events.at(-1) as MeshEvent;
  };
  const all = authors as unknown as readonly [TestAuthor, TestAuthor, TestAuthor, TestAuthor];
  const start = genesisRoster(genesis);
  const stand = () => state.roster && rosterId(state.roster);
  return { genesis, mesh, set, state, authors: all, spoken, approved, tell, start, stand };
}

const following = (event: MeshEvent) => {
  if (!isRosterEvent(event)) throw new TypeError("expected a roster");
  return rosterOf(event);
};

test("ME-20 an approval is bound to every field and to the mesh, and not to the other approvals", () => {
  const { mesh: id, approved, start, set } = mesh();
  const body = proposeRoster(start, { members: named("node 0"), frontier: set.heads() });
  const bytes = (of: Body, inMesh = id): string => hex(rosterProposalBytes(of, inMesh, crypto));
  expect(bytes(approved(body, "node 0"))).toBe(bytes(body));
  const changed: Body[] = [
    { ...body, epoch: 2 },
    { ...body, follows: "1".repeat(64) },
    { ...body, members: named("node 1") },
    { ...body, certificate: "1".repeat(64) },
    { ...body, frontier: [] },
    { ...body, lost: ["1".repeat(64)] },
    { ...body, writtenOff: [`${"1".repeat(64)}/${"1".repeat(32)}`] },
  ];
  expect(new Set([bytes(body), bytes(body, "2".repeat(64)), ...changed.map((of) => bytes(of))]).size).toBe(9);
});

test("ME-21 three of four approvals are followed, two are not; who is left out counts as far as the frontier leads", () => {
  const {
    state,
    set,
    authors: [a, , , d],
    approved,
    tell,
    start,
    stand,
  } = mesh();
  const body = proposeRoster(start, { members: named("node 0", "node 1"), frontier: set.heads() });
  const half = tell(a.write(approved(body, "node 0", "node 1")));
  expect([stand(), state.standingOf(half)]).toEqual([null, "counts"]);
  const late = d.write(thought(64));
  tell(late);
  expect(state.we.weight()).toBe(1 + 2 + 4 + 64);
  const most = tell(a.write(approved(body, "node 0", "node 1", "node 2")));
  expect(stand()).toBe(most.id);
  expect(state.we.weight()).toBe(15);
  expect(state.standingOf(late)).toBe("outside");
});

test("ME-41 ME-111 a reader who is told where a node stands comes to the state of the node that followed there by itself", () => {
  const {
    genesis,
    state,
    set,
    authors: [a, b],
    approved,
    tell,
    start,
  } = mesh();
  const one = proposeRoster(start, { members: named("node 0", "node 1"), frontier: set.heads() });
  const first = tell(a.write(approved(one, "node 0", "node 1", "node 2")));
  const two = proposeRoster(following(first), {
    members: named("node 1"),
    frontier: set.heads(),
    writtenOff: [a.chain],
  });
  const second = tell(b.write(approved(two, "node 0", "node 1"), { parents: [first] }));
  tell(b.write(thought(32)));
  const told = new MeshState({ genesis, set, anchor: second.id, cryptography: crypto });
  expect(told.standings.lineage.map(({ id }) => id)).toEqual([first.id, second.id]);
  expect(hex(told.hash())).toBe(hex(state.hash()));
});

test("ME-21 ME-105 approvals by strangers, by no key of the roster before, altered or twice by one key, make no majority", () => {
  const {
    authors: [a],
    approved,
    tell,
    start,
    stand,
    mesh: id,
    set,
  } = mesh();
  const body = proposeRoster(start, { members: named("node 0"), frontier: set.heads() });
  const two = approved(body, "node 0", "node 1");
  const [first] = two.approvals as [Body["approvals"][0]];
  const forged = { ...first, key: testSigner("node 2").key };
  const third = approveRoster(body, id, testSigner("node 2"), crypto).approvals[0] as Body["approvals"][0];
  tell(
    a.write(approved(body, "node 0", "node 1", "stranger", "other stranger")),
    a.write({ ...two, approvals: [...two.approvals, first, first] }),
    a.write({ ...two, approvals: [...two.approvals, forged] }),
    a.write({ ...two, approvals: [...two.approvals, forged, third] }),
    a.write({ ...approved(body, "node 0", "node 1", "node 2"), epoch: 2 }),
  );
  expect(stand()).toBeNull();
  const good = tell(a.write({ ...two, approvals: [...two.approvals, third, forged] }));
  expect(stand()).toBe(good.id);
});

test("ME-21 a later roster must have the one before it in its past, or in its frontier's", () => {
  const {
    authors: [a, b, c],
    approved,
    tell,
    start,
    stand,
  } = mesh();
  const one = a.write(
    approved(proposeRoster(start, { members: named("node 0", "node 1"), frontier: [] }), "node 0", "node 1", "node 2"),
  );
  const next = proposeRoster(following(one), { members: named("node 1"), frontier: [] });
  const blind = b.write(approved(next, "node 0", "node 1"));
  tell(blind);
  expect(stand()).toBeNull();
  tell(one);
  expect(stand()).toBe(one.id);
  const seeing = c.write(approved({ ...next, frontier: [one.id] }, "node 0", "node 1"));
  tell(seeing);
  expect(stand()).toBe(seeing.id);
});

test("ME-111 of two rosters by majority the smallest (epoch, id) is followed, whichever came first", () => {
  const {
    authors: [a, b],
    approved,
    tell,
    start,
    stand,
  } = mesh();
  const proposal = (name: string): Body =>
    approved(proposeRoster(start, { members: named(name), frontier: [] }), "node 0", "node 1", "node 2");
  const rivals = [a.write(proposal("node 0")), b.write(proposal("node 1"))].toSorted((x, y) => (x.id < y.id ? -1 : 1));
  tell(rivals[1] as MeshEvent);
  expect(stand()).toBe(rivals[1]?.id);
  tell(rivals[0] as MeshEvent);
  expect(stand()).toBe(rivals[0]?.id);
});

test("S8 ME-22 ME-106 a survivor's roster is followed only when told; then stolen keys of the dead change nothing", () => {
  const {
    state,
    set,
    authors: [a, b, c, d],
    approved,
    tell,
    start,
    stand,
  } = mesh();
  const change = {
    members: named("node 0"),
    frontier: set.heads(),
    certificate: "ab".repeat(32),
    writtenOff: [b.chain],
  };
  const alone = tell(a.write(approved(proposeRoster(start, change), "node 0")));
  expect(stand()).toBeNull();
  expect(state.budget.isWrittenOff(b.chain)).toBe(false);
  expect(state.moveAnchor(alone.id)).toBe(true);
  expect(stand()).toBe(alone.id);
  expect(state.budget.isWrittenOff(b.chain)).toBe(true);
  const before = hex(state.hash());
  const stolen = [
    b.write(thought(99)),
    c.write(thought(77), { previous: c.events[0] as MeshEvent }),
    d.restarted().open(),
  ];
  // The dead were a majority of the roster before: their keys can found another one, but nobody who stands here follows it.
  const usurped = d.write(
    approved(proposeRoster(start, { members: named("node 3"), frontier: [], epoch: 9 }), "node 1", "node 2", "node 3"),
  );
  tell(...stolen, usurped);
  expect([...stolen, usurped].map((event) => state.standingOf(event))).toEqual([
    "outside",
    "outside",
    "outside",
    "outside",
  ]);
  expect(hex(state.hash())).toBe(before);

  // A roster of the living that takes one of them in again brings all that it has said.
  const back = proposeRoster(following(alone), { members: named("node 0", "node 1"), frontier: [alone.id] });
  const taken = tell(a.write(approved(back, "node 0"), { parents: [alone] }));
  expect(stand()).toBe(taken.id);
  expect(state.we.weight()).toBe(1 + 99 + 4 + 8);
});

test("ME-22 ME-110 a node cannot be told to stand on what is not held, no roster or not approved", () => {
  const {
    state,
    set,
    authors: [a],
    approved,
    tell,
    start,
    spoken,
  } = mesh();
  const bare = proposeRoster(start, { members: named("node 0"), frontier: set.heads() });
  const [unapproved, byStranger, uncertified] = [
    tell(a.write({ ...bare, certificate: "ab".repeat(32) })),
    tell(a.write(approved({ ...bare, certificate: "ab".repeat(32) }, "stranger"))),
    tell(a.write(approved(bare, "node 0"))),
  ];
  const before = hex(state.hash());
  const refused = ["0".repeat(64), spoken[0]?.id as string, unapproved.id, byStranger.id, uncertified.id];
  for (const id of refused) {
    expect(state.moveAnchor(id)).toBe(false);
    const told = new MeshState({ genesis: mesh().genesis, set, anchor: id, cryptography: crypto });
    expect([told.roster, told.we.weight()]).toEqual([undefined, 0]);
  }
  expect(hex(state.hash())).toBe(before);
  expect(state.moveAnchor(null)).toBe(true);
});

test("ME-110 a node that was told to stand on a roster before it holds it counts nobody until it comes", () => {
  const {
    genesis,
    set,
    authors: [a],
    approved,
    start,
    spoken,
  } = mesh();
  const change = { members: named("node 0"), frontier: set.heads(), certificate: "ab".repeat(32) };
  const alone = a.write(approved(proposeRoster(start, change), "node 0"));
  const fresh = new EventSet();
  const state = new MeshState({ genesis, set: fresh, anchor: alone.id, cryptography: crypto });
  offerAll(fresh, state, spoken);
  expect(state.we.weight()).toBe(0);
  offerAll(fresh, state, [alone]);
  expect(state.we.weight()).toBe(15);
});

test("ME-117 what a frontier names and is not held yet counts once it comes, with what it leads back to", () => {
  const {
    state,
    authors: [a, , , d],
    approved,
    tell,
    start,
  } = mesh();
  const [late, later] = [d.write(thought(16)), d.write(thought(32))];
  tell(
    a.write(
      approved(
        proposeRoster(start, { members: named("node 0", "node 1", "node 2"), frontier: [later.id] }),
        "node 0",
        "node 1",
        "node 2",
      ),
    ),
  );
  expect(state.we.weight()).toBe(7);
  tell(late);
  expect(state.we.weight()).toBe(7);
  tell(later);
  expect(state.we.weight()).toBe(7 + 32);
  expect([late, later].map((event) => state.standingOf(event))).toEqual(["counts", "counts"]);
});

test("ME-36 ME-108 S7 nodes of two lines that follow one roster have one state", () => {
  const {
    genesis,
    set,
    authors: [a, b],
    approved,
    tell,
    start,
  } = mesh();
  const line = (author: TestAuthor, name: string) => {
    const body = proposeRoster(start, { members: named(name), frontier: set.heads(), certificate: "ab".repeat(32) });
    return tell(author.write(approved(body, name)));
  };
  const [left, right] = [line(a, "node 0"), line(b, "node 1")];
  const both = proposeRoster(following(left), { members: named("node 0", "node 1"), frontier: set.heads(), epoch: 5 });
  tell(a.write(approved(both, "node 0", "node 1"), { parents: [right] }));
  const hashes = [left, right].map(({ id }) => {
    const state = new MeshState({ genesis, set, anchor: id, cryptography: crypto });
    expect(state.roster?.epoch).toBe(5);
    return hex(state.hash());
  });
  expect(hashes[0]).toBe(hashes[1]);
});

test("ME-21 ME-383 a roster leads back to the one before it through what was given up and is held, here and in the verifier", async () => {
  const { genesis, mesh: id, authors, approved, tell, start, stand, set, state } = mesh();
  const [a, b, c, d] = authors;
  const { givesUp, opened } = strangerOf(id);
  const [beat, members] = [{ kind: "clock.beat", beats: 1 } as const, genesis.members];
  for (let beats = 0; beats < 8; beats += 1) tell(a.write(beat));
  const first = approved(proposeRoster(start, { members, frontier: set.heads() }), "node 0", "node 1", "node 2");
  const before = tell(a.write(first, { parents: [b, c, d].flatMap(({ head }) => head ?? []) }));
  // Behind the only head that leads back to it is a number below its own.
  const lost = tell(c.write(beat, { parents: [before] }));
  const stranger = tell(opened("z"));
  const { incarnation, id: previous } = stranger;
  tell(givesUp([lost.id], { incarnation, sequence: 1, previous, lamport: 2 }), c.write(beat, { lamport: 4 }));
  const heads = set.heads().flatMap((head) => set.get(head) ?? []);
  const second = proposeRoster(following(before), { members: members.slice(0, 3), frontier: set.heads() });
  const next = tell(b.write(approved(second, "node 0", "node 1", "node 3"), { parents: heads }));
  expect(stand()).toBe(next.id);
  const events = [...set.chains()].flatMap((chain) => [...chain.events()].map(({ bytes }) => bytes));
  expect((await runVerifier({ genesis, events })).summary).toMatchObject({ stateHash: hex(state.hash()) });
});
