import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { openLedger } from "@plimsoll/ledger";
import { describe, expect, test } from "vitest";
import { verifyLedger } from "../src/index.ts";
import { copied, edit, identity, temporaryFolders } from "./verifier-rig.ts";

const newFolder = temporaryFolders();
const line = (at: number, text = ""): string => `{"at":${at},"kind":"a","text":"${text}"}`;

/** A cause, an entry and a cause that each need more than one leaf, and leaves with one entry and with several. */
const sample = newFolder();
{
  using ledger = openLedger({ ...identity, directory: sample });
  ledger.append([line(0), line(1), line(2)]);
  ledger.append([line(3), line(4, "é".repeat(70_000)), line(5)], '{"id":"c"}');
  ledger.append([line(6)], `{"id":"${"c".repeat(70_000)}"}`);
}

const crc = (text: string): string => crc32(text).toString(16).padStart(8, "0");

/** Changes headers as a forger without the key can: no root binds them, and their checksum is made to fit. */
const inHeaders =
  (change: (header: string) => string) =>
  (log: string): string =>
    log.replace(/^(batch .*) [0-9a-f]{8}$/gm, (_, header: string) => `${change(header)} ${crc(change(header))}`);

describe("headers that a forger without the key wrote", () => {
  test("LG-33 the sample as it was written verifies", () => {
    expect(verifyLedger(sample)).toMatchObject({ ok: true, size: 7 });
  });

  test.each<[string, (header: string) => string]>([
    ["a leaf with fewer entries than it has, and all that follows moved", (header) => header.replace(":3:", ":1:")],
    ["a leaf with more", (header) => header.replace(":3:", ":4:")],
    ["entries in a further part", (header) => header.replace(":0:", ":1:")],
    ["other entries before it", (header) => header.replace(/^batch 1 3 /, "batch 1 2 ")],
    ["leading zeros in the first leaf", (header) => header.replace(/^batch 1 /, "batch 01 ")],
    ["leading zeros in the first entry", (header) => header.replace(/^batch 1 3 /, "batch 1 03 ")],
    ["leading zeros in the checkpoint's length", (header) => header.replace(/^(batch 1 3) /, "$1 0")],
    ["leading zeros in a leaf's length", (header) => header.replace(/^(batch 1 3 \d+) /, "$1 0")],
    ["leading zeros in a leaf's entries", (header) => header.replace(":3:", ":03:")],
    ["a leaf too few parts", (header) => header.replace(":3:", ":")],
    ["a leaf too many parts", (header) => header.replace(":3:", ":3:0:")],
    ["an empty leaf behind the last", (header) => header.replace(/^(batch 0 0 \d+ \d.*)$/, "$1,")],
    ["a number beyond 2^53", (header) => header.replace(/^batch 1 3 /, "batch 9007199254740993 3 ")],
  ])("LG-33 %s: is found", (_, change) => {
    const directory = copied(sample, newFolder());
    edit(directory, inHeaders(change));
    expect(verifyLedger(directory)).toMatchObject({ ok: false, code: "LEDGER_DAMAGED" });
  });

  test("LG-33 a count that is wrong, with every later header moved to fit, is found", () => {
    const directory = copied(sample, newFolder());
    edit(
      directory,
      inHeaders((header) =>
        header
          .replace(/:3:/, ":1:")
          .replace(/^(batch [1-9]\d*) (\d+)/, (_, start: string, entry: string) => `${start} ${Number(entry) - 2}`),
      ),
    );
    expect(verifyLedger(directory)).toMatchObject({ ok: false, code: "LEDGER_DAMAGED", message: /miscounts/ });
  });
});

describe("a last header that asks for more than there can be", () => {
  const withEnd = (end: string): string => {
    const directory = copied(sample, newFolder());
    const path = join(directory, "ledger.log");
    writeFileSync(path, readFileSync(path, "latin1") + end, "latin1");
    return directory;
  };
  const headed = (header: string): string => `${header} ${crc(header)}\n`;

  test("LG-36 a batch cut off is torn, one of more than 64 MiB damaged", () => {
    const torn = headed(`batch 9 7 200 ${64 << 19}:1:00000000`);
    expect(verifyLedger(withEnd(torn))).toMatchObject({ ok: true, tornBytes: torn.length });
    for (const leaves of [`${64 << 20}:1:00000000`, "9999999999:1:00000000", `${64 << 19}:1:00000000,${64 << 19}:1:0`])
      expect(verifyLedger(withEnd(headed(`batch 9 7 200 ${leaves}`)))).toMatchObject({ code: "LEDGER_DAMAGED" });
  });

  test("LG-36 a header without end is damaged, long before the memory is full", () => {
    expect(verifyLedger(withEnd(`batch 9 7 200 ${"1".repeat(1_000)}`))).toMatchObject({ ok: true });
    expect(verifyLedger(withEnd(`batch 9 7 200 ${"1".repeat(9 << 20)}`))).toMatchObject({ code: "LEDGER_DAMAGED" });
  });
});
