import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { verifyInclusion } from "../src/merkle/inclusion-proof.ts";
import { decisionsIn, Frontier, leafHash, type Ledger, memoryLedger, openLedger, parseNote } from "../src/index.ts";
import { isSignedBy } from "../src/note/signed-note.ts";
import { codeOf, entry, identity, temporaryFolders, textOf } from "./ledger-rig.ts";

const newFolder = temporaryFolders();

const implementations: readonly { name: string; open: () => Ledger }[] = [
  { name: "in memory", open: () => memoryLedger(identity) },
  { name: "on disk", open: () => openLedger({ ...identity, directory: join(newFolder(), "ledger") }) },
];

/** The root where each decision is one leaf: its lines. */
function rootOf(decisions: readonly (readonly string[])[]): Uint8Array {
  const frontier = Frontier.empty();
  for (const lines of decisions) if (lines.length > 0) frontier.append(leafHash(Buffer.from(lines.join("\n"))));
  return new Uint8Array(frontier.root());
}

/** Any line without control characters. */
const line = fc
  .string({ unit: "binary", minLength: 1 })
  .map((text) => text.replaceAll(/[\n\0+]/g, "~"))
  .filter((text) => text.isWellFormed());

describe.each(implementations)("a ledger $name", ({ open }) => {
  test("LG-6 begins with a signed checkpoint of size 0", () => {
    using ledger = open();
    expect(ledger.size).toBe(0);
    expect(ledger.root).toEqual(rootOf([]));
    expect(ledger.checkpoint).toContain(`${identity.origin}\n0\n`);
  });

  test("LG-5 L5 gives each batch consecutive indexes and a receipt", () => {
    using ledger = open();
    expect(ledger.append([entry(1), entry(2)])).toMatchObject({ firstIndex: 0, size: 2 });
    const receipt = ledger.append([entry(3)]);
    expect(receipt).toEqual({ firstIndex: 2, size: 3, checkpoint: ledger.checkpoint });
    expect([...ledger.entries()].map(textOf)).toEqual([entry(1), entry(2), entry(3)]);
    expect([...ledger.entries(1)].map(({ index }) => index)).toEqual([1, 2]);
    expect([...ledger.entries(3)]).toEqual([]);
  });

  test("LG-5 an empty batch adds nothing", () => {
    using ledger = open();
    const before = ledger.checkpoint;
    expect(ledger.append([])).toEqual({ firstIndex: 0, size: 0, checkpoint: before });
  });

  test("LG-6 LG-29 signs the root over all decisions after every one", () => {
    fc.assert(
      fc.property(fc.array(fc.array(line, { maxLength: 5 }), { maxLength: 8 }), (batches) => {
        using ledger = open();
        for (const [position, batch] of batches.entries()) {
          const { checkpoint } = ledger.append(batch);
          const expected = rootOf(batches.slice(0, position + 1));
          const note = parseNote(checkpoint);
          expect(ledger.root).toEqual(expected);
          expect(note?.text.split("\n")[2]).toBe(Buffer.from(expected).toString("base64"));
          expect(note && isSignedBy(note, identity.origin, identity.signingKey.publicKey)).toBe(true);
        }
        expect([...ledger.entries()].map(textOf)).toEqual(batches.flat());
      }),
      { numRuns: 15 },
    );
  });

  test("LG-29 an entry that one leaf cannot hold lies in several, each of whole characters", () => {
    using ledger = open();
    const long = `{"at":1,"text":"${"é€😀x".repeat(30_000)}"}`;
    const decisions = [["x".repeat(65_535)], [entry(1), long, entry(2)], [long], [entry(3)]];
    for (const entries of decisions) ledger.append(entries, '{"id":"c"}');
    expect([...ledger.entries()].map(textOf)).toEqual(decisions.flat());
    expect([...ledger.entries(2)].map(textOf)).toEqual(decisions.flat().slice(2));
    expect([...decisionsIn(ledger.leaves())].map(({ entries }) => entries)).toEqual(decisions);
    for (const { bytes } of ledger.leaves()) {
      expect(bytes.length).toBeLessThanOrEqual(65_535);
      expect(Buffer.from(Buffer.from(bytes).toString("utf8")).equals(bytes)).toBe(true);
    }
    for (const index of [0, 1, 2, 3, 4, 5]) {
      const proofs = ledger.prove(index);
      const parts = proofs.map(({ leaf }) => Buffer.from(leaf).toString("utf8").replace(/^\+/, ""));
      expect(parts.join("")).toContain(decisions.flat()[index]);
      expect(proofs.length > 1, `entry ${index}`).toBe([2, 4].includes(index));
      for (const { leafIndex, leaf, hashes } of proofs)
        expect(
          verifyInclusion(
            { index: leafIndex, size: ledger.leafCount, leafHash: leafHash(leaf), root: ledger.root },
            hashes,
          ),
        ).toBe(true);
    }
  });

  test.each([
    ["a lone surrogate, which UTF-8 cannot carry", "\ud800"],
    ["a line end", '{"at":1,\n"kind":"a"}'],
    ["a NUL", "\0"],
    ["nothing", ""],
    ["what reads as a cause", '{"cause":{}}'],
    ["what reads as a further part", "+1"],
  ])("LG-7 LG-30 refuses %s", (_, text) => {
    using ledger = open();
    expect(codeOf(() => ledger.append([entry(1), text]))).toBe("ENTRY_MALFORMED");
    expect(ledger.size).toBe(0);
  });

  test("LG-29 LG-30 a decision is one leaf with its cause first, and as many as it needs", () => {
    using ledger = open();
    ledger.append([entry(1), entry(2)], '{"id":"c1"}');
    ledger.append([entry(3)]);
    const long = Array.from({ length: 3 }, (_, at) => `{"at":${at},"kind":"a","text":"${"x".repeat(40_000)}"}`);
    ledger.append(long, '{"id":"c2"}');
    expect(
      [...ledger.leaves()].map(({ leafIndex, firstIndex, entryCount }) => [leafIndex, firstIndex, entryCount]),
    ).toEqual([
      [0, 0, 2],
      [1, 2, 1],
      [2, 3, 1],
      [3, 4, 1],
      [4, 5, 1],
    ]);
    const [first] = ledger.leaves();
    expect(Buffer.from(first?.bytes ?? []).toString()).toBe(`{"cause":{"id":"c1"}}\n${entry(1)}\n${entry(2)}`);
    expect([...decisionsIn(ledger.leaves())]).toEqual([
      { cause: '{"id":"c1"}', entries: [entry(1), entry(2), entry(3)], firstIndex: 0, leavesAfter: 2 },
      { cause: '{"id":"c2"}', entries: long, firstIndex: 3, leavesAfter: 5 },
    ]);
    expect([ledger.size, ledger.leafCount]).toEqual([6, 5]);
    expect([...ledger.leaves(3)].map(({ leafIndex }) => leafIndex)).toEqual([3, 4]);
  });

  test("LG-31 decisions committed together are durable together, each with its receipt", () => {
    using ledger = open();
    const decisions = [[entry(1)], [], [entry(2), entry(3)]].map((entries) => ({ cause: null, entries }));
    const receipts = ledger.appendAll(decisions);
    expect(receipts.map(({ firstIndex, size }) => [firstIndex, size])).toEqual([
      [0, 1],
      [1, 1],
      [1, 3],
    ]);
    expect(new Set(receipts.map(({ checkpoint }) => checkpoint))).toEqual(new Set([ledger.checkpoint]));
    const refused = [
      { cause: null, entries: [entry(4)] },
      { cause: null, entries: ["\n"] },
    ];
    expect(codeOf(() => ledger.appendAll(refused))).toBe("ENTRY_MALFORMED");
    expect([ledger.size, ledger.leafCount]).toEqual([3, 2]);
  });

  test("LG-32 every entry of every size of log has a proof that leads to its root", () => {
    using ledger = open();
    for (let at = 0; at < 70; at += 1) {
      ledger.append(Array.from({ length: 1 + (at % 3) }, (_, place) => entry(10 * at + place)));
      const { size, leafCount, root } = ledger;
      for (const index of new Set([0, Math.floor(size / 2), size - 1])) {
        const [proof, ...further] = ledger.prove(index);
        if (proof === undefined) throw new Error("no proof");
        const { leafIndex, leaf, hashes, checkpoint } = proof;
        const claim = { index: leafIndex, size: leafCount, leafHash: leafHash(leaf), root };
        expect(verifyInclusion(claim, hashes)).toBe(true);
        expect(Buffer.from(leaf).toString().split("\n")).toContain(textOf([...ledger.entries(index)][0] as never));
        expect([further, checkpoint]).toEqual([[], ledger.checkpoint]);
      }
    }
    for (const index of [-1, 0.5, ledger.size, Number.NaN])
      expect(codeOf(() => ledger.prove(index))).toBe("ENTRY_NOT_FOUND");
  });

  test("LG-32 proves across full tiles", () => {
    using ledger = open();
    const decisions = Array.from({ length: 66_000 }, (_, at) => ({ cause: null, entries: [entry(at)] }));
    ledger.appendAll(decisions);
    for (const index of [0, 255, 256, 40_000, 65_535, 65_536, 65_999]) {
      const [{ leaf, hashes } = { leaf: new Uint8Array(), hashes: [] }] = ledger.prove(index);
      const claim = { index, size: 66_000, leafHash: leafHash(leaf), root: ledger.root };
      expect(verifyInclusion(claim, hashes), `entry ${index}`).toBe(true);
    }
  });

  test("LG-5 entries are those at the time of the call", () => {
    using ledger = open();
    ledger.append([entry(1)]);
    const before = ledger.entries();
    ledger.append([entry(2)]);
    expect([...before].length).toBe(1);
  });

  test("LG-5 entries may be added while entries are read", () => {
    using ledger = open();
    ledger.append(Array.from({ length: 600 }, (_, at) => entry(at)));
    let read = 0;
    for (const { index } of ledger.entries()) {
      expect(index).toBe(read);
      read += 1;
      if (read % 200 === 0) ledger.append([entry(1_000)]);
    }
    expect([read, ledger.size]).toEqual([600, 603]);
  });

  test("LG-19 a closed ledger refuses, and closing twice does nothing", () => {
    const ledger = open();
    ledger.close();
    ledger.close();
    expect(codeOf(() => ledger.append([entry(1)]))).toBe("LEDGER_CLOSED");
    expect(codeOf(() => ledger.entries())).toBe("LEDGER_CLOSED");
  });
});

test("LG-19 memory and disk sign the same checkpoints for the same batches", () => {
  const [inMemory, onDisk] = implementations.map(({ open }) => open()) as [Ledger, Ledger];
  for (const batch of [[entry(1)], [entry(2), entry(3)], [], [entry(4)]]) {
    expect(onDisk.append(batch)).toEqual(inMemory.append(batch));
  }
  onDisk.close();
});
