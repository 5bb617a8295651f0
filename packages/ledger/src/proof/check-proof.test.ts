import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTlogPolicy } from "../policy/parse-tlog-policy.ts";
import { checkProof } from "./check-proof.ts";
import { encodeTlogProof, parseTlogProof, type TlogProof } from "./tlog-proof.ts";

const vectors = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/ledger/tlog-proof.json", import.meta.url), "utf8"),
) as {
  logKey: string;
  policy: string;
  valid: { name: string; proof: string; leaf: string; index: number; size: number; witnesses: string[] }[];
  refused: { why: string; code: string; proof: string; leaf: string }[];
};
const policy = parseTlogPolicy(vectors.policy);
const [good] = vectors.valid as [(typeof vectors.valid)[0]];

describe.each(vectors.valid)("the proof $name", ({ proof, leaf, index, size, witnesses }) => {
  test("LG-55 goes there and back", () => {
    const read = parseTlogProof(proof);
    expect(read).toMatchObject({ ok: true, value: { index } });
    if (read.ok) expect(encodeTlogProof(read.value)).toBe(proof);
  });

  test("LG-56 is good, against the policy and against the log key alone", () => {
    const checked = checkProof({ proof, leaf: Buffer.from(leaf), policy });
    expect(checked).toMatchObject({ ok: true, value: { index, checkpoint: { size } } });
    if (checked.ok) expect(checked.value.checkpoint.witnesses.map(({ name }) => name)).toEqual(witnesses);
    expect(checkProof({ proof, leaf: Buffer.from(leaf), logKey: vectors.logKey })).toMatchObject({ ok: true });
  });
});

describe("refused proofs", () => {
  test.each(vectors.refused)("LG-56 $code: $why", ({ code, proof, leaf }) => {
    expect(checkProof({ proof, leaf: Buffer.from(leaf), policy })).toMatchObject({ ok: false, error: { code } });
  });

  test("LG-56 no change of one byte passes", () => {
    const bytes = Buffer.from(good.proof);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (position, byte) => {
        const proof = Buffer.from(bytes.with(position, byte)).toString();
        // With another name or key id a witness's line is one of an unknown key, and the quorum is no longer met.
        expect(checkProof({ proof, leaf: Buffer.from(good.leaf), policy }).ok).toBe(proof === good.proof);
      }),
      { numRuns: 600 },
    );
  });

  test("LG-56 no text at all makes it throw", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string().map((text) => good.proof.replace("index 4", text)),
    );
    fc.assert(
      fc.property(texts, (proof) => {
        expect(checkProof({ proof, leaf: new Uint8Array(0), policy }).ok).toBe(false);
      }),
    );
  });

  test.each([
    "",
    "x",
    vectors.policy
      .split(" ")
      .find((item) => item.startsWith("witness.example/w1+"))
      ?.split("\n")[0] ?? "",
  ])("LG-56 %j is no log key", (logKey) => {
    const check = () => checkProof({ proof: good.proof, leaf: Buffer.from(good.leaf), logKey });
    expect(check).toThrow(expect.objectContaining({ code: "KEY_MALFORMED" }));
  });
});

describe("writing proofs", () => {
  const read = parseTlogProof(good.proof) as { value: TlogProof };

  test.each<[string, Partial<TlogProof>]>([
    ["a fraction for an index", { index: 0.5 }],
    ["an index below 0", { index: -1 }],
    ["an index of 2^53", { index: 2 ** 53 }],
    ["a short hash", { inclusionProof: [new Uint8Array(31)] }],
    ["64 hashes", { inclusionProof: Array.from({ length: 64 }, () => new Uint8Array(32)) }],
    ["empty extra data", { extra: new Uint8Array(0) }],
    ["no checkpoint", { checkpoint: "text\n" }],
  ])("LG-55 with %s is PROOF_MALFORMED", (_, change) => {
    expect(() => encodeTlogProof({ ...read.value, ...change })).toThrow(
      expect.objectContaining({ code: "PROOF_MALFORMED" }),
    );
  });

  test("LG-55 63 hashes and extra data of any length are written and read", () => {
    const proof = { ...read.value, inclusionProof: Array.from({ length: 63 }, () => new Uint8Array(32)) };
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (extra) => {
        const again = parseTlogProof(encodeTlogProof({ ...proof, extra }));
        expect(again.ok && Buffer.compare(again.value.extra ?? new Uint8Array(0), extra)).toBe(0);
      }),
    );
  });

  test("LG-55 has one spelling", () => {
    fc.assert(
      fc.property(fc.nat(good.proof.length - 1), fc.string({ maxLength: 2 }), (position, change) => {
        const altered = good.proof.slice(0, position) + change + good.proof.slice(position + 1);
        const parsed = parseTlogProof(altered);
        expect(!parsed.ok || encodeTlogProof(parsed.value) === altered).toBe(true);
      }),
    );
  });
});
