import { createHash } from "node:crypto";
import { utf8 } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { simulatedKeys } from "./simulated-keys.ts";

test("ST-8 nobody forges with a simulated key what he has no key for", () => {
  const [node, again, other] = [simulatedKeys("a")("node"), simulatedKeys("a")("node"), simulatedKeys("b")("node")];
  const message = utf8("tick");
  expect(node.publicKey.verify(message, node.sign(message))).toBe(true);
  expect(node.publicKey.verify(message, again.sign(message))).toBe(true);
  expect(node.publicKey.verify(message, other.sign(message))).toBe(false);
  expect(node.publicKey.verify(utf8("tock"), node.sign(message))).toBe(false);
  expect(node.publicKey.verify(message, new Uint8Array(3))).toBe(false);
  const id = createHash("sha256").update(node.publicKey.raw).digest("hex").slice(0, 16);
  expect([node.keyId, node.publicKey.raw.length]).toEqual([id, 32]);
});
