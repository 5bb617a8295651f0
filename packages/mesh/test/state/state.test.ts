import { hex, RandomStream, utf8 } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { MeshEvent } from "../../src/event/event.ts";
import { encodeAngles } from "../../src/phase/angles.ts";
import { resonanceCoherence, resonanceOf } from "../../src/phase/resonance.ts";
import { genesisRoster } from "../../src/roster/roster.ts";
import { proposeRoster } from "../../src/roster/roster-proposal.ts";
import { citedBy } from "../../src/roster/causal-past.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { frontierOf } from "../../src/set/frontier.ts";
import { compareUtf8 } from "../../src/state/compare-utf8.ts";
import { timeline } from "../../src/state/canonical-order.ts";
import { MeshState } from "../../src/state/mesh-state.ts";
import { stableThoughts } from "../../src/state/stable-thoughts.ts";
import {
  crypto,
  offerAll,
  randomGraph,
  shuffled,
  type TestAuthor,
  testGenesis,
  type WritableBody,
} from "../kit/index.ts";

const graphs = fc.record({ seed: fc.nat(), steps: fc.integer({ min: 1, max: 40 }) });

function mesh(n = 3) {
  const { genesis, authors } = testGenesis(n, { dimensions: 1 });
  const set = new EventSet();
  const state = new MeshState({ genesis, set, anchor: null, cryptography: crypto });
  return { genesis, set, state, authors: authors as unknown as readonly [TestAuthor, TestAuthor, TestAuthor] };
}

const colour = (value: string, resolves: readonly MeshEvent[] = []): WritableBody => ({
  kind: "field.set",
  entity: "stone",
  field: "colour",
  value: utf8(value),
  resolves: resolves.map(({ id }) => id).toSorted(),
});

const valuesOf = (state: MeshState): string[] =>
  state.fields
    .siblings("stone", "colour")
    .map(({ body }) => Buffer.from(body.value).toString())
    .toSorted(compareUtf8);

test("M2 ME-33 of two concurrent edits both stay, whatever the wall clocks, until one who saw them resolves them", () => {
  const {
    set,
    state,
    authors: [a, b, c],
  } = mesh();
  const opened = [a.open(), b.open(), c.open()];
  const red = a.write(colour("red"), { hlc: { ms: 0, counter: 0 } });
  const blue = b.write(colour("blue"), { hlc: { ms: 4_102_444_800_000, counter: 0 } });
  offerAll(set, state, [...opened, red, blue]);
  expect(valuesOf(state)).toEqual(["blue", "red"]);
  const violet = c.write(colour("violet", [red, blue]), { parents: [red, blue], hlc: { ms: 1, counter: 0 } });
  const green = a.write(colour("green", [red]));
  offerAll(set, state, [violet]);
  expect(valuesOf(state)).toEqual(["violet"]);
  offerAll(set, state, [green]);
  expect(valuesOf(state)).toEqual(["green", "violet"]);
  expect([state.fields.entities(), state.fields.fieldsOf("stone")]).toEqual([["stone"], ["colour"]]);
  expect(state.fields.siblings("stone", "size")).toEqual([]);
});

test("M3 ME-7 B has no effect before A, and in every order A stands before B", () => {
  const {
    set,
    state,
    authors: [a, b, c],
  } = mesh();
  const opened = [a.open(), b.open(), c.open()];
  const red = a.write(colour("red"));
  const blue = b.write(colour("blue", [red]), { parents: [red] });
  offerAll(set, state, opened);
  const before = hex(state.hash());
  offerAll(set, state, [blue]);
  expect([hex(state.hash()), valuesOf(state)]).toEqual([before, []]);
  offerAll(set, state, [red]);
  expect(valuesOf(state)).toEqual(["blue"]);
  const order = timeline(set, frontierOf(set));
  expect(order.indexOf(red)).toBeLessThan(order.indexOf(blue));
});

test("M3 ME-107 the canonical order respects causality and is the same on every replica (400 graphs)", () => {
  let ordered = 0;
  fc.assert(
    fc.property(graphs, ({ seed, steps }) => {
      const graph = randomGraph(RandomStream.from(seed, "graph"), steps);
      const orders = [graph.events, shuffled(graph.events, RandomStream.from(seed, "order"))].map((events) => {
        const set = new EventSet();
        offerAll(set, null, events);
        return timeline(set, frontierOf(set));
      });
      expect(orders[1]?.map(({ id }) => id)).toEqual(orders[0]?.map(({ id }) => id));
      const places = new Map(orders[0]?.map(({ id }, place) => [id, place]));
      expect(places.size).toBe(new Set(graph.events.map(({ id }) => id)).size);
      for (const event of graph.events) {
        for (const cited of citedBy(event)) {
          expect(places.get(cited)).toBeLessThan(places.get(event.id) as number);
          ordered += 1;
        }
      }
    }),
    { numRuns: 400 },
  );
  console.info(`M3  pairs of cause and effect in their order, on both replicas  ${ordered} of ${ordered}  (bar all)`);
});

test("M4 ME-11 clocks that are wrong by an hour, run back or stand in 2100 change what is kept, ordered and shown in nothing", () => {
  const clocks = [() => 0, (step: number) => 3_600_000 - 1000 * step, () => 4_102_444_800_000];
  const shown = [clocks, clocks.map(() => () => 1_000_000)].map((readings) => {
    const { set, state, authors } = mesh();
    const written: MeshEvent[] = [];
    for (let step = 0; step < 24; step += 1) {
      const author = authors[step % 3] as TestAuthor;
      const hlc = { ms: readings[step % 3]?.(step) ?? 0, counter: 0 };
      const parents = written.slice(-2);
      const angles = encodeAngles([step * 1000]);
      const thought = { kind: "thought", intent: null, encoder: "t", weight: 1, angles, answer: utf8("") } as const;
      const body = step % 2 === 0 ? colour(`value ${step}`) : thought;
      written.push(author.head === null ? author.open({ parents, hlc }) : author.write(body, { parents, hlc }));
    }
    offerAll(set, state, shuffled(written, RandomStream.from("skew")));
    const order = timeline(set, frontierOf(set)).map(({ author, sequence }) => `${author} ${sequence}`);
    return {
      order,
      values: valuesOf(state),
      weight: state.we.weight(),
      coherence: state.we.coherence(),
      size: set.size,
    };
  });
  expect(shown[0]).toEqual(shown[1]);
  expect(shown[0]?.size).toBe(24);
});

test("M7 ME-115 reading everything any number of times changes no byte (200 graphs)", () => {
  fc.assert(
    fc.property(graphs, ({ seed, steps }) => {
      const { genesis, events } = randomGraph(RandomStream.from(seed, "graph"), steps);
      const set = new EventSet();
      const state = new MeshState({ genesis, set, anchor: null, cryptography: crypto });
      offerAll(set, state, events);
      const before = [...state.sectionHashes().values(), state.hash()].map(hex);
      for (let read = 0; read < 3; read += 1) readAll(set, state);
      // The cached digests are dropped by an admission of nothing new, and come out the same.
      offerAll(set, state, events);
      const fresh = new MeshState({ genesis, set, anchor: null, cryptography: crypto });
      expect([...state.sectionHashes().values(), state.hash()].map(hex)).toEqual(before);
      expect([...fresh.sectionHashes().values(), fresh.hash()].map(hex)).toEqual(before);
    }),
    { numRuns: 200 },
  );
});

function readAll(set: EventSet, state: MeshState): void {
  const order = timeline(set, frontierOf(set));
  resonanceCoherence(resonanceOf(stableThoughts(state, order), state.dimensions));
  state.we.coherence();
  state.we.thoughts();
  state.kernel.chains();
  for (const entity of state.fields.entities()) {
    for (const field of state.fields.fieldsOf(entity)) state.fields.siblings(entity, field);
  }
  for (const event of order) state.standingOf(event);
  for (const account of state.budget.accounts()) state.budget.total(account);
  state.intents.intents();
  state.encode("roster");
}

test("ME-23 a fork that is found late takes back what the chain did after it", () => {
  const {
    set,
    state,
    authors: [a, b],
  } = mesh();
  const opened = [a.open(), b.open()];
  const red = a.write(colour("red"));
  const blue = a.write(colour("blue", [red]));
  const lie = a.write(colour("green", [red]), { previous: red });
  offerAll(set, state, [...opened, red, blue]);
  expect(valuesOf(state)).toEqual(["blue"]);
  offerAll(set, state, [lie]);
  expect(valuesOf(state)).toEqual(["red"]);
  expect([red, blue, lie].map((event) => state.standingOf(event))).toEqual(["counts", "forked", "forked"]);
});

test("ME-30 a state that missed an admission still comes to what its set holds", () => {
  const {
    set,
    state,
    authors: [a],
  } = mesh();
  const opened = a.open();
  offerAll(set, state, [opened]);
  state.hash();
  set.offer(a.write(colour("red")));
  offerAll(set, state, [a.write(colour("blue"))]);
  expect(valuesOf(state)).toEqual(["blue", "red"]);
});

test("ME-113 beats are counted by author over all incarnations", () => {
  const {
    set,
    state,
    authors: [a],
  } = mesh();
  const again = a.restarted();
  const events = [
    a.open(),
    again.open(),
    a.write({ kind: "clock.beat", beats: 40 }),
    again.write({ kind: "clock.beat", beats: 2 }),
  ];
  offerAll(set, state, events);
  expect(state.clock.beats(a.key)).toBe(42);
});

test("ME-37 ME-31 what was given up and comes after all takes its place in the chain, for entries and for rank", () => {
  const {
    genesis,
    set,
    state,
    authors: [a, b],
  } = mesh();
  const entries = (first: number, ...texts: readonly string[]): WritableBody => ({
    kind: "kernel.entries",
    site: "lab",
    first,
    entries: texts.map((text) => utf8(text)),
    movements: [],
  });
  const opened = a.open();
  const chain = [opened, a.write(entries(5, "a", "b")), a.write(entries(7, "c")), a.write(entries(8, "d"))];
  const lost = chain.slice(0, 3).map(({ id }) => id);
  const roster = proposeRoster(genesisRoster(genesis), { members: genesis.members, frontier: [], lost });
  const counts: (readonly [number, number] | undefined)[] = [];
  for (const event of [b.open(), b.write(roster), chain[3], chain[1], chain[2], opened]) {
    offerAll(set, state, [event as MeshEvent]);
    const [lab] = state.kernel.chains();
    counts.push(lab && [lab.first, lab.count]);
  }
  expect(counts).toEqual([undefined, undefined, [8, 1], [5, 2], [5, 4], [5, 4]]);
  const fresh = new MeshState({ genesis, set, anchor: null, cryptography: crypto });
  expect(hex(state.hash())).toBe(hex(fresh.hash()));
});

test("ME-112 the rank of an incarnation is that of its first event that is held, also when that one comes late", () => {
  const {
    genesis,
    set,
    state,
    authors: [a, b],
  } = mesh();
  const thought = (weight: number): WritableBody => ({
    kind: "thought",
    intent: null,
    encoder: "t",
    weight,
    angles: encodeAngles([0]),
    answer: utf8(""),
  });
  const again = a.restarted();
  const opened = a.open();
  const early = a.write(thought(1));
  const late = a.write({ kind: "clock.beat", beats: 1 }, { lamport: 9 });
  const other = [again.open({ parents: [opened] }), again.write(thought(2))];
  const roster = proposeRoster(genesisRoster(genesis), {
    members: genesis.members,
    frontier: [],
    lost: [opened.id, early.id],
  });
  const after = a.write(thought(4), { previous: late });
  offerAll(set, state, [b.open(), b.write(roster), ...other, late, after]);
  // Of the first incarnation only what has Lamport 9 is held: it outranks the second one, until its beginning comes.
  expect(state.we.weight()).toBe(4);
  offerAll(set, state, [opened]);
  expect(state.we.weight()).toBe(2);
  const fresh = new MeshState({ genesis, set, anchor: null, cryptography: crypto });
  expect(hex(state.hash())).toBe(hex(fresh.hash()));
});
