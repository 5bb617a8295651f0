import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { consistencyProof } from "../merkle/consistency-proof.ts";
import { inclusionProof } from "../merkle/inclusion-proof.ts";
import { memoryHashSource } from "../merkle/memory-hash-source.ts";
import { Frontier } from "../merkle/frontier.ts";
import { leafHash, type TreeHash } from "../merkle/tree-hash.ts";
import { checkpointText } from "../note/checkpoint.ts";
import { noteVerifierFromVkey } from "../note/note-verifier.ts";
import { signNote } from "../note/signed-note.ts";
import { verifierKeyOf } from "../note/verifier-key.ts";
import {
  type AddCheckpoint,
  encodeAddCheckpoint,
  parseAddCheckpoint,
  type UnverifiedAddCheckpoint,
} from "./add-checkpoint.ts";
import { encodeWitnessResponse, type HttpResponse, parseWitnessResponse } from "./witness-response.ts";
import { type KnownLog, NOTHING_WITNESSED, type WitnessState, witnessStep } from "./witness-step.ts";

const vectors = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/ledger/add-checkpoint.json", import.meta.url), "utf8"),
) as {
  requests: {
    valid: { name: string; body: string; oldSize: number; hashes: number; origin: string; size: number }[];
    malformed: { why: string; body: string }[];
  };
  responses: { valid: (HttpResponse & { name: string })[]; malformed: (HttpResponse & { why: string })[] };
  steps: {
    logKey: string;
    cases: { why: string; state: { size: number; rootBase64: string }; body: string; status: number; size?: number }[];
  };
};

const parsed = (body: string): UnverifiedAddCheckpoint => {
  const request = parseAddCheckpoint(body);
  if (request.ok) return request.value;
  throw request.error;
};

const logOf = (vkey: string): KnownLog => {
  const key = noteVerifierFromVkey(vkey);
  return { origin: key.name, keys: [key] };
};

describe("requests", () => {
  test.each(vectors.requests.valid)("LG-57 $name", ({ body, oldSize, hashes, origin, size }) => {
    const request = parsed(body);
    expect(request).toMatchObject({ oldSize, checkpoint: { origin, size } });
    expect(request.consistencyProof.length).toBe(hashes);
    expect(encodeAddCheckpoint(request)).toBe(body);
  });

  test.each(vectors.requests.malformed)("LG-57 with $why are malformed", ({ body }) => {
    expect(parseAddCheckpoint(body)).toMatchObject({ ok: false, error: { code: "REQUEST_MALFORMED" } });
  });

  test("LG-57 have one spelling", () => {
    const body = vectors.requests.valid[0]?.body ?? "";
    fc.assert(
      fc.property(fc.nat(body.length - 1), fc.string({ maxLength: 2 }), (position, change) => {
        const altered = body.slice(0, position) + change + body.slice(position + 1);
        const request = parseAddCheckpoint(altered);
        expect(!request.ok || encodeAddCheckpoint(request.value) === altered).toBe(true);
      }),
    );
  });

  test.each<[string, Partial<AddCheckpoint>]>([
    ["a size below 0", { oldSize: -1 }],
    ["a fraction", { oldSize: 1.5 }],
    ["a short hash", { consistencyProof: [new Uint8Array(31)] }],
    ["64 hashes", { consistencyProof: Array.from({ length: 64 }, () => new Uint8Array(32)) }],
    ["no note", { note: "text\n" }],
  ])("LG-57 with %s are not written", (_, change) => {
    const request = parsed(vectors.requests.valid[0]?.body ?? "");
    expect(() => encodeAddCheckpoint({ ...request, ...change })).toThrow(
      expect.objectContaining({ code: "REQUEST_MALFORMED" }),
    );
  });
});

describe("responses", () => {
  test.each(vectors.responses.valid)("LG-58 $name", ({ status, contentType, body }) => {
    const response = parseWitnessResponse({ status, contentType, body });
    expect(response).toMatchObject({ ok: true, value: { status } });
    if (response.ok) expect(encodeWitnessResponse(response.value)).toEqual({ status, contentType, body });
  });

  test.each(vectors.responses.malformed)("LG-58 $why is malformed", (response) => {
    expect(parseWitnessResponse(response)).toMatchObject({ ok: false, error: { code: "RESPONSE_MALFORMED" } });
  });
});

describe("the decision of a witness", () => {
  const log = logOf(vectors.steps.logKey);

  test.each(vectors.steps.cases)("LG-59 $status for $why", ({ state, body, status, size }) => {
    const before: WitnessState = { size: state.size, root: new Uint8Array(Buffer.from(state.rootBase64, "base64")) };
    const request = parsed(body);
    const step = witnessStep(before, request, log);
    if (step.decision === "refuse") {
      expect(step.response).toMatchObject(size === undefined ? { status } : { status, size });
      return;
    }
    expect(status).toBe(200);
    expect(step.noteText).toBe(request.unverifiedNote.text);
    expect(step.nextState).toEqual({ size: request.checkpoint.size, root: request.checkpoint.root });
  });

  test("LG-59 404 for a log that the witness does not know", () => {
    const request = parsed(vectors.steps.cases[0]?.body ?? "");
    const unknown = { decision: "refuse", response: { status: 404 } };
    expect(witnessStep(NOTHING_WITNESSED, request, undefined)).toMatchObject(unknown);
    expect(witnessStep(NOTHING_WITNESSED, request, { ...log, origin: "else.example" })).toMatchObject(unknown);
  });

  test("LG-59 403 for a log without a key", () => {
    const request = parsed(vectors.steps.cases[0]?.body ?? "");
    expect(witnessStep(NOTHING_WITNESSED, request, { ...log, keys: [] })).toMatchObject({ response: { status: 403 } });
  });

  test("LG-59 follows an honest log through any sizes, and never goes back or aside", () => {
    const key = signingKeyFromSeed(new Uint8Array(32).fill(1));
    const ours = logOf(verifierKeyOf("log.example", key.publicKey.raw));
    const history = (fork: number): TreeHash[] =>
      Array.from({ length: 64 }, (_, index) => leafHash(Buffer.from(index >= fork ? `fork ${index}` : `${index}`)));
    const headOf = (leaves: readonly TreeHash[], size: number): WitnessState => {
      const frontier = Frontier.empty();
      for (const leaf of leaves.slice(0, size)) frontier.append(leaf);
      return { size, root: frontier.root() };
    };
    const steps = fc.array(
      fc.record({ size: fc.integer({ min: 1, max: 64 }), fork: fc.integer({ min: 0, max: 200 }) }),
    );
    fc.assert(
      fc.property(steps, (asked) => {
        let state = NOTHING_WITNESSED;
        // What the witness has cosigned: all of it must be prefixes of one another.
        let witnessed: readonly TreeHash[] = [];
        for (const { size, fork } of asked) {
          const leaves = history(fork);
          const note = signNote(checkpointText({ origin: "log.example", ...headOf(leaves, size) }), "log.example", key);
          const oldSize = Math.min(state.size, size);
          const proof = consistencyProof(memoryHashSource(leaves), oldSize, size);
          const step = witnessStep(
            state,
            parsed(encodeAddCheckpoint({ oldSize, consistencyProof: proof, note })),
            ours,
          );
          const hex = (hashes: readonly TreeHash[]): string[] =>
            hashes.map((hash) => Buffer.from(hash).toString("hex"));
          const extendsIt =
            size >= witnessed.length && hex(leaves).slice(0, witnessed.length).join() === hex(witnessed).join();
          expect(step.decision).toBe(extendsIt ? "cosign" : "refuse");
          if (step.decision === "cosign") [state, witnessed] = [step.nextState, leaves.slice(0, size)];
        }
      }),
      { numRuns: 40 },
    );
  });

  test("LG-59 an inclusion proof does not pass for a consistency proof", () => {
    const key = signingKeyFromSeed(new Uint8Array(32).fill(1));
    const leaves = Array.from({ length: 8 }, (_, index) => leafHash(Uint8Array.of(index)));
    const frontier = Frontier.empty();
    for (const leaf of leaves) frontier.append(leaf);
    const note = signNote(
      checkpointText({ origin: "log.example", size: 8, root: frontier.root() }),
      "log.example",
      key,
    );
    const body = encodeAddCheckpoint({
      oldSize: 3,
      consistencyProof: inclusionProof(memoryHashSource(leaves), 2, 8),
      note,
    });
    const state = { size: 3, root: leaves[2] as TreeHash };
    const step = witnessStep(state, parsed(body), logOf(verifierKeyOf("log.example", key.publicKey.raw)));
    expect(step).toMatchObject({ decision: "refuse", response: { status: 422 } });
  });
});
