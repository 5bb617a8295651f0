import { createServer } from "node:http";
import { readdirSync, readFileSync, statSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { verifyTiles } from "@plimsoll/verifier";
import { describe, expect, test } from "vitest";
import { exportTiles, type Ledger, memoryLedger, openLedger, openLedgerReader } from "../src/index.ts";
import { codeOf, entry, identity, temporaryFolders } from "./ledger-rig.ts";

const newFolder = temporaryFolders();
const keyPem = identity.signingKey.publicKey.toPem();

function grow(ledger: Ledger, leafCount: number): void {
  while (ledger.leafCount < leafCount) ledger.append([entry(1), entry(1)]);
}

const filesIn = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(directory, name)).isFile())
    .toSorted();

describe("static tiles", () => {
  test("LG-37 hold everything, in the names that clients ask for", async () => {
    const tiles = newFolder();
    using ledger = memoryLedger(identity);
    grow(ledger, 515);
    expect(exportTiles(ledger, tiles)).toEqual({ oldSize: 0, newSize: 515, filesWritten: 8 });
    expect(filesIn(tiles)).toEqual([
      "checkpoint",
      "tile/0/000",
      "tile/0/001",
      "tile/0/002.p/3",
      "tile/1/000.p/2",
      "tile/entries/000",
      "tile/entries/001",
      "tile/entries/002.p/3",
    ]);
    expect(await verifyTiles(tiles, { keyPem })).toMatchObject({ ok: true, size: 1_030, leaves: 515 });
  });

  test("LG-37 an export goes on from an older one of the same log, and writes only what is new", async () => {
    const tiles = newFolder();
    using ledger = memoryLedger(identity);
    for (const [size, filesWritten] of [
      [1, 3],
      [1, 1],
      [200, 3],
      [256, 4],
      [700, 6],
    ] as const) {
      grow(ledger, size);
      expect(exportTiles(ledger, tiles)).toMatchObject({ newSize: size, filesWritten });
      expect(await verifyTiles(tiles, { keyPem })).toMatchObject({ ok: true, leaves: size });
    }
  });

  test("LG-37 an empty log is a checkpoint alone", () => {
    const tiles = newFolder();
    using ledger = memoryLedger(identity);
    expect(exportTiles(ledger, tiles)).toEqual({ oldSize: 0, newSize: 0, filesWritten: 1 });
    grow(ledger, 2);
    expect(exportTiles(ledger, tiles)).toMatchObject({ oldSize: 0, newSize: 2 });
  });

  test("LG-37 a folder with another history of the log, or another log, is refused and stays as it is", () => {
    const tiles = newFolder();
    using ledger = memoryLedger(identity);
    grow(ledger, 10);
    exportTiles(ledger, tiles);
    const before = readFileSync(join(tiles, "checkpoint"));
    using fork = memoryLedger(identity);
    fork.append([entry(9)]);
    grow(fork, 20);
    using other = memoryLedger({ ...identity, origin: "example.org/another" });
    grow(other, 20);
    using shorter = memoryLedger(identity);
    grow(shorter, 5);
    for (const foreign of [fork, other, shorter])
      expect(codeOf(() => exportTiles(foreign, tiles))).toBe("TILES_FOREIGN");
    expect(readFileSync(join(tiles, "checkpoint"))).toEqual(before);
  });

  test("LG-37 a reader exports beside the writer, which goes on meanwhile", async () => {
    const [directory, tiles] = [newFolder(), newFolder()];
    using ledger = openLedger({ ...identity, directory });
    grow(ledger, 300);
    using reader = openLedgerReader({ directory });
    exportTiles(reader, tiles);
    grow(ledger, 310);
    expect(exportTiles(reader, tiles)).toMatchObject({ oldSize: 300, newSize: 310 });
    expect(await verifyTiles(tiles, { keyPem })).toMatchObject({ ok: true, leaves: 310 });
  });

  test("LG-37 any web server will do: the verifier reads them by URL, and says what it could not read", async () => {
    const tiles = newFolder();
    using ledger = memoryLedger(identity);
    grow(ledger, 300);
    exportTiles(ledger, tiles);
    const server = createServer(({ url = "" }, response) => {
      try {
        response.end(readFileSync(join(tiles, url)));
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    try {
      const url = `http://127.0.0.1:${port}/`;
      expect(await verifyTiles(url, { keyPem })).toMatchObject({ ok: true, leaves: 300, key: "given" });
      expect(await verifyTiles(`${url}nowhere`, { keyPem })).toMatchObject({ ok: false, code: "LEDGER_UNREADABLE" });
    } finally {
      server.close();
    }
    expect(await verifyTiles(`http://127.0.0.1:${port}`, { keyPem })).toMatchObject({ code: "LEDGER_UNREADABLE" });
  });
});
