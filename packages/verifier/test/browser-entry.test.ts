import { encodeTlogProof, memoryLedger, verifierKeyOf } from "@plimsoll/ledger";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { describe, expect, test } from "vitest";
import { checkEntry } from "../src/browser/index.ts";

const ORIGIN = "example.org/log";
const key = signingKeyFromSeed(new Uint8Array(32).fill(5));
const logKey = verifierKeyOf(ORIGIN, key.publicKey.raw);

/** Longer than two leaves can hold, with characters of more than one byte at every place where a leaf may end. */
const LONG = `{"at":3,"kind":"long","text":"${"ü€x".repeat(30_000)}"}`;

const ledger = memoryLedger({ origin: ORIGIN, signingKey: key });
ledger.append(['{"at":1,"kind":"a"}', '{"at":1,"kind":"b"}'], '{"id":"c-1"}');
ledger.append([LONG, '{"at":3,"kind":"after"}'], '{"id":"c-2"}');
ledger.append(['{"at":4,"kind":"last"}']);

const leavesOf = (index: number) =>
  ledger.prove(index).map(({ leafIndex, leaf, hashes, checkpoint }) => ({
    leaf,
    proof: encodeTlogProof({ index: leafIndex, inclusionProof: hashes, checkpoint, extra: null }),
  }));

describe("what our own ledger proves", () => {
  const entries = [...ledger.entries()].map(({ index, text }) => [index, text] as const);

  test.each(entries)("SVR-71 entry %i is proven, and no other by its leaves", async (index, text) => {
    const leaves = leavesOf(index);
    expect(await checkEntry({ entry: text, leaves, logKey })).toMatchObject({ ok: true });
    for (const [, other] of entries) {
      const isInThem = (await checkEntry({ entry: other, leaves, logKey })).ok;
      expect(isInThem).toBe(
        leaves.some(({ leaf }) => Buffer.from(leaf).toString().split("\n").includes(other)) || other === text,
      );
    }
  });

  test("SVR-71 an entry in several leaves needs all of them, in their order", async () => {
    const leaves = leavesOf(2);
    expect(leaves.length).toBeGreaterThan(2);
    for (const some of [leaves.slice(1), leaves.slice(0, -1), leaves.toReversed(), [leaves[0], leaves[2]], []])
      expect(await checkEntry({ entry: LONG, leaves: some.flatMap((leaf) => leaf ?? []), logKey })).toMatchObject({
        ok: false,
      });
  });

  test("SVR-71 the signed command before the entries is no entry", async () => {
    expect(await checkEntry({ entry: '{"cause":{"id":"c-1"}}', leaves: leavesOf(0), logKey })).toMatchObject({
      ok: false,
    });
  });
});
