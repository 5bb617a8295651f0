import { expect, test } from "vitest";
import { utf8 } from "../encoding/bytes.ts";
import { generateSigningKey, publicKeyFromPem, signingKeyFromPem, signingKeyFromSeed } from "./signing-key.ts";

test("F-10 a key survives its PEM file", () => {
  const key = generateSigningKey();
  const again = signingKeyFromPem(key.toPem());
  expect(again.keyId).toBe(key.keyId);
  expect(publicKeyFromPem(key.publicKey.toPem()).verify(utf8("m"), again.sign(utf8("m")))).toBe(true);
});

test("F-10 what another key signed, or another message, does not verify", () => {
  const [one, two] = [signingKeyFromSeed(new Uint8Array(32)), signingKeyFromSeed(new Uint8Array(32).fill(1))];
  expect(one.publicKey.verify(utf8("m"), two.sign(utf8("m")))).toBe(false);
  expect(one.publicKey.verify(utf8("n"), one.sign(utf8("m")))).toBe(false);
});

test("F-10 the public key of RFC 8032's first test vector", () => {
  const seed = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex");
  const key = signingKeyFromSeed(seed);
  expect(Buffer.from(key.publicKey.raw).toString("hex")).toBe(
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
  );
});

test("F-10 anything but an Ed25519 key in PEM is refused with a code", () => {
  expect(() => publicKeyFromPem("hello")).toThrow(expect.objectContaining({ code: "KEY_MALFORMED" }));
});
