import { hex, RandomStream } from "@plimsoll/foundation";
import fc from "fast-check";
import { expect, test } from "vitest";
import { EventSet } from "../../src/set/event-set.ts";
import { type Frontier, frontierOf } from "../../src/set/frontier.ts";
import { MeshState } from "../../src/state/mesh-state.ts";
import { PrefixState, stateAt } from "../../src/state/prefix-state.ts";
import { crypto, offerAll, randomGraph, shuffled, type TestAuthor, testGenesis } from "../kit/index.ts";

const graphs = fc.record({ seed: fc.nat(), steps: fc.integer({ min: 2, max: 40 }) });

test("ME-118 ME-42 at each frontier the state is that of exactly its events, step by step and from nothing (300 graphs)", () => {
  fc.assert(
    fc.property(graphs, ({ seed, steps }) => {
      const stream = RandomStream.from(seed, "history");
      const { genesis, events } = randomGraph(RandomStream.from(seed, "graph"), steps);
      const set = new EventSet();
      const options = { genesis, anchor: null, cryptography: crypto };
      const state = new MeshState({ ...options, set });
      const prefix = new PrefixState(options);
      for (const event of shuffled(events, stream)) {
        offerAll(set, state, [event]);
        if (stream.chance(1, 2)) continue;
        const frontier = frontierOf(set);
        const [advanced, anew] = [prefix.advance(set, frontier), stateAt(set, frontier, options)];
        expect(advanced.ok && hex(advanced.value.hash())).toBe(hex(state.hash()));
        expect(anew.ok && hex(anew.value.hash())).toBe(hex(state.hash()));
        expect(prefix.frontier).toEqual(frontier);
      }
    }),
    { numRuns: 300 },
  );
});

test("ME-118 an earlier frontier has its state too, though the set has gone on", () => {
  const { genesis, authors } = testGenesis(2);
  const [a, b] = authors as [TestAuthor, TestAuthor];
  const options = { genesis, anchor: null, cryptography: crypto };
  const set = new EventSet();
  const state = new MeshState({ ...options, set });
  offerAll(set, state, [a.open(), b.open(), a.write({ kind: "clock.beat", beats: 2 })]);
  const [earlier, hash] = [frontierOf(set), hex(state.hash())];
  offerAll(set, state, [b.write({ kind: "clock.beat", beats: 3 })]);
  const prefix = new PrefixState(options);
  expect(prefix.advance(set, frontierOf(set)).ok).toBe(true);
  const back = prefix.advance(set, earlier);
  expect(back.ok && hex(back.value.hash())).toBe(hash);
});

test("ME-118 a frontier that is not held or not closed has no state, and spoils none", () => {
  const { genesis, authors } = testGenesis(2);
  const [a, b] = authors as [TestAuthor, TestAuthor];
  const set = new EventSet();
  const opened = a.open();
  offerAll(set, null, [opened, b.open({ parents: [opened] })]);
  const [one, other] = frontierOf(set) as [Frontier[0], Frontier[0]];
  const citing = one.key === b.chain ? one : other;
  const prefix = new PrefixState({ genesis, anchor: null, cryptography: crypto });
  const codeOf = (to: Frontier): string | null => {
    const advanced = prefix.advance(set, to);
    return advanced.ok ? null : advanced.error.code;
  };
  expect(codeOf([{ ...one, tips: ["0".repeat(64)] }, other])).toBe("FRONTIER_NOT_HELD");
  expect(codeOf([citing])).toBe("FRONTIER_NOT_CLOSED");
  expect(codeOf([{ ...one, length: 9 }, other])).toBe("FRONTIER_NOT_CLOSED");
  expect(codeOf([one, other])).toBeNull();
});
