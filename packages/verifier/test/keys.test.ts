import type { CanonicalValue } from "@plimsoll/foundation";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { expect, test } from "vitest";
import { verifyLedger } from "../src/index.ts";
import { temporaryFolders, writeEntries } from "./verifier-rig.ts";

const newFolder = temporaryFolders();
const [OLD, NEW] = [1, 2].map((seed) => signingKeyFromSeed(new Uint8Array(32).fill(seed)));
const idOf = (key: typeof OLD): string => key?.keyId ?? "";
const textOf = (key: typeof OLD): string => Buffer.from(key?.publicKey.raw ?? []).toString("base64");

type Fields = Readonly<Record<string, CanonicalValue>>;

const entry = (
  command: string,
  kind: string,
  fields: Fields = {},
  signers: readonly string[] = ["somebody"],
): Fields => ({
  at: 1,
  command,
  kind,
  signers,
  ...fields,
});

const admitted = entry("a", "key.admitted", { keyId: idOf(OLD), role: "auditor", publicKey: textOf(OLD) });
const rotation = { from: idOf(OLD), to: idOf(NEW), role: "auditor", publicKey: textOf(NEW), labs: [] };

function verdict(...decisions: readonly (readonly Fields[])[]) {
  const directory = newFolder();
  writeEntries(directory, decisions);
  return verifyLedger(directory);
}

test("LG-90 a log whose keys change as they should verifies", () => {
  const signed = entry("b", "test.noted", {}, [idOf(OLD)]);
  // What follows from a rotation bears the signature of the key that it revokes.
  const rotated = [entry("c", "key.rotated", rotation, [idOf(OLD)]), entry("c", "test.noted", {}, [idOf(OLD)])];
  const after = [
    entry("d", "test.noted", {}, [idOf(NEW)]),
    entry("e", "key.revoked", { keyId: idOf(NEW), role: "auditor", reason: "lost", labs: [] }),
  ];
  expect(verdict([admitted], [signed], rotated, after)).toMatchObject({ ok: true, size: 6 });
});

test.each<[string, Fields]>([
  ["another key", { publicKey: textOf(NEW) }],
  ["no text", { publicKey: 7 }],
  ["a short text", { publicKey: "AAAA" }],
  ["another alphabet", { publicKey: textOf(OLD).replace("=", "") }],
  ["no id", { keyId: "" }],
  ["a shorter id", { keyId: idOf(OLD).slice(0, 15) }],
])("LG-90 an admission with %s does not verify", (_, fields) => {
  expect(verdict([{ ...admitted, ...fields }])).toMatchObject({ ok: false, code: "KEY_ID_FALSE", message: /entry 0/ });
});

test("LG-90 a rotation to another key than it names does not verify", () => {
  const fields = { ...rotation, publicKey: textOf(OLD) };
  expect(verdict([admitted], [entry("b", "key.rotated", fields)])).toMatchObject({ ok: false, code: "KEY_ID_FALSE" });
});

test.each<[string, Fields]>([
  ["rotated", entry("b", "key.rotated", rotation)],
  ["revoked", entry("b", "key.revoked", { keyId: idOf(OLD), role: "auditor", reason: "stolen", labs: [] })],
])("LG-90 nothing is signed by a key that was %s", (_, gone) => {
  const late = entry("c", "test.noted", {}, ["somebody", idOf(OLD)]);
  expect(verdict([admitted], [gone])).toMatchObject({ ok: true });
  expect(verdict([admitted], [gone], [late])).toMatchObject({ ok: false, code: "KEY_REVOKED", message: /entry 2/ });
  // Revoked once more, the word of the first command is none in the second.
  expect(verdict([admitted], [gone], [{ ...gone, command: "c", signers: [idOf(OLD)] }])).toMatchObject({ ok: false });
});

test("LG-90 a revoked key signs nothing either where entries do not say what they follow from", () => {
  const { command: _, ...signed } = entry("b", "test.noted", {}, [idOf(OLD)]);
  const { command: __, ...revoked } = entry("b", "key.revoked", { keyId: idOf(OLD) });
  expect(verdict([admitted], [revoked], [signed])).toMatchObject({ ok: false, code: "KEY_REVOKED" });
});
