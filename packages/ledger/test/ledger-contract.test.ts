import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Frontier, leafHash, type Ledger, memoryLedger, openLedger, parseNote } from "../src/index.ts";
import { isSignedBy } from "../src/note/signed-note.ts";
import { codeOf, entry, identity, temporaryFolders, textOf } from "./ledger-rig.ts";

const newFolder = temporaryFolders();

const implementations: readonly { name: string; open: () => Ledger }[] = [
  { name: "in memory", open: () => memoryLedger(identity) },
  { name: "on disk", open: () => openLedger({ ...identity, directory: join(newFolder(), "ledger") }) },
];

function rootOf(entries: readonly string[]): Uint8Array {
  const frontier = Frontier.empty();
  for (const text of entries) frontier.append(leafHash(Buffer.from(text)));
  return new Uint8Array(frontier.root());
}

describe.each(implementations)("a ledger $name", ({ open }) => {
  test("LG-6 begins with a signed checkpoint of size 0", () => {
    using ledger = open();
    expect(ledger.size).toBe(0);
    expect(ledger.root).toEqual(rootOf([]));
    expect(ledger.checkpoint).toContain(`${identity.origin}\n0\n`);
  });

  test("LG-5 gives each batch consecutive indexes and a receipt", () => {
    using ledger = open();
    expect(ledger.append([entry(1), entry(2)])).toMatchObject({ firstIndex: 0, size: 2 });
    const receipt = ledger.append([Buffer.from(entry(3))]);
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

  test("LG-6 signs the root over all entries after every batch", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string({ unit: "binary" }), { maxLength: 5 }), { maxLength: 8 }), (batches) => {
        using ledger = open();
        for (const [position, batch] of batches.entries()) {
          const { checkpoint } = ledger.append(batch);
          const expected = rootOf(batches.slice(0, position + 1).flat());
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

  test("LG-7 takes 65 535 bytes and refuses one more, writing nothing of the batch", () => {
    using ledger = open();
    ledger.append(["x".repeat(65_535)]);
    expect(codeOf(() => ledger.append([entry(1), "x".repeat(65_536)]))).toBe("ENTRY_TOO_LARGE");
    expect(codeOf(() => ledger.append(["é".repeat(32_768)]))).toBe("ENTRY_TOO_LARGE");
    expect(ledger.size).toBe(1);
    expect(ledger.append([entry(2)]).firstIndex).toBe(1);
  });

  test("LG-7 refuses a lone surrogate, which UTF-8 cannot carry", () => {
    using ledger = open();
    expect(codeOf(() => ledger.append([entry(1), "\ud800"]))).toBe("ENTRY_MALFORMED");
    expect(ledger.size).toBe(0);
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
