import { utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { nativeCryptography } from "../node/native-cryptography.ts";
import { decodeSnapshot, encodeSnapshot } from "./snapshot.ts";

const crypto = nativeCryptography();
const id = "0123456789abcdef".repeat(2);
const snapshot = { upTo: { segment: 3, offset: 4_711 }, state: utf8("a state of forty-two bytes, more or less") };
const bytes = encodeSnapshot(snapshot, id, crypto);

test("ME-188 a snapshot is read back as it was written", () => {
  const decoded = decodeSnapshot(bytes, id, crypto);
  expect(decoded?.upTo).toEqual(snapshot.upTo);
  expect(Buffer.from(decoded?.state ?? []).equals(snapshot.state)).toBe(true);
});

test("ME-188 C3 no snapshot with any bit flipped, any byte missing, or of another journal is read", () => {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const copy = Uint8Array.from(bytes);
    copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(decodeSnapshot(copy, id, crypto)).toBeUndefined();
  }
  for (let length = 0; length < bytes.length; length += 1)
    expect(decodeSnapshot(bytes.subarray(0, length), id, crypto)).toBeUndefined();
  expect(decodeSnapshot(bytes, "f".repeat(32), crypto)).toBeUndefined();
});
