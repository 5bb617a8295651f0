import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { SIGNATURE_TYPE, verifierKeyOf } from "@plimsoll/ledger";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readLogKey } from "./log-key-file.ts";

const folder = mkdtempSync(join(tmpdir(), "plimsoll-log-key-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const KEY = signingKeyFromSeed(new Uint8Array(32).fill(7));
const vkey = (type: (typeof SIGNATURE_TYPE)[keyof typeof SIGNATURE_TYPE] = SIGNATURE_TYPE.ed25519): string =>
  `${verifierKeyOf("example.org/heron", KEY.publicKey.raw, type)}\n`;

function fileWith(text: string): string {
  const path = join(folder, "key");
  writeFileSync(path, text);
  return path;
}

test.each([
  ["PEM", KEY.publicKey.toPem()],
  ["a vkey line", vkey()],
])("RS-339 a log's key is read from %s", (_form, text) => {
  expect(readLogKey(fileWith(text)).keyId).toBe(KEY.publicKey.keyId);
});

test.each([
  ["a private key", KEY.toPem()],
  ["the vkey of a witness", vkey(SIGNATURE_TYPE.ed25519Cosignature)],
  ["something else", "{}"],
  ["something else", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"],
  ["something else", ""],
])("RS-339 %s is refused with a typed error", (received, text) => {
  expect(() => readLogKey(fileWith(text))).toThrow(
    expect.objectContaining({ code: "PACK_KEY_UNREADABLE", message: expect.stringContaining(`got ${received}`) }),
  );
});

test("RS-339 a file that is not there is said so", () => {
  expect(() => readLogKey(join(folder, "nowhere"))).toThrow(
    expect.objectContaining({ code: "PACK_KEY_UNREADABLE", message: expect.stringContaining("no such file") }),
  );
});
