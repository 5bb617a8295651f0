import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cosineTable } from "../../src/mesh/cosine.ts";
import { openEvent } from "../../src/mesh/event.ts";
import type { FindingCode } from "../../src/mesh/index.ts";
import { Signatures } from "../../src/mesh/signatures.ts";
import { frame, sha256 } from "./maker.ts";
import { codesOf, judge } from "./sample.ts";

const folder = new URL("../../../../spec/vectors/mesh/", import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const bytesOf = (digits: string): Buffer => Buffer.from(digits, "hex");

interface Cosines {
  readonly sha256: string;
  readonly values: readonly (readonly [number, number])[];
}
interface Events {
  readonly mesh: string;
  readonly cases: readonly { readonly name: string; readonly code: string | null; readonly bytes: string }[];
}
interface Graph {
  readonly name: string;
  readonly genesis: string;
  readonly mesh: string;
  readonly anchor: string | null;
  readonly events: readonly { readonly id: string; readonly standing: string; readonly bytes: string }[];
  readonly refused: readonly { readonly code: string; readonly bytes: string }[];
  readonly eventRoot: string;
  readonly sections: Readonly<Record<string, string>>;
  readonly stateHash: string;
}

/** This program says more exactly than a node what is wrong. */
const SAME: Partial<Record<FindingCode, string>> = {
  EVENT_NOT_CANONICAL: "EVENT_MALFORMED",
  EVENT_CHAIN_FALSE: "EVENT_MALFORMED",
  EVENT_BATCH_FALSE: "EVENT_SIGNATURE_FALSE",
};
const nodeCode = (code: FindingCode): string => SAME[code] ?? code;

test("ME-382 the golden vectors are all read", () => {
  const names = ["cosine.json", "events.json", "graphs.json"];
  expect(names.map((name) => existsSync(new URL(name, folder)))).toEqual(names.map(() => true));
});

test("ME-32 ME-382 the cosines of the golden vectors", () => {
  const { sha256: digest, values } = read("cosine.json") as Cosines;
  const table = cosineTable();
  expect(values.map(([k]) => [k, table[k]])).toEqual(values);
  const bytes = Buffer.alloc(2 * table.length);
  table.forEach((value, k) => bytes.writeInt16BE(value, 2 * k));
  expect(sha256(bytes).toString("hex")).toBe(digest);
});

describe("ME-382 ME-1 to ME-4 the events of the golden vectors", () => {
  const { mesh, cases } = read("events.json") as Events;
  test.each(cases.map(({ name, code, bytes }) => [name, code, bytes] as const))("%s: %s", (_, code, bytes) => {
    const event = openEvent(bytesOf(bytes), "", mesh, new Signatures());
    expect("code" in event ? nodeCode(event.code) : null).toBe(code);
  });
});

describe("ME-382 Q3 the graphs of the golden vectors", () => {
  const graphs = read("graphs.json") as readonly Graph[];
  const byName = graphs.map((graph) => [graph.name, graph] as const);

  test.each(byName)("%s: root, sections and state hash", (_, graph) => {
    const { genesis, anchor, events } = graph;
    const frames = Buffer.concat(events.map(({ bytes }) => frame(bytesOf(bytes))));
    const verdict = judge({ genesis: bytesOf(genesis) }, frames, anchor === null ? {} : { anchor });
    const sections = Object.entries(graph.sections).map(([name, bytes]) => [
      name,
      sha256(bytesOf(bytes)).toString("hex"),
    ]);
    expect(verdict.mesh).toBe(graph.mesh);
    expect(verdict.events).toBe(events.length);
    expect(verdict.sections).toEqual(Object.fromEntries(sections));
    expect([verdict.eventRoot, verdict.stateHash]).toEqual([graph.eventRoot, graph.stateHash]);
    const count = (standing: string) => events.filter((event) => event.standing === standing).length;
    expect([verdict.forked, verdict.outside]).toEqual([count("forked"), count("outside")]);
  });

  test.each(byName.filter(([, { refused }]) => refused.length > 0))("%s: what is refused", (_, graph) => {
    const { genesis, events, refused } = graph;
    const held = events.map(({ bytes }) => frame(bytesOf(bytes)));
    for (const { code, bytes } of refused) {
      const verdict = judge({ genesis: bytesOf(genesis) }, Buffer.concat([...held, frame(bytesOf(bytes))]));
      expect(codesOf(verdict).map((own) => nodeCode(own as FindingCode))).toEqual([code]);
      expect(verdict.stateHash).toBe(graph.stateHash);
    }
  });
});
