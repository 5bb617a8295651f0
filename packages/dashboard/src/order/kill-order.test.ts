import { openEnvelope, publicKeyFromPem, signingKeyFromSeed } from "@plimsoll/foundation/node";
import { expect, test } from "vitest";
import { KILL_TYPE, signedKillOrder } from "./kill-order.ts";
import { operatorKey } from "./operator-key.ts";

const key = signingKeyFromSeed(new Uint8Array(32).fill(9));
const order = { claimedAt: 1_790_000_000_000, id: "kill-1", log: "example.org/log", run: "run-1" };

test("SVR-35 SVR-72 an order signed in the page opens as DSSE with the operator's key", async () => {
  const signer = await operatorKey(key.toPem());
  if (!signer.ok) throw new Error(signer.error);
  expect(signer.value.keyId).toBe(key.keyId);
  const envelope = await signedKillOrder(order, signer.value);
  const opened = openEnvelope(envelope, KILL_TYPE, () => publicKeyFromPem(key.publicKey.toPem()));
  expect(opened?.signers).toEqual([key.keyId]);
  expect(Buffer.from(opened?.payload ?? []).toString()).toBe(
    '{"claimedAt":1790000000000,"id":"kill-1","log":"example.org/log","run":"run-1"}',
  );
  const other = { ...envelope, payload: Buffer.from(JSON.stringify({ ...order, run: "run-2" })).toString("base64") };
  expect(openEnvelope(other, KILL_TYPE, () => key.publicKey)).toBeNull();
});

test.each([
  ["nothing", ""],
  ["a public key", key.publicKey.toPem()],
  ["a key of another kind", "-----BEGIN PRIVATE KEY-----\nMAo=\n-----END PRIVATE KEY-----\n"],
  ["a key with something behind it", `${key.toPem()}x`],
])("SVR-72 %s is refused, without a word of it in the answer", async (_, pem) => {
  const signer = await operatorKey(pem);
  expect(signer.ok).toBe(false);
  if (!signer.ok && pem !== "") expect(signer.error).not.toContain(pem.slice(30, 60));
});
