import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { bytesOfBase64, checkEntry, checkProof, readLogKey } from "./index.ts";

interface Vectors {
  readonly logKey: string;
  readonly valid: readonly {
    readonly name: string;
    readonly proof: string;
    readonly leaf: string;
    readonly index: number;
    readonly size: number;
  }[];
  readonly refused: readonly {
    readonly why: string;
    readonly code: string;
    readonly proof: string;
    readonly leaf: string;
  }[];
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/ledger/tlog-proof.json", import.meta.url), "utf8"),
) as Vectors;
const { logKey } = vectors;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const check = (proof: string, leaf: string) => checkProof({ proof, leaf: bytes(leaf), logKey });
const [first] = vectors.valid;
if (first === undefined) throw new Error("no vectors");

/** Without the lines of witnesses, which are signed by keys that nobody gave. */
const ofLogAlone = (proof: string): string => proof.replace(/^— witness.*\n/gmu, "");

describe("published vectors", () => {
  test.each(vectors.valid)("SVR-71 proves: $name", async ({ proof, leaf, index, size }) => {
    const verdict = await check(proof, leaf);
    expect(verdict).toMatchObject({ ok: true, value: { leafIndex: index, size, origin: "plimsoll.example/ledger" } });
    expect(verdict.steps.map(({ step }) => step)).toEqual(["proof", "checkpoint", "key", "signature", "inclusion"]);
  });

  // Witnesses are no matter of one log's key: what only a quorum or a witness's own key would refuse passes here.
  const ofWitnesses = new Set(["QUORUM_NOT_MET"]);
  const refusedHere = vectors.refused.filter(
    ({ code, why }) => !ofWitnesses.has(code) && why !== "one bad cosignature beside enough good ones",
  );
  test.each(refusedHere)("SVR-71 refuses: $why", async ({ proof, leaf, code }) => {
    const verdict = await check(proof, leaf);
    expect(verdict).toMatchObject({ ok: false, code });
    expect(verdict.steps.at(-1)?.holds).toBe(false);
  });
});

describe("mutations", () => {
  test("SVR-71 no byte of a proof can be another, in any bit", async () => {
    const proof = Buffer.from(ofLogAlone(first.proof));
    expect((await check(proof.toString(), first.leaf)).ok).toBe(true);
    let refused = 0;
    for (const [place, byte] of proof.entries())
      for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const mutated = Buffer.from(proof).fill(byte ^ bit, place, place + 1);
        const verdict = await check(mutated.toString("utf8"), first.leaf);
        if (verdict.ok) throw new Error(`passed with byte ${place} as ${byte ^ bit}`);
        refused += 1;
      }
    expect(refused).toBe(proof.length * 8);
  });

  test("SVR-71 no byte of a leaf can be another", async () => {
    const leaf = bytes(first.leaf);
    for (const place of leaf.keys()) {
      const verdict = await checkProof({ proof: first.proof, leaf: leaf.with(place, (leaf[place] ?? 0) ^ 1), logKey });
      expect(verdict).toMatchObject({ ok: false, code: "PROOF_INVALID" });
    }
  });

  test("SVR-71 no character of the key can be another", async () => {
    for (const place of Array.from(logKey).keys()) {
      const other = logKey.slice(0, place) + (logKey[place] === "A" ? "B" : "A") + logKey.slice(place + 1);
      const verdict = await checkProof({ proof: first.proof, leaf: bytes(first.leaf), logKey: other });
      expect(verdict).toMatchObject({ ok: false, code: "KEY_MALFORMED" });
    }
  });

  test("SVR-71 a key of another kind or another name is none", async () => {
    const [name = "", id = "", key = ""] = logKey.split("+");
    expect(await readLogKey(`${name}x+${id}+${key}`)).toBeUndefined();
    expect(
      await readLogKey("witness.example/w1+df1c0a35+BIE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU"),
    ).toBeUndefined();
    expect(await readLogKey("")).toBeUndefined();
  });
});

describe("the entry that is shown", () => {
  const leaves = [{ leaf: bytes(first.leaf), proof: first.proof }];

  test("SVR-71 stands in the leaf, byte for byte", async () => {
    expect(await checkEntry({ entry: first.leaf, leaves, logKey })).toMatchObject({ ok: true });
  });

  test.each([
    ["another entry", '{"at":5,"kind":"example"}'],
    ["the same with a blank", '{"at":4, "kind":"example"}'],
    ["a part of it", '{"at":4'],
    ["nothing", ""],
  ])("SVR-71 is refused where it is %s", async (_, entry) => {
    expect(await checkEntry({ entry, leaves, logKey })).toMatchObject({ ok: false, code: "ENTRY_OTHER" });
  });

  test("SVR-71 is not proven by no leaf at all, nor by leaves out of their row", async () => {
    expect(await checkEntry({ entry: first.leaf, leaves: [], logKey })).toMatchObject({ ok: false });
    expect(await checkEntry({ entry: first.leaf, leaves: [...leaves, ...leaves], logKey })).toMatchObject({
      ok: false,
      code: "ENTRY_OTHER",
    });
  });
});

test("SVR-71 imports nothing but its own files, and knows no machine", () => {
  const folder = new URL("./", import.meta.url);
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => readFileSync(new URL(name, folder), "utf8"));
  const specifiers = texts.flatMap((text) => [...text.matchAll(/\bfrom\s+["']([^"']+)["']/g)].map(([, name]) => name));
  expect(specifiers.length).toBeGreaterThan(8);
  expect(specifiers.filter((name) => !/^\.\/[a-z-]+\.ts$/.test(name as string))).toEqual([]);
  expect(texts.join("\n")).not.toMatch(/\bBuffer\b|\bprocess\.|node:/);
});

test("SVR-71 base64 has one spelling", () => {
  expect(bytesOfBase64("eA==")).toEqual(Uint8Array.of(120));
  for (const sloppy of ["eA", "eA=", "eB==", "eA==\n", " eA==", "e-=="]) expect(bytesOfBase64(sloppy)).toBeUndefined();
});
