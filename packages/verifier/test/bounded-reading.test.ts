import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { verifyLedger, verifyTiles } from "../src/index.ts";
import { writeSignedTiles } from "./signed-log.ts";
import { copied, identity, temporaryFolders, writeSample } from "./verifier-rig.ts";

const newFolder = temporaryFolders();
const keyPem = identity.signingKey.publicKey.toPem();
const sample = newFolder();
writeSample(sample, 2);
const tiles = newFolder();
writeSignedTiles(tiles, ['{"at":1,"kind":"a"}']);
const BUNDLE = "tile/entries/000.p/1";

const obstacles: readonly [string, (path: string) => void][] = [
  ["a pipe", (path) => void spawnSync("mkfifo", [path])],
  ["a device without end", (path) => symlinkSync("/dev/zero", path)],
  ["a folder", (path) => mkdirSync(path)],
];
const placed = (original: string, file: string, place: (path: string) => void): string => {
  const directory = copied(original, newFolder());
  rmSync(join(directory, file), { force: true });
  place(join(directory, file));
  return directory;
};

describe.each(obstacles)("%s in place of a file", (_, place) => {
  test.each(["ledger.log", "checkpoint", "checkpoint.witnessed", "ledger.pub.pem"])(
    "LG-27 is no %s, and is not waited for",
    (file) => {
      expect(verifyLedger(placed(sample, file, place))).toMatchObject({ ok: false, code: "LEDGER_UNREADABLE" });
    },
  );

  test.each(["checkpoint", "ledger.pub.pem", BUNDLE])("LG-27 is no %s of a folder of tiles", async (file) => {
    expect(await verifyTiles(placed(tiles, file, place))).toMatchObject({ ok: false, code: "LEDGER_UNREADABLE" });
  });
});

/** A sparse file: long, and next to nothing on the disk. */
const long =
  (length: number) =>
  (path: string): void => {
    writeFileSync(path, "");
    truncateSync(path, length);
  };

describe("a file that is longer than it can be", () => {
  test.each(["checkpoint", "checkpoint.witnessed", "ledger.pub.pem"])("LG-27 is no %s", (file) => {
    expect(verifyLedger(placed(sample, file, long(2 ** 40)))).toMatchObject({ code: "LEDGER_UNREADABLE" });
    expect(verifyLedger(placed(sample, file, long((256 << 10) + 1)))).toMatchObject({ code: "LEDGER_UNREADABLE" });
    expect(verifyLedger(placed(sample, file, long(256 << 10)))).not.toMatchObject({ code: "LEDGER_UNREADABLE" });
  });

  test.each([
    ["checkpoint", 256 << 10],
    ["ledger.pub.pem", 256 << 10],
    [BUNDLE, 65_537],
  ])("LG-27 is no %s of a folder of tiles", async (file, lengthMax) => {
    const codeAt = async (length: number) => await verifyTiles(placed(tiles, file, long(length)));
    expect(await codeAt(lengthMax + 1)).toMatchObject({ code: "LEDGER_UNREADABLE" });
    expect(await codeAt(lengthMax)).not.toMatchObject({ code: "LEDGER_UNREADABLE" });
  });
});

/** Verifies the tiles behind a server that answers as it likes. */
async function served(answer: (path: string, response: ServerResponse) => void, key: string | undefined = keyPem) {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    answer(url.slice(1), response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  try {
    const verdict = await verifyTiles(`http://127.0.0.1:${port}`, { keyPem: key === "" ? undefined : key });
    return { verdict, asked };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const send = (path: string, response: ServerResponse): void => void response.end(readFileSync(join(tiles, path)));

describe("a server", () => {
  test("LG-37 as it should be verifies with a key that is given", async () => {
    expect((await served(send)).verdict).toMatchObject({ ok: true, size: 1, key: "given" });
  });

  test("LG-37 does not bring the key for itself", async () => {
    const { verdict, asked } = await served(send, "");
    expect(verdict).toMatchObject({ ok: false, code: "KEY_MALFORMED", message: /--key/ });
    expect(asked).toEqual([]);
  });

  test.each(["checkpoint", BUNDLE])("LG-37 that redirects elsewhere for %s is not followed", async (file) => {
    const { verdict, asked } = await served((path, response) =>
      path === file
        ? void response.writeHead(302, { location: `/elsewhere/${path}` }).end()
        : send(path.replace("elsewhere/", ""), response),
    );
    expect(verdict).toMatchObject({ ok: false, code: "LEDGER_UNREADABLE" });
    expect(asked.filter((path) => path.startsWith("/elsewhere"))).toEqual([]);
  });

  test.each(["checkpoint", BUNDLE])("LG-37 that stops in the middle of %s is unreadable, not damaged", async (file) => {
    const { verdict } = await served((path, response) => {
      if (path !== file) return send(path, response);
      response.writeHead(200, { "content-length": "200" });
      response.write("begun", () => response.destroy());
    });
    expect(verdict).toMatchObject({ ok: false, code: "LEDGER_UNREADABLE" });
  });

  test.each([
    ["checkpoint", 256 << 10],
    [BUNDLE, 65_537],
  ])("LG-37 that sends more than %s can have is cut off", async (file, lengthMax) => {
    const sending = (length: number) =>
      served((path, response) => (path === file ? void response.end(Buffer.alloc(length)) : send(path, response)));
    expect((await sending(lengthMax + 1)).verdict).toMatchObject({ code: "LEDGER_UNREADABLE" });
    expect((await sending(lengthMax)).verdict).toMatchObject({ code: "LEDGER_DAMAGED" });
  });
});
