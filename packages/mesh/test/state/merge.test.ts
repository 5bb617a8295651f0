import { hex, RandomStream } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { MeshEvent } from "../../src/event/event.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { MeshState, SECTIONS } from "../../src/state/mesh-state.ts";
import { crypto, type EventGraph, offerAll, randomGraph, shuffled } from "../kit/index.ts";
import { naiveFold } from "./naive-fold.ts";

const ORDERS = 20;
const seeds = fc.record({ seed: fc.nat(), steps: fc.integer({ min: 1, max: 40 }) });

test("M1 ME-30 ME-8 L10 whatever the order and the repetition, equal event sets give equal bytes (12 000 cases)", () => {
  let cases = 0;
  fc.assert(
    fc.property(seeds, ({ seed, steps }) => {
      const stream = RandomStream.from(seed, "orders");
      const graph = randomGraph(RandomStream.from(seed, "graph"), steps);
      const anchor = anchorOf(graph, stream);
      const expected = naiveFold(graph.events, graph.genesis, anchor);
      for (let order = 0; order < ORDERS; order += 1) {
        const replica = replicaOf(graph, anchor);
        const repeated = graph.events.filter(() => stream.chance(1, 4));
        // Reads in between must not change what comes out at the end.
        for (const event of shuffled([...graph.events, ...repeated], stream)) {
          offerAll(replica.set, replica.state, [event]);
          if (stream.chance(1, 8)) replica.state.hash();
        }
        expectSame(replica.state, expected);
        cases += 1;
      }
    }),
    { numRuns: 600 },
  );
  console.info(`M1  orders of event graphs with byte-equal states  ${cases}  (bar 10 000)`);
  expect(cases).toBeGreaterThanOrEqual(10_000);
});

test("M1 ME-8 L10 merge is commutative, associative and idempotent (1 200 cases)", () => {
  fc.assert(
    fc.property(seeds, ({ seed, steps }) => {
      const stream = RandomStream.from(seed, "merge");
      const graph = randomGraph(RandomStream.from(seed, "graph"), steps);
      const anchor = anchorOf(graph, stream);
      const [a, b, c] = [0, 1, 2].map(() => graph.events.filter(() => stream.chance(2, 3))) as [
        MeshEvent[],
        MeshEvent[],
        MeshEvent[],
      ];
      const merged = (...parts: readonly (readonly MeshEvent[])[]): string => {
        const { set, state } = replicaOf(graph, anchor);
        for (const part of parts) offerAll(set, state, part);
        return hex(state.hash());
      };
      expect(merged(b, a)).toBe(merged(a, b));
      expect(merged([...b, ...c], a)).toBe(merged(a, b, c));
      expect(merged(a, b, a, b)).toBe(merged(a, b));
    }),
    { numRuns: 400 },
  );
});

test("M1 ME-7 what waits for something has no effect until it comes (600 cases)", () => {
  fc.assert(
    fc.property(seeds, ({ seed, steps }) => {
      const stream = RandomStream.from(seed, "part");
      const graph = randomGraph(RandomStream.from(seed, "graph"), steps);
      const anchor = anchorOf(graph, stream);
      const { set, state } = replicaOf(graph, anchor);
      offerAll(set, state, shuffled(graph.events, stream).slice(0, stream.below(steps + 1)));
      const admitted = [...set.chains()].flatMap((chain) => [...chain.events()]);
      expectSame(state, naiveFold(admitted, graph.genesis, anchor));
    }),
    { numRuns: 600 },
  );
});

/** A roster of the graph, followed by majority or not, or one that is not held, or the genesis. */
function anchorOf({ events }: EventGraph, stream: RandomStream): string | null {
  const rosters = events.filter(({ body }) => body.kind === "roster.opened");
  const choices = [null, null, ...rosters.map(({ id }) => id), "f".repeat(64)];
  return choices[stream.below(choices.length)] as string | null;
}

function replicaOf({ genesis }: EventGraph, anchor: string | null) {
  const set = new EventSet();
  return { set, state: new MeshState({ genesis, set, anchor, cryptography: crypto }) };
}

function expectSame(state: MeshState, expected: ReturnType<typeof naiveFold>): void {
  if (hex(state.hash()) === hex(expected.hash)) return;
  const sections = (bytesOf: (section: string) => Uint8Array) =>
    Object.fromEntries(SECTIONS.map((section) => [section, hex(bytesOf(section))]));
  expect(sections((section) => state.encode(section as "we"))).toEqual(
    sections((section) => expected.sections[section] as Uint8Array),
  );
  expect.fail("equal sections, other hashes");
}
