import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signingKeyFromSeed } from "@plimsoll/foundation/node";
import { type CommandClaim, signCommand as signAsSite, verifyCommand } from "@plimsoll/ledger";
import {
  type Command,
  type Envelope,
  signCommand,
  signingKeyFromPem,
  signKillOrder,
  signReadToken,
} from "../src/index.ts";

interface Vectors {
  readonly keys: readonly { readonly keyId: string; readonly pem: string; readonly publicKey: string }[];
  readonly commands: readonly { readonly claim: CommandClaim; readonly signers: number; readonly envelope: Envelope }[];
  readonly killOrder: {
    readonly order: { readonly claimedAt: number; readonly id: string; readonly log: string; readonly run: string };
    readonly envelope: Envelope;
  };
  readonly readToken: {
    readonly log: string;
    readonly nowMs: number;
    readonly lifeSeconds: number;
    readonly token: string;
  };
}

const vectors = JSON.parse(
  readFileSync(new URL("../../../spec/vectors/server/signing.json", import.meta.url), "utf8"),
) as Vectors;
const keys = await Promise.all(vectors.keys.map(({ pem }) => signingKeyFromPem(pem)));

describe("SVR-132 what the client signs", () => {
  test("SVR-132 keys from PEM have the names that the site gives them", () => {
    expect(keys.map(({ keyId }) => keyId)).toEqual(vectors.keys.map(({ keyId }) => keyId));
    expect(keys.map(({ publicKey }) => Buffer.from(publicKey).toString("base64"))).toEqual(
      vectors.keys.map(({ publicKey }) => publicKey),
    );
  });

  test("SVR-132 envelopes, orders and tokens are those of the vectors, byte for byte", async () => {
    expect(vectors.commands.length).toBeGreaterThan(1);
    for (const { claim, signers, envelope } of vectors.commands)
      expect(await signCommand(claim as Parameters<typeof signCommand>[0], keys.slice(0, signers))).toEqual(envelope);
    const { killOrder, readToken } = vectors;
    expect(await signKillOrder(killOrder.order, keys.slice(0, 1))).toEqual(killOrder.envelope);
    expect(await signReadToken(readToken, keys[0] as (typeof keys)[0])).toBe(readToken.token);
  });

  test("SVR-132 any command, by any keys, is signed as the ledger signs it and verifies there", async () => {
    const seeds = fc.uniqueArray(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), fc.nat(), seeds, async (id, run, claimedAt, chosen) => {
        const own = chosen.map((seed) => signingKeyFromSeed(new Uint8Array(32).fill(seed)));
        const claim = {
          log: "plimsoll.local/site",
          id,
          claimedAt,
          body: { type: "quantum.buy", run } satisfies Command,
        };
        const envelope = await signCommand(claim, await Promise.all(own.map((key) => signingKeyFromPem(key.toPem()))));
        expect(envelope).toEqual(signAsSite(claim, own));
        const verified = verifyCommand(
          envelope as Parameters<typeof verifyCommand>[0],
          (keyId) => own.find((key) => key.keyId === keyId)?.publicKey,
        );
        expect(verified?.signers).toEqual(own.map(({ keyId }) => keyId));
      }),
      { numRuns: 100 },
    );
  });

  test("SVR-132 nothing is signed by nobody, or by one key twice", async () => {
    const [claim] = vectors.commands.map((each) => each.claim as Parameters<typeof signCommand>[0]);
    const key = keys[0] as (typeof keys)[0];
    for (const signers of [[], [key, key]])
      await expect(signCommand(claim as Parameters<typeof signCommand>[0], signers)).rejects.toMatchObject({
        code: "REQUEST_MALFORMED",
      });
  });

  test("SVR-132 a read token lives 1 s to a day", async () => {
    for (const lifeSeconds of [0, -1, 86_401, 1.5])
      await expect(signReadToken({ log: "a", lifeSeconds }, keys[0] as (typeof keys)[0])).rejects.toMatchObject({
        code: "REQUEST_MALFORMED",
      });
  });
});

describe("SVR-141 keys", () => {
  test("SVR-141 what is no key is refused, and its text is in no message", async () => {
    const secret = vectors.keys[0]?.pem.split("\n")[1] ?? "";
    for (const pem of ["", secret, `-----BEGIN PRIVATE KEY-----\n${secret.slice(4)}\n-----END PRIVATE KEY-----`]) {
      const fault = await signingKeyFromPem(pem).catch((cause: unknown) => cause as Error & { readonly code: string });
      expect(fault).toMatchObject({ code: "KEY_MALFORMED" });
      expect((fault as Error).message).not.toContain(secret.slice(8));
    }
  });

  test("SVR-141 a key shows its public half alone", () => {
    expect(Object.keys(keys[0] ?? {}).toSorted()).toEqual(["keyId", "publicKey", "sign"]);
  });
});
