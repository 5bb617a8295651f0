import { readFileSync } from "node:fs";
import { generateSigningKey, signingKeyFromSeed } from "@plimsoll/foundation/node";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leafHash } from "../merkle/tree-hash.ts";
import { checkpointText } from "./checkpoint.ts";
import { type CosignedSubtree, ed25519CosignedMessage, mlDsaCosignedMessage } from "./cosigned-message.ts";
import { type Cosigner, ed25519Cosigner, mlDsaCosigner } from "./cosignature.ts";
import { generateMlDsaKey, mlDsaKeyFromPem, mlDsaKeyFromSeed, mlDsaPublicKeyFromRaw } from "./ml-dsa-key.ts";
import { noteVerifierFromVkey } from "./note-verifier.ts";
import { type OpenedNote, openNote } from "./opened-note.ts";
import { NOTE_SIGNATURES_MAX, parseNote, signNote, type UnverifiedNote, withSignatures } from "./signed-note.ts";
import { parseVerifierKey, verifierKeyOf } from "./verifier-key.ts";

const vectors = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/ledger/cosignature.json", import.meta.url), "utf8"),
) as {
  notes: { source: string; note: string; keys: { vkey: string; timestampSeconds: number | null }[] }[];
  cosignedMessages: {
    messages: (Omit<CosignedSubtree, "hash"> & { name: string; hashHex: string; messageHex: string })[];
  };
  malformedKeys: { why: string; vkey: string }[];
};

const ORIGIN = "plimsoll.example/ledger";
const TEXT = checkpointText({ origin: ORIGIN, size: 7, root: leafHash(Uint8Array.of(7)) });
const log = signingKeyFromSeed(new Uint8Array(32).fill(1));
const logKey = noteVerifierFromVkey(verifierKeyOf(ORIGIN, log.publicKey.raw));
const cosigners: [string, Cosigner][] = [
  ["Ed25519", ed25519Cosigner("witness.example/w1", signingKeyFromSeed(new Uint8Array(32).fill(2)))],
  ["ML-DSA-44", mlDsaCosigner("witness.example/pq", mlDsaKeyFromSeed(new Uint8Array(32).fill(3)))],
];
const parsed = (note: string): UnverifiedNote => parseNote(note) as UnverifiedNote;
const linesOf = (note: string): string => note.slice(note.lastIndexOf("\n\n") + 2);

describe.each(vectors.notes)("the note: $source", ({ note, keys }) => {
  const verifiers = keys.map(({ vkey }) => noteVerifierFromVkey(vkey));

  test("LG-47 opens with every known key and gives the times", () => {
    const opened = openNote(parsed(note), verifiers) as OpenedNote;
    const times = opened.signatures.map(({ verifier, timestampSeconds }) => ({
      vkey: verifierKeyOf(verifier.name, verifier.publicKeyRaw, verifier.type),
      timestampSeconds,
    }));
    expect(times).toEqual(keys);
  });

  test.each(keys)("LG-48 any change of its text or time is refused by the key $vkey", ({ vkey }) => {
    const [verifier, { text, signatures }] = [noteVerifierFromVkey(vkey), parsed(note)];
    const line = signatures.find(
      ({ name, keyId }) => name === verifier.name && Buffer.compare(keyId, verifier.keyId) === 0,
    );
    const signature = line?.signature as Uint8Array;
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.nat(signature.length * 8 - 1), (position, bit) => {
        const altered = `${text.slice(0, position)}~${text.slice(position + 1)}`;
        expect(verifier.verify(altered, signature)).toBeUndefined();
        const flipped = signature.map((byte, at) => (at === Math.floor(bit / 8) ? byte ^ (1 << (bit % 8)) : byte));
        expect(verifier.verify(text, flipped)).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });
});

describe("the messages that a cosigner signs", () => {
  test.each(vectors.cosignedMessages.messages)("LG-50 ML-DSA-44: $name", ({ hashHex, messageHex, ...fields }) => {
    const message = mlDsaCosignedMessage({ ...fields, hash: new Uint8Array(Buffer.from(hashHex, "hex")) });
    expect(Buffer.from(message ?? []).toString("hex")).toBe(messageHex);
  });

  test.each<[string, Partial<CosignedSubtree>]>([
    ["an empty name", { cosignerName: "" }],
    ["a name of 256 bytes", { cosignerName: "é".repeat(128) }],
    ["an empty origin", { logOrigin: "" }],
    ["a time below 0", { timestampSeconds: -1 }],
    ["a fraction of a second", { timestampSeconds: 0.5 }],
    ["a time of 2^53", { timestampSeconds: 2 ** 53 }],
    ["an end before the start", { start: 3, end: 2, timestampSeconds: 0 }],
    ["a time for a subtree that is no checkpoint", { start: 1 }],
    ["a short hash", { hash: new Uint8Array(31) }],
  ])("LG-50 ML-DSA-44: there is none for %s", (_, change) => {
    const whole = {
      cosignerName: "w",
      timestampSeconds: 1,
      logOrigin: "o",
      start: 0,
      end: 4,
      hash: new Uint8Array(32),
    };
    expect(mlDsaCosignedMessage(whole)).toBeDefined();
    expect(mlDsaCosignedMessage({ ...whole, ...change })).toBeUndefined();
  });

  test("LG-49 Ed25519: the example of the specification", () => {
    const text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    expect(Buffer.from(ed25519CosignedMessage(text, 1_679_315_147)).toString()).toBe(
      `cosignature/v1\ntime 1679315147\n${text}`,
    );
  });
});

describe.each(cosigners)("a cosigner with %s", (_, cosigner) => {
  const verifier = noteVerifierFromVkey(cosigner.vkey);
  const cosigned = (time: number): string => withSignatures(signNote(TEXT, ORIGIN, log), [cosigner.cosign(TEXT, time)]);

  test("LG-48 makes what its vkey verifies, with the time", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (time) => {
        const opened = openNote(parsed(cosigned(time)), [logKey, verifier]) as OpenedNote;
        expect(opened.text).toBe(TEXT);
        expect(opened.signatures.map(({ timestampSeconds }) => timestampSeconds)).toEqual([null, time]);
      }),
      { numRuns: 20 },
    );
  });

  test.each([0, -1, 0.5, 2 ** 53, Number.NaN])("LG-48 does not sign at the time %d", (time) => {
    expect(() => cosigner.cosign(TEXT, time)).toThrow(RangeError);
  });

  test.each(["", "text\n", TEXT.slice(0, -1), `${TEXT}extension\n`, TEXT.replace("7", "07")])(
    "LG-48 does not sign %j, which is no checkpoint",
    (text) => {
      expect(() => cosigner.cosign(text, 1)).toThrow(RangeError);
    },
  );

  test("LG-48 a signature that is cut off is refused", () => {
    const { signature } = cosigner.cosign(TEXT, 1);
    for (const length of [0, 7, 8, 9, signature.length - 1]) {
      expect(verifier.verify(TEXT, signature.subarray(0, length))).toBeUndefined();
    }
    expect(verifier.verify(TEXT, Uint8Array.of(...signature, 0))).toBeUndefined();
  });

  test("LG-48 a time of 2^53 or more is refused", () => {
    const { signature } = cosigner.cosign(TEXT, 1);
    expect(verifier.verify(TEXT, signature.with(0, 0x7f))).toBeUndefined();
  });
});

describe("what no cosigner signs", () => {
  const key = signingKeyFromSeed(new Uint8Array(32).fill(2));
  const verifier = noteVerifierFromVkey(ed25519Cosigner("witness.example/w1", key).vkey);
  const forged = (text: string, time: bigint): Uint8Array => {
    const prefix = Buffer.alloc(8);
    prefix.writeBigUInt64BE(time);
    return Buffer.concat([prefix, key.sign(Buffer.from(`cosignature/v1\ntime ${time}\n${text}`))]);
  };

  test("LG-48 is refused even with a good signature: a time beyond 2^53 - 1", () => {
    expect(verifier.verify(TEXT, forged(TEXT, 2n ** 53n - 1n))).toEqual({ timestampSeconds: 2 ** 53 - 1 });
    expect(verifier.verify(TEXT, forged(TEXT, 2n ** 53n))).toBeUndefined();
    expect(verifier.verify(TEXT, forged(TEXT, 2n ** 60n))).toBeUndefined();
  });

  test.each(["text\n", `${TEXT}extension\n`])("LG-48 is refused even with a good signature: %j", (text) => {
    expect(verifier.verify(text, forged(text, 1n))).toBeUndefined();
  });
});

describe("keys apart", () => {
  test("LG-50 an ML-DSA-44 cosignature does not hold under another name of the same key", () => {
    const key = mlDsaKeyFromSeed(new Uint8Array(32).fill(3));
    const other = noteVerifierFromVkey(mlDsaCosigner("witness.example/other", key).vkey);
    expect(other.verify(TEXT, mlDsaCosigner("witness.example/pq", key).cosign(TEXT, 1).signature)).toBeUndefined();
  });

  test("LG-49 a log signature is no cosignature, and the reverse", () => {
    const cosigner = ed25519Cosigner(ORIGIN, log);
    const cosignature = cosigner.cosign(TEXT, 1).signature;
    expect(logKey.verify(TEXT, cosignature)).toBeUndefined();
    expect(logKey.verify(TEXT, cosignature.subarray(8))).toBeUndefined();
    expect(noteVerifierFromVkey(cosigner.vkey).verify(TEXT, log.sign(Buffer.from(TEXT)))).toBeUndefined();
  });

  test.each(["", "a b", "a+b"])("LG-48 %j is no name of a cosigner", (name) => {
    expect(() => ed25519Cosigner(name, log)).toThrow(RangeError);
  });
});

describe("notes of several signers", () => {
  const witnesses = Array.from({ length: 16 }, (_, n) =>
    ed25519Cosigner(`witness.example/${n}`, signingKeyFromSeed(new Uint8Array(32).fill(20 + n))),
  );
  const lines = witnesses.map((witness, n) => witness.cosign(TEXT, n + 1));
  const verifiers = witnesses.map(({ vkey }) => noteVerifierFromVkey(vkey));
  const signed = signNote(TEXT, ORIGIN, log);

  test("LG-47 seventeen signatures are read and verified", () => {
    const opened = openNote(parsed(withSignatures(signed, lines)), [logKey, ...verifiers]) as OpenedNote;
    expect(opened.signatures.length).toBe(17);
  });

  test("LG-47 those of unknown keys are ignored, good or bad", () => {
    const unknown = {
      ...lines[0],
      name: "unknown.example",
      keyId: Uint8Array.of(1, 2, 3, 4),
      signature: new Uint8Array(7),
    };
    const opened = openNote(parsed(withSignatures(signed, [unknown, ...lines] as typeof lines)), [
      logKey,
    ]) as OpenedNote;
    expect(opened.signatures.map(({ verifier }) => verifier)).toEqual([logKey]);
  });

  test("LG-47 a name or a key id alone does not make a key known", () => {
    const sameName = { ...lines[0], keyId: Uint8Array.of(1, 2, 3, 4), signature: new Uint8Array(72) };
    const sameId = { ...lines[0], name: "else.example", signature: new Uint8Array(72) };
    const note = withSignatures(signed, [sameName, sameId] as typeof lines);
    expect(openNote(parsed(note), [logKey, ...verifiers])).toMatchObject({ signatures: [{ verifier: logKey }] });
  });

  test("LG-47 one bad signature of a known key spoils the note, wherever it stands", () => {
    fc.assert(
      fc.property(fc.nat(15), fc.nat(71), (which, at) => {
        const spoilt = lines.map((line, n) =>
          n === which ? { ...line, signature: line.signature.with(at, (line.signature[at] ?? 0) ^ 1) } : line,
        );
        expect(openNote(parsed(withSignatures(signed, spoilt)), [logKey, ...verifiers])).toBe("bad-signature");
      }),
      { numRuns: 30 },
    );
  });

  test("LG-47 without a known key there is nothing to believe", () => {
    const stranger = noteVerifierFromVkey(verifierKeyOf(ORIGIN, generateSigningKey().publicKey.raw));
    expect(openNote(parsed(signed), [stranger])).toBe("no-known-key");
    expect(openNote(parsed(signed), [])).toBe("no-known-key");
  });

  test("LG-47 64 signatures are read, 65 are not", () => {
    const many = (count: number): string => `${TEXT}\n${linesOf(signed).repeat(count)}`;
    expect(parseNote(many(NOTE_SIGNATURES_MAX))?.signatures.length).toBe(64);
    expect(parseNote(many(NOTE_SIGNATURES_MAX + 1))).toBeUndefined();
  });

  test.each(["\u0000", "\t", "\r", "\u001f", "\u007f"])(
    "LG-47 a note with the control character %j is malformed",
    (control) => {
      expect(parseNote(signNote(`te${control}xt\n`, ORIGIN, log))).toBeUndefined();
    },
  );
});

describe("verifier keys", () => {
  const goldenKeys = vectors.notes.flatMap(({ keys }) => keys);

  test.each(goldenKeys)("LG-49 $vkey goes there and back", ({ vkey }) => {
    const key = parseVerifierKey(vkey);
    expect(key && verifierKeyOf(key.name, key.publicKeyRaw, key.type)).toBe(vkey);
  });

  test.each(vectors.malformedKeys)("LG-49 with $why is malformed", ({ vkey }) => {
    expect(parseVerifierKey(vkey)).toBeUndefined();
    expect(() => noteVerifierFromVkey(vkey)).toThrow(expect.objectContaining({ code: "KEY_MALFORMED" }));
  });

  test.each([31, 33, 1312])("LG-49 an Ed25519 key of %i bytes is malformed", (length) => {
    expect(parseVerifierKey(verifierKeyOf("w", new Uint8Array(length), 0x04))).toBeUndefined();
  });

  test.each([32, 1311, 1313])("LG-49 an ML-DSA-44 key of %i bytes is malformed", (length) => {
    expect(parseVerifierKey(verifierKeyOf("w", new Uint8Array(length), 0x06))).toBeUndefined();
  });
});

describe("ML-DSA-44 keys", () => {
  test("LG-50 come back from PEM and from their raw bytes", () => {
    const key = generateMlDsaKey();
    const message = Buffer.from("message");
    const signature = mlDsaKeyFromPem(key.toPem()).sign(message);
    expect(key.publicKey.raw.length).toBe(1312);
    expect(signature.length).toBe(2420);
    expect(mlDsaPublicKeyFromRaw(key.publicKey.raw).verify(message, signature)).toBe(true);
    expect(mlDsaPublicKeyFromRaw(key.publicKey.raw).toPem()).toBe(key.publicKey.toPem());
  });

  test("LG-50 are the same from the same seed", () => {
    const [one, two] = [mlDsaKeyFromSeed(new Uint8Array(32)), mlDsaKeyFromSeed(new Uint8Array(32))];
    expect(Buffer.compare(one.publicKey.raw, two.publicKey.raw)).toBe(0);
    expect(() => mlDsaKeyFromSeed(new Uint8Array(31))).toThrow(RangeError);
  });

  test("LG-50 of another kind or length are KEY_MALFORMED", () => {
    const malformed = expect.objectContaining({ code: "KEY_MALFORMED" });
    expect(() => mlDsaKeyFromPem(generateSigningKey().toPem())).toThrow(malformed);
    expect(() => mlDsaKeyFromPem("no key")).toThrow(malformed);
    expect(() => mlDsaPublicKeyFromRaw(new Uint8Array(1311))).toThrow(malformed);
  });
});
