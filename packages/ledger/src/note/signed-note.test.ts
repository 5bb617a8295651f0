import { readFileSync } from "node:fs";
import { publicKeyFromPem, signingKeyFromSeed } from "@plimsoll/foundation/node";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSignedBy, parseNote, signNote, type UnverifiedNote } from "./signed-note.ts";
import { isKeyName, keyIdOf, verifierKeyOf } from "./verifier-key.ts";

interface Vectors {
  readonly valid: readonly { source: string; name: string; vkey: string; note: string; signingSeedBase64?: string }[];
  readonly malformed: readonly { why: string; note: string }[];
}

const { valid, malformed } = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/ledger/signed-note.json", import.meta.url), "utf8"),
) as Vectors;

const SPKI_ED25519_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

function publicKeyOf(vkey: string): ReturnType<typeof publicKeyFromPem> {
  const raw = Buffer.from(vkey.split("+").slice(2).join("+"), "base64").subarray(1);
  const der = Buffer.concat([SPKI_ED25519_PREFIX, raw]).toString("base64");
  return publicKeyFromPem(`-----BEGIN PUBLIC KEY-----\n${der}\n-----END PUBLIC KEY-----\n`);
}

const signatureLinesOf = (note: string): string => note.slice(note.indexOf("\n\n") + 2);

describe.each(valid)("the note of $source", ({ name, vkey, note }) => {
  const key = publicKeyOf(vkey);
  const parsed = parseNote(note) as UnverifiedNote;

  test("LG-3 verifies", () => {
    expect(isSignedBy(parsed, name, key)).toBe(true);
    expect(verifierKeyOf(name, key.raw)).toBe(vkey);
    expect(Buffer.from(keyIdOf(name, key.raw)).toString("hex")).toBe(vkey.split("+")[1]);
  });

  test("LG-3 fails to verify after any change of its text", () => {
    fc.assert(
      fc.property(fc.nat(parsed.text.length - 2), (position) => {
        const text = `${parsed.text.slice(0, position)}~${parsed.text.slice(position + 1)}`;
        expect(isSignedBy({ ...parsed, text }, name, key)).toBe(false);
      }),
    );
  });
});

describe("signed notes", () => {
  test.each(valid.filter(({ signingSeedBase64 }) => signingSeedBase64 !== undefined))(
    "LG-3 are what others sign, byte for byte: $name",
    ({ name, note, signingSeedBase64 }) => {
      const key = signingKeyFromSeed(Buffer.from(signingSeedBase64 ?? "", "base64"));
      expect(signNote(parseNote(note)?.text ?? "", name, key)).toBe(note);
    },
  );

  test.each(malformed)("LG-3 a note with $why is malformed", ({ note }) => {
    expect(parseNote(note)).toBeUndefined();
  });

  test("LG-3 one bad signature of the key spoils a note that has a good one", () => {
    const key = signingKeyFromSeed(new Uint8Array(32));
    const good = signNote("text\n", "log", key);
    const bad = signatureLinesOf(signNote("other\n", "log", key));
    expect(isSignedBy(parseNote(good) as UnverifiedNote, "log", key.publicKey)).toBe(true);
    expect(isSignedBy(parseNote(good + bad) as UnverifiedNote, "log", key.publicKey)).toBe(false);
  });

  test("LG-3 a signature of an unknown key is ignored", () => {
    const [ours, theirs] = [signingKeyFromSeed(new Uint8Array(32)), signingKeyFromSeed(new Uint8Array(32).fill(1))];
    const note = signNote("text\n", "log", ours) + signatureLinesOf(signNote("other\n", "log", theirs));
    expect(isSignedBy(parseNote(note) as UnverifiedNote, "log", ours.publicKey)).toBe(true);
  });

  test.each(["", "a b", "a+b", "a\nb", "a\u00a0b", "a\u0000b", "a\ud800"])("LG-4 %j is no origin", (name) => {
    expect(isKeyName(name)).toBe(false);
  });
});
