import { readFileSync } from "node:fs";
import { hex } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { openEvent } from "../../src/event/open-event.ts";
import { decodeGenesis } from "../../src/event/genesis-codec.ts";
import type { Genesis } from "../../src/event/genesis.ts";
import type { MeshEvent } from "../../src/event/event.ts";
import { EventSet } from "../../src/set/event-set.ts";
import { crypto, offerAll } from "../kit/index.ts";
import { naiveFold } from "./naive-fold.ts";
import { meshVectors, type graphVector } from "./vectors/mesh-vectors.ts";

const bytes = (digits: string): Uint8Array => Uint8Array.from(Buffer.from(digits, "hex"));
const published = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../spec/vectors/mesh/${file}`, import.meta.url), "utf8"));

type Graph = ReturnType<typeof graphVector>;
const graphs = published("graphs.json") as readonly Graph[];
const events = published("events.json") as {
  readonly mesh: string;
  readonly tooLarge: { readonly length: number; readonly code: string };
  readonly cases: readonly { readonly name: string; readonly code: string | null; readonly bytes: string }[];
};

test("ME-32 the published vectors are what the code makes today", () => {
  for (const [file, vectors] of Object.entries(meshVectors())) {
    expect(JSON.parse(JSON.stringify(vectors)), file).toEqual(published(file));
  }
});

test.each(events.cases)("ME-1 ME-3 ME-4 ME-5 event: $name", ({ code, bytes: digits }) => {
  const read = openEvent(bytes(digits), events.mesh, crypto);
  expect(read.ok ? null : read.error.code).toBe(code);
});

test("ME-4 an event of more than 524 288 bytes is refused", () => {
  const read = openEvent(new Uint8Array(events.tooLarge.length), events.mesh, crypto);
  expect(read.ok ? null : read.error.code).toBe(events.tooLarge.code);
});

test.each(graphs)("ME-30 graph: $name ($shows)", (graph) => {
  const genesis = decodeGenesis(bytes(graph.genesis)) as Genesis;
  expect(crypto.sha256(bytes(graph.genesis))).toBe(graph.mesh);
  const opened = graph.events.map((event) => openedOf(event.bytes, graph.mesh));
  expect(opened.map(({ id }) => id)).toEqual(graph.events.map(({ id }) => id));

  // The slow fold, which shares no code of the fold with what wrote the file.
  const { sections, hash, standingOf } = naiveFold(opened, genesis, graph.anchor);
  expect(opened.map(standingOf)).toEqual(graph.events.map(({ standing }) => standing));
  expect(Object.fromEntries(Object.entries(sections).map(([name, part]) => [name, hex(part)]))).toEqual(graph.sections);
  expect(hex(hash)).toBe(graph.stateHash);
});

test("ME-4 ME-5 ME-6 what is refused after all it cites is refused by its code and leaves nothing behind", () => {
  const refusals = graphs.flatMap((graph) => graph.refused.map((refused) => ({ graph, refused })));
  expect(refusals.length).toBeGreaterThan(0);
  for (const { graph, refused } of refusals) {
    const set = new EventSet();
    offerAll(
      set,
      null,
      graph.events.map((event) => openedOf(event.bytes, graph.mesh)),
    );
    const admission = set.offer(openedOf(refused.bytes, graph.mesh));
    expect(admission).toMatchObject({ admitted: [], fault: { code: refused.code } });
    expect([set.size, [...set.waiting()]]).toEqual([graph.events.length, []]);
  }
});

function openedOf(digits: string, mesh: string): MeshEvent {
  const read = openEvent(bytes(digits), mesh, crypto);
  if (!read.ok) throw new TypeError(read.error.detail);
  return read.value;
}
