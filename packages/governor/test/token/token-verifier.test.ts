import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Digest } from "@plimsoll/foundation";
import fc from "fast-check";
import { createLocalJWKSet, jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { checkClaims } from "../../src/token/check-claims.ts";
import { TOKEN_BYTES_MAX } from "../../src/token/compact-token.ts";
import { issuerKeysIn } from "../../src/token/json-web-key-set.ts";
import { TOKEN_REFUSALS } from "../../src/token/token-refusal.ts";
import { TokenVerifier, verifySignature } from "../../src/token/token-verifier.ts";
import { tokenVectors, type TokenVector } from "./token-vectors.ts";

const file = new URL("../../../../spec/vectors/governor/tokens.json", import.meta.url);
const golden = JSON.parse(readFileSync(file, "utf8")) as Awaited<ReturnType<typeof tokenVectors>>;
const keys = issuerKeysIn(golden.jwks);
const [good] = golden.vectors as [TokenVector];

/** As a gate judges, without a feed. */
function codeOf({ token, place, atMs }: TokenVector): string | null {
  if (token === "") return "TOKEN_MISSING";
  const signed = verifySignature(token, keys);
  if (!signed.ok) return signed.error.code;
  const expected = {
    ...place,
    audience: place.audience as "internal",
    artifact: place.artifact as Digest,
    nodeKey: place.nodeKey as Digest,
  };
  const held = checkClaims(signed.value, expected, atMs);
  return held.ok ? null : held.error.code;
}

describe("golden vectors", () => {
  // Written anew with: vitest run packages/governor/test/token/token-verifier.test.ts --update
  test("G-42 the committed vectors are what jose makes", async () => {
    const text = `${JSON.stringify(await tokenVectors(), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(fileURLToPath(file));
  });

  test.each(golden.vectors.map((vector) => [vector.code ?? "good", vector.name, vector] as const))(
    "G-43 %s: %s",
    (_, _name, vector) => {
      expect(codeOf(vector)).toBe(vector.code);
    },
  );

  test("G-43 every refusal that needs no feed has a vector, and names differ", () => {
    const codes = new Set(golden.vectors.map(({ code }) => code));
    expect(TOKEN_REFUSALS.filter((code) => !codes.has(code))).toEqual(["TOKEN_WITHDRAWN"]);
    expect(new Set(golden.vectors.map(({ name }) => name)).size).toBe(golden.vectors.length);
  });

  test("G-42 jose accepts every token that we accept", async () => {
    const keySet = createLocalJWKSet(golden.jwks);
    for (const { name, token, place, atMs } of golden.vectors.filter(({ code }) => code === null)) {
      const options = {
        algorithms: ["EdDSA"],
        typ: "ct+jwt",
        issuer: place.issuer,
        audience: place.audience,
        currentDate: new Date(atMs),
      };
      expect((await jwtVerify(token, keySet, options)).payload.sub, name).toBe("chat");
    }
  });

  test("G-42 what jose refuses as forged or expired, we refuse", async () => {
    const keySet = createLocalJWKSet(golden.jwks);
    let refused = 0;
    for (const vector of golden.vectors.filter(({ token }) => token !== "")) {
      const options = { algorithms: ["EdDSA"], currentDate: new Date(vector.atMs) };
      const accepted = await jwtVerify(vector.token, keySet, options).then(
        () => true,
        () => false,
      );
      if (accepted) continue;
      refused += 1;
      expect(codeOf(vector), vector.name).not.toBeNull();
    }
    expect(refused).toBeGreaterThan(15);
  });
});

describe("any change", () => {
  test("G-43 L9 of one character refuses", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.+/= \n";
    fc.assert(
      fc.property(fc.nat(good.token.length - 1), fc.constantFrom(...alphabet.split("")), (place, character) => {
        const changed = good.token.slice(0, place) + character + good.token.slice(place + 1);
        expect(codeOf({ ...good, token: changed }) === null).toBe(changed === good.token);
      }),
      { numRuns: 1_000 },
    );
  });

  test("G-43 L9 a character taken out, put in or moved refuses", () => {
    fc.assert(
      fc.property(fc.nat(good.token.length - 1), fc.nat(good.token.length - 1), (from, to) => {
        const character = good.token.charAt(from);
        const without = good.token.slice(0, from) + good.token.slice(from + 1);
        const moved = without.slice(0, to) + character + without.slice(to);
        expect(codeOf({ ...good, token: without })).not.toBeNull();
        expect(codeOf({ ...good, token: moved }) === null).toBe(moved === good.token);
      }),
      { numRuns: 300 },
    );
  });

  test("G-43 no text at all makes it throw", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc
        .tuple(fc.json(), fc.json(), fc.base64String())
        .map(([header, claims, signature]) =>
          [Buffer.from(header).toString("base64url"), Buffer.from(claims).toString("base64url"), signature].join("."),
        ),
      fc.json().map((claims) => {
        const [head, , signature] = good.token.split(".");
        return `${head}.${Buffer.from(claims).toString("base64url")}.${signature}`;
      }),
    );
    fc.assert(
      fc.property(texts, (token) => {
        expect(verifySignature(token, keys).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the memory of signatures that held", () => {
  const goods = golden.vectors.filter(({ code }, place) => code === null && place < 4).map(({ token }) => token);

  test("G-44 answers the same a second time, and keeps the time of the first sight", () => {
    const verifier = new TokenVerifier(keys);
    const first = verifier.verify(good.token, 10);
    expect(first).toMatchObject({ ok: true, value: { seenAtMonotonicMs: 10, claims: { sub: "chat" } } });
    expect(verifier.verify(good.token, 99)).toEqual(first);
  });

  test("G-44 remembers nothing that did not hold", () => {
    const verifier = new TokenVerifier(keys);
    const bad = golden.vectors.filter(({ token }) => !verifySignature(token, keys).ok);
    expect(bad.length).toBeGreaterThan(40);
    for (const { token } of bad)
      for (let again = 0; again < 2; again += 1) expect(verifier.verify(token, 0).ok).toBe(false);
    expect(verifier.remembered).toBe(0);
  });

  test("G-44 is bounded, and lets go of what was asked for longest ago", () => {
    const verifier = new TokenVerifier(keys, 2);
    const [one, two, three] = goods as [string, string, string];
    verifier.verify(one, 1);
    verifier.verify(two, 2);
    verifier.verify(one, 3);
    verifier.verify(three, 4);
    expect(verifier.remembered).toBe(2);
    expect(verifier.verify(one, 5)).toMatchObject({ value: { seenAtMonotonicMs: 1 } });
    expect(verifier.verify(two, 6)).toMatchObject({ value: { seenAtMonotonicMs: 6 } });
  });

  test("G-44 forgets when told", () => {
    const verifier = new TokenVerifier(keys);
    verifier.verify(good.token, 1);
    verifier.forget(good.token);
    expect(verifier.remembered).toBe(0);
  });

  test("G-43 what is longer than a token is refused unread, however long", () => {
    const verifier = new TokenVerifier(keys);
    expect(verifier.verify(good.token.padEnd(TOKEN_BYTES_MAX + 1, "A"), 0)).toMatchObject({
      error: { code: "TOKEN_MALFORMED" },
    });
  });
});

describe("key sets", () => {
  const [key] = golden.jwks.keys as [(typeof golden.jwks.keys)[0]];

  test.each<[string, unknown]>([
    ["no keys", { keys: [] }],
    ["nothing", null],
    ["a key under another name", { keys: [{ ...key, kid: golden.jwks.keys[1]?.kid }] }],
    ["a private key", { keys: [{ ...key, d: key.x }] }],
    ["a key for encryption", { keys: [{ ...key, use: "enc" }] }],
    ["another algorithm", { keys: [{ ...key, alg: "ES256" }] }],
    ["another curve", { keys: [{ ...key, crv: "X25519" }] }],
    ["a field beside the keys", { keys: [key], comment: "x" }],
    ["loose bits in a key", { keys: [{ ...key, x: `${key.x.slice(0, -1)}${key.x.endsWith("w") ? "x" : "9"}` }] }],
  ])("G-41 %s is JWKS_MALFORMED", (_, keySet) => {
    expect(() => issuerKeysIn(keySet)).toThrow(expect.objectContaining({ code: "JWKS_MALFORMED" }));
  });

  test("G-41 the names of the keys are thumbprints by RFC 7638, and jose computes the same", async () => {
    const { calculateJwkThumbprint } = await import("jose");
    for (const { kid, kty, crv, x } of golden.jwks.keys)
      expect(await calculateJwkThumbprint({ kty, crv, x })).toBe(kid);
  });
});
