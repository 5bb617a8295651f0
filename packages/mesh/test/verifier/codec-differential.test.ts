import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { type CborValue, encodeCbor } from "../../src/event/cbor.ts";
import { batchMessage, openEvent, singleMessage } from "../../src/event/open-event.ts";
import { crypto, randomGraph, testSigner } from "../kit/index.ts";
import { offsetsOf, runVerifier } from "./verifier-run.ts";

const { genesis, mesh, events } = randomGraph(RandomStream.from("verifier codec", 1), 80);
const signer = testSigner("node 0");

const signed = (content: Uint8Array): Uint8Array =>
  encodeCbor([content, signer.sign(singleMessage(crypto.sha256Bytes(content)))]);

/** This program says more exactly than a node what is wrong. */
const SAME: Readonly<Record<string, string>> = {
  EVENT_NOT_CANONICAL: "EVENT_MALFORMED",
  EVENT_BATCH_FALSE: "EVENT_SIGNATURE_FALSE",
};

/** The codes of single events by place; what is judged in its place among others is left out here. */
async function verifierCodes(envelopes: readonly Uint8Array[]): Promise<(string | null)[]> {
  const { findings } = await runVerifier({ genesis, events: envelopes });
  const codes = new Map(
    findings.flatMap(({ code, detail }) => {
      const at = /events at byte (\d+): /.exec(detail)?.[1];
      return at === undefined ? [] : [[Number(at), SAME[code] ?? code] as const];
    }),
  );
  return offsetsOf(envelopes).map((at) => codes.get(at) ?? null);
}

const nodeCodes = (envelopes: readonly Uint8Array[]): (string | null)[] =>
  envelopes.map((bytes) => {
    const opened = openEvent(bytes, mesh, crypto);
    return opened.ok ? null : opened.error.code;
  });

function mutated(bytes: Uint8Array, stream: RandomStream): Uint8Array {
  const [copy, at] = [[...bytes], stream.below(bytes.length)];
  const how = stream.below(3);
  if (how === 0) copy[at] = stream.below(256);
  else copy.splice(at, how === 1 ? 1 : 0, ...(how === 1 ? [] : [stream.below(256)]));
  return Uint8Array.from(copy);
}

test("ME-383 L8 of envelopes with a byte altered, dropped or added, node and verifier refuse the same, for the same", async () => {
  const stream = RandomStream.from("verifier codec", 2);
  const envelopes = Array.from({ length: 2_000 }, () => {
    const { bytes } = events[stream.below(events.length)] as (typeof events)[0];
    return mutated(bytes, stream);
  });
  expect(await verifierCodes(envelopes)).toEqual(nodeCodes(envelopes));
});

test("ME-383 so they do of contents that were altered and then signed", async () => {
  const stream = RandomStream.from("verifier codec", 3);
  const own = events.filter(({ author }) => author === signer.key);
  const envelopes = Array.from({ length: 2_000 }, () => {
    const { bytes } = own[stream.below(own.length)] as (typeof own)[0];
    // The content is the first byte string of the envelope; of these all have a length of two bytes or one.
    const start = bytes[1] === 0x58 ? 3 : 4;
    const length = start === 3 ? (bytes[2] as number) : ((bytes[2] as number) << 8) | (bytes[3] as number);
    return signed(mutated(bytes.slice(start, start + length), stream));
  });
  const codes = nodeCodes(envelopes);
  expect(await verifierCodes(envelopes)).toEqual(codes);
  expect(codes.filter((code) => code === null).length).toBeGreaterThan(100);
});

const key = Buffer.from(signer.key, "hex");
const content = (kind: string, fields: CborValue): Uint8Array =>
  encodeCbor([1, Buffer.from(mesh, "hex"), 0, key, Buffer.alloc(16), 1, Buffer.alloc(32), [], 1, 0, 0, kind, fields]);

const beat = content("clock.beat", [1]);
const batchOfOne = (): Uint8Array => {
  const leaf = crypto.sha256Bytes(Buffer.concat([Buffer.of(0), crypto.sha256Bytes(beat)]));
  return encodeCbor([beat, signer.sign(batchMessage(leaf)), 0, 1, leaf, []]);
};
const nested = (depth: number): CborValue => (depth === 0 ? 1 : [nested(depth - 1)]);

test.each<[string, Uint8Array]>([
  ["a text that begins with a byte order mark", signed(content("budget.spent", ["\ufeffcu", 1, ""]))],
  ["a text of 200 UTF-16 units", signed(content("budget.spent", ["\u{1f600}".repeat(100), 1, ""]))],
  ["a text of 201", signed(content("budget.spent", ["x".repeat(201), 1, ""]))],
  ["an empty text", signed(content("budget.spent", ["", 1, ""]))],
  ["an unknown kind with fields", signed(content("later", [1]))],
  ["an unknown kind without a list of fields", signed(content("later", 1))],
  ["a batch of one", batchOfOne()],
  ["15 arrays within one another", signed(content("later", nested(15)))],
  ["16 arrays within one another", signed(content("later", nested(16)))],
])("ME-383 they agree on %s", async (_, envelope) => {
  expect(await verifierCodes([envelope])).toEqual(nodeCodes([envelope]));
});
