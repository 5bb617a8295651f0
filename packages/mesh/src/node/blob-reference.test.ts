import { expect, test } from "vitest";
import { encodeCbor } from "../event/cbor.ts";
import { decodeBlobReference, encodeBlobReference } from "./blob-reference.ts";

const reference = { digest: "0f".repeat(32), bytes: 300_000 };

test("ME-526 a reference to a blob is read as it was written", () => {
  const bytes = encodeBlobReference(reference);
  expect(decodeBlobReference(bytes)).toEqual(reference);
  // "What is ..." and the like: no text begins as it does.
  expect([bytes[0], bytes[1]]).toEqual([0x83, 0x74]);
});

test("ME-526 whatever else stands in an event is content, however alike", () => {
  const bytes = encodeBlobReference(reference);
  const digest = new Uint8Array(32);
  const others = [
    new Uint8Array(),
    Buffer.from("plimsoll mesh blob 1"),
    bytes.subarray(0, -1),
    Buffer.concat([bytes, Uint8Array.of(0)]),
    encodeCbor(["plimsoll mesh blob 2", digest, 1]),
    encodeCbor(["plimsoll mesh blob 1", digest.subarray(1), 1]),
    encodeCbor(["plimsoll mesh blob 1", digest]),
    encodeCbor(["plimsoll mesh blob 1", digest, "1"]),
  ];
  for (const content of others) expect(decodeBlobReference(content), Buffer.from(content).toString("hex")).toBeNull();
});
