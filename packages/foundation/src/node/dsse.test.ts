import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { utf8 } from "../encoding/bytes.ts";
import { type Envelope, openEnvelope, preAuthenticationEncoding, signEnvelope } from "./dsse.ts";
import { type PublicKey, signingKeyFromSeed } from "./signing-key.ts";

interface Vectors {
  readonly example: { readonly publicKey: { x: string; y: string }; readonly pae: string; readonly envelope: Envelope };
  readonly ed25519: { readonly envelopes: readonly Vector[] };
}

interface Vector {
  readonly name: string;
  readonly seedsHex: readonly string[];
  readonly payloadHex: string;
  readonly paeHex: string;
  readonly envelope: Envelope;
}

const { example, ed25519 } = JSON.parse(
  readFileSync(new URL("../../../../spec/vectors/foundation/dsse.json", import.meta.url), "utf8"),
) as Vectors;

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const keysOf = ({ seedsHex }: Pick<Vector, "seedsHex">) =>
  seedsHex.map((seed) => signingKeyFromSeed(Buffer.from(seed, "hex")));

const coordinate = (decimal: string): string =>
  Buffer.from(BigInt(decimal).toString(16).padStart(64, "0"), "hex").toString("base64url");

/** The example's key, which is not of our algorithm. */
function exampleKey(): PublicKey {
  const { x, y } = example.publicKey;
  const jwk = { kty: "EC", crv: "P-256", x: coordinate(x), y: coordinate(y) };
  const key = createPublicKey({ key: jwk, format: "jwk" });
  return {
    keyId: "example",
    raw: new Uint8Array(),
    toPem: () => "",
    verify: (message, signature) => verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, signature),
  };
}

const [one, two] = [signingKeyFromSeed(new Uint8Array(32)), signingKeyFromSeed(new Uint8Array(32).fill(1))];
const trusted = (keyId: string) => [one, two].find((key) => key.keyId === keyId)?.publicKey;
const signed = signEnvelope("test/type", utf8("payload ~~?"), [one, two]);

describe("DSSE's example", () => {
  test("LG-60 is encoded as the specification says", () => {
    const encoded = preAuthenticationEncoding(example.envelope.payloadType, utf8("hello world"));
    expect(Buffer.from(encoded).toString("utf8")).toBe(example.pae);
  });

  test("LG-60 opens", () => {
    const opened = openEnvelope(example.envelope, example.envelope.payloadType, () => exampleKey());
    expect(opened).toEqual({ payload: utf8("hello world"), signers: ["example"] });
  });
});

describe.each(ed25519.envelopes)("an envelope by another library: $name", (vector) => {
  const { envelope, payloadHex, paeHex } = vector;
  const keys = keysOf(vector);

  test("LG-60 is what we sign, byte for byte", () => {
    const payload = Buffer.from(payloadHex, "hex");
    expect(hexOf(preAuthenticationEncoding(envelope.payloadType, payload))).toBe(paeHex);
    expect(signEnvelope(envelope.payloadType, payload, keys)).toEqual(envelope);
  });

  test("LG-60 opens", () => {
    const opened = openEnvelope(
      envelope,
      envelope.payloadType,
      (keyId) => keys.find((key) => key.keyId === keyId)?.publicKey,
    );
    expect(opened && hexOf(opened.payload)).toBe(payloadHex);
    expect(opened?.signers).toEqual(keys.map(({ keyId }) => keyId));
  });
});

describe("opening", () => {
  const [first, second] = signed.signatures as [Envelope["signatures"][0], Envelope["signatures"][0]];
  const urlSafe = (text: string): string => text.replaceAll("+", "-").replaceAll("/", "_");

  test("LG-60 gives the payload and who signed", () => {
    const opened = openEnvelope(signed, "test/type", trusted);
    expect(opened).toEqual({ payload: utf8("payload ~~?"), signers: [one.keyId, two.keyId] });
  });

  test("LG-60 takes the URL-safe alphabet too", () => {
    const signatures = signed.signatures.map(({ keyid, sig }) => ({ keyid, sig: urlSafe(sig) }));
    const envelope = { ...signed, payload: urlSafe(signed.payload), signatures };
    expect(envelope.payload).not.toBe(signed.payload);
    expect(openEnvelope(envelope, "test/type", trusted)?.payload).toEqual(utf8("payload ~~?"));
  });

  test.each<[string, unknown]>([
    ["no signature", { ...signed, signatures: [] }],
    ["the same signature twice", { ...signed, signatures: [first, first] }],
    ["a signature of an unknown key", { ...signed, signatures: [first, { ...second, keyid: "0000000000000000" }] }],
    ["a signature that another key made", { ...signed, signatures: [first, { ...first, keyid: two.keyId }] }],
    ["a signature without a key id", { ...signed, signatures: [{ sig: first.sig }] }],
    ["an empty signature", { ...signed, signatures: [{ ...first, sig: "" }] }],
    ["a field that DSSE does not name", { ...signed, mood: "good" }],
    ["a field in a signature that DSSE does not name", { ...signed, signatures: [{ ...first, cert: "" }] }],
    ["another payload", { ...signed, payload: Buffer.from("payload").toString("base64") }],
    ["another type", { ...signed, payloadType: "test/other" }],
    ["base64 without its padding", { ...signed, payload: signed.payload.replaceAll("=", "") }],
    ["base64 with a space", { ...signed, payload: ` ${signed.payload}` }],
    ["loose bits in the base64", { ...signed, payload: `${signed.payload.slice(0, -2)}9=` }],
    ["a list for signatures that is none", { ...signed, signatures: { 0: first, length: 1 } }],
    ["no object", JSON.stringify(signed)],
    ["nothing", null],
  ])("LG-60 refuses %s", (_, envelope) => {
    expect(openEnvelope(envelope, "test/type", trusted)).toBeNull();
  });

  test("LG-60 refuses both alphabets in one text", () => {
    const both = signEnvelope("test/type", Buffer.from("//++", "base64"), [one]);
    expect(both.payload).toMatch(/\/.*\+|\+.*\//);
    expect(openEnvelope(both, "test/type", trusted)).not.toBeNull();
    expect(openEnvelope({ ...both, payload: both.payload.replace("//", "__") }, "test/type", trusted)).toBeNull();
  });

  test("LG-60 refuses an envelope of a type that was not asked for, though its signatures hold", () => {
    expect(openEnvelope(signed, "test/other", trusted)).toBeNull();
  });

  test("LG-60 refuses one key under two ids: it is one signer", () => {
    const alias = { ...signed, signatures: [first, { ...first, keyid: "alias" }] };
    expect(
      openEnvelope(alias, "test/type", (keyId) => (keyId === "alias" ? one.publicKey : trusted(keyId))),
    ).toBeNull();
  });

  test("LG-60 refuses every other text in place of the payload or a signature", () => {
    fc.assert(
      fc.property(fc.nat(signed.payload.length - 1), fc.string({ maxLength: 2 }), (place, change) => {
        const payload = signed.payload.slice(0, place) + change + signed.payload.slice(place + 1);
        const sig = first.sig.slice(0, place) + change + first.sig.slice(place + 1);
        if (urlSafe(payload) !== urlSafe(signed.payload))
          expect(openEnvelope({ ...signed, payload }, "test/type", trusted)).toBeNull();
        if (urlSafe(sig) !== urlSafe(first.sig))
          expect(openEnvelope({ ...signed, signatures: [{ ...first, sig }] }, "test/type", trusted)).toBeNull();
      }),
    );
  });

  test("LG-60 never throws, whatever it is given", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(openEnvelope(value, "test/type", trusted)).toBeNull();
        expect(openEnvelope({ ...signed, signatures: [value] }, "test/type", trusted)).toBeNull();
      }),
    );
  });
});
