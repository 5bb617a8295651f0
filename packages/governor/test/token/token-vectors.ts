import { createPrivateKey, sign } from "node:crypto";
import { digestOfValue } from "@plimsoll/foundation";
import { type SigningKey, signingKeyFromSeed } from "@plimsoll/foundation/node";
import { importJWK, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { jsonWebKeySetOf, keyThumbprint } from "../../src/token/json-web-key-set.ts";
import type { TokenRefusalCode } from "../../src/token/token-refusal.ts";

/** Where and when a token is shown, and what must become of it. */
export interface TokenVector {
  readonly name: string;
  readonly token: string;
  /** What the gate serves. */
  readonly place: {
    readonly issuer: string;
    readonly audience: string;
    readonly artifact: string;
    readonly nodeKey: string;
  };
  readonly atMs: number;
  /** `null` where the token is good. */
  readonly code: TokenRefusalCode | null;
}

const keyOf = (byte: number): SigningKey => signingKeyFromSeed(new Uint8Array(32).fill(byte));
const ISSUER = keyOf(1);
const SECOND = keyOf(2);
const STRANGER = keyOf(3);

const IAT = 1_790_000_000;
const CLAIMS = {
  iss: "plimsoll.local/site",
  sub: "chat",
  aud: "internal",
  jti: "token-1",
  iat: IAT,
  exp: IAT + 60,
  cnf: { jkt: digestOfValue("node key") },
  artifact: digestOfValue("weights"),
  graph: digestOfValue("graph"),
  power: 1_000_000,
  epochs: [{ lineage: "line", killEpoch: 0 }],
  receipt: { index: 4, proof: digestOfValue("proof") },
  policy: digestOfValue("policy"),
};

const PLACE = { issuer: CLAIMS.iss, audience: CLAIMS.aud, artifact: CLAIMS.artifact, nodeKey: CLAIMS.cnf.jkt };
const HEADER = { alg: "EdDSA", kid: keyThumbprint(ISSUER.publicKey), typ: "ct+jwt" };
const AT_MS = (IAT + 30) * 1_000;

type Fields = Readonly<Record<string, unknown>>;

const base64url = (text: string | Uint8Array): string => Buffer.from(text).toString("base64url");

const jwkOf = (key: SigningKey) => {
  const pkcs8 = createPrivateKey(key.toPem()).export({ format: "jwk" });
  return { kty: "OKP", crv: "Ed25519", x: pkcs8.x ?? "", d: pkcs8.d ?? "" };
};

/** Signed by jose, as it signs. */
async function byJose(claims: Fields, header: Fields = HEADER, key: SigningKey = ISSUER): Promise<string> {
  const { alg } = header as { alg: string };
  const secret = alg.startsWith("HS") ? key.publicKey.raw : await importJWK(jwkOf(key), alg);
  return new SignJWT(claims as JWTPayload).setProtectedHeader(header as { alg: string }).sign(secret);
}

/** Signed over texts that no JSON writer would write. */
function byHand(header: string, payload: string, key: SigningKey = ISSUER): string {
  const input = `${base64url(header)}.${base64url(payload)}`;
  return `${input}.${base64url(sign(null, Buffer.from(input), key.toPem()))}`;
}

/** The order of the group (RFC 8032 §5.1): S + L is the same number to a careless verifier. */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

function malleated(token: string): string {
  const dot = token.lastIndexOf(".") + 1;
  const bytes = Buffer.from(token.slice(dot), "base64url");
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString("hex")}`) + L;
  const raised = Buffer.from(s.toString(16).padStart(64, "0"), "hex").reverse();
  return token.slice(0, dot) + base64url(Buffer.concat([bytes.subarray(0, 32), raised]));
}

/** 64 bytes leave two bits for the last letter, and four that mean nothing. */
const LOOSENED: Readonly<Record<string, string>> = { A: "B", Q: "R", g: "h", w: "x" };

const partsOf = (token: string) => token.split(".") as [string, string, string];

/** All vectors, by jose where a JWT library can make them. The same on every machine: Ed25519 does not draw. */
export async function tokenVectors() {
  const good = await byJose(CLAIMS);
  const [head, payload, signature] = partsOf(good);
  const [headerText, claimsText] = [JSON.stringify(HEADER), JSON.stringify(CLAIMS)];
  const without = (name: string): Fields =>
    Object.fromEntries(Object.entries(CLAIMS).filter(([each]) => each !== name));
  const at = (seconds: number, ms = 0) => ({ atMs: (IAT + seconds) * 1_000 + ms });

  const vector = (
    name: string,
    token: string,
    code: TokenRefusalCode | null,
    over: { readonly atMs?: number; readonly place?: Partial<TokenVector["place"]> } = {},
  ): TokenVector => ({ name, token, place: { ...PLACE, ...over.place }, atMs: over.atMs ?? AT_MS, code });
  const malformed = (name: string, token: string) => vector(name, token, "TOKEN_MALFORMED");

  const [otherHead, otherPayload] = partsOf(await byJose({ ...CLAIMS, sub: "other" }));
  const vectors: readonly TokenVector[] = [
    vector("as issued", good, null),
    vector(
      "by the second key of the set",
      await byJose(CLAIMS, { ...HEADER, kid: keyThumbprint(SECOND.publicKey) }, SECOND),
      null,
    ),
    vector(
      "members in another order",
      await byJose(CLAIMS, { typ: HEADER.typ, kid: HEADER.kid, alg: HEADER.alg }),
      null,
    ),
    vector(
      "for outside users, at a fifth of power",
      await byJose({ ...CLAIMS, aud: "external", power: 200_000 }),
      null,
      { place: { audience: "external" } },
    ),
    vector("at the second of its grant", good, null, at(0)),
    vector("a millisecond less than a second before, since the grant was rounded up", good, null, at(-1)),
    vector("in its last millisecond", good, null, at(60, -1)),
    vector("of the longest life", await byJose({ ...CLAIMS, exp: IAT + 900 }), null, at(899)),

    vector("nothing", "", "TOKEN_MISSING"),
    malformed("two parts", `${head}.${payload}`),
    malformed("four parts", `${good}.`),
    malformed("no header", `.${payload}.${signature}`),
    malformed("a space before it", ` ${good}`),
    malformed("a line end after it", `${good}\n`),
    malformed("padding", `${head}.${payload}.${signature}==`),
    malformed(
      "loose bits in the signature",
      `${head}.${payload}.${signature.replace(/.$/, (last) => LOOSENED[last] ?? "")}`,
    ),
    malformed(
      "the other alphabet",
      `${head}.${payload}.${Buffer.from(signature, "base64url").toString("base64").replace(/=+$/, "")}`,
    ),
    malformed(
      "a signature of 63 bytes",
      `${head}.${payload}.${base64url(Buffer.from(signature, "base64url").subarray(0, 63))}`,
    ),
    malformed(
      "a signature of 65 bytes",
      `${head}.${payload}.${base64url(Buffer.concat([Buffer.from(signature, "base64url"), Buffer.alloc(1)]))}`,
    ),
    malformed("no signature", `${head}.${payload}.`),
    malformed("too long", `${head}.${"A".repeat(16_384)}.${signature}`),
    malformed("a payload that is no JSON", byHand(headerText, claimsText.slice(1))),
    malformed("a payload that is a list", byHand(headerText, `[${claimsText}]`)),
    malformed("a payload that is null", byHand(headerText, "null")),
    malformed("bytes that are no UTF-8", byHand(headerText, claimsText.replace("chat", "ch\uFFFDt"))),
    malformed(
      "a claim given twice",
      byHand(headerText, claimsText.replace('"sub":"chat"', '"sub":"evil","sub":"chat"')),
    ),
    malformed("a header member given twice", byHand(headerText.replace('"alg"', '"alg":"none","alg"'), claimsText)),
    malformed("a space in the JSON", byHand(headerText, claimsText.replace(",", ", "))),
    malformed("a number in another spelling", byHand(headerText, claimsText.replace("1000000,", "1e6,"))),
    malformed("a letter in another spelling", byHand(headerText, claimsText.replace("chat", "\\u0063hat"))),
    malformed(
      "a member named __proto__",
      byHand(headerText, claimsText.replace("{", '{"__proto__":{"aud":"external"},')),
    ),
    malformed("an unsecured token (RFC 8725 §2.1)", new UnsecuredJWT(CLAIMS as JWTPayload).encode()),
    malformed("alg none with a signature", byHand(JSON.stringify({ ...HEADER, alg: "none" }), claimsText)),
    malformed("alg HS256 with the public key for a secret", await byJose(CLAIMS, { ...HEADER, alg: "HS256" })),
    malformed("alg Ed25519 (RFC 9864)", await byJose(CLAIMS, { ...HEADER, alg: "Ed25519" })),
    malformed("alg in another case", byHand(JSON.stringify({ ...HEADER, alg: "eddsa" }), claimsText)),
    malformed("typ JWT", await byJose(CLAIMS, { ...HEADER, typ: "JWT" })),
    malformed("no typ", await byJose(CLAIMS, { alg: HEADER.alg, kid: HEADER.kid })),
    malformed("no kid", await byJose(CLAIMS, { alg: HEADER.alg, typ: HEADER.typ })),
    malformed(
      "a key in the header",
      await byJose(CLAIMS, { ...HEADER, jwk: { kty: "OKP", crv: "Ed25519", x: jwkOf(STRANGER).x } }, STRANGER),
    ),
    malformed(
      "an address of keys in the header",
      await byJose(CLAIMS, { ...HEADER, jku: "https://keys.example/jwks.json" }),
    ),
    malformed("a critical extension", byHand(JSON.stringify({ ...HEADER, crit: ["exp"], exp: 1 }), claimsText)),
    malformed("an unknown claim", await byJose({ ...CLAIMS, nbf: IAT })),
    ...(await Promise.all(
      Object.keys(CLAIMS).map(async (name) => malformed(`without ${name}`, await byJose(without(name)))),
    )),
    malformed("a list of audiences", await byJose({ ...CLAIMS, aud: ["internal", "external"] })),
    malformed("power of its own choice", await byJose({ ...CLAIMS, power: 2_000_000 })),
    malformed("no power", await byJose({ ...CLAIMS, power: 0 })),
    malformed("half a second", await byJose({ ...CLAIMS, exp: IAT + 1.5 })),
    malformed("an end before its begin", await byJose({ ...CLAIMS, exp: IAT - 1 })),
    malformed("no life", await byJose({ ...CLAIMS, exp: IAT })),
    malformed("a life beyond every policy", await byJose({ ...CLAIMS, exp: IAT + 901 })),
    malformed("a digest in capitals", await byJose({ ...CLAIMS, artifact: CLAIMS.artifact.toUpperCase() })),

    vector(
      "by a key that is not in the set",
      await byJose(CLAIMS, { ...HEADER, kid: keyThumbprint(STRANGER.publicKey) }, STRANGER),
      "TOKEN_KEY_UNKNOWN",
    ),
    vector("by another key under the issuer's name", await byJose(CLAIMS, HEADER, STRANGER), "TOKEN_SIGNATURE_INVALID"),
    vector(
      "by the second key under the first one's name",
      await byJose(CLAIMS, HEADER, SECOND),
      "TOKEN_SIGNATURE_INVALID",
    ),
    vector("claims of another token", `${head}.${otherPayload}.${signature}`, "TOKEN_SIGNATURE_INVALID"),
    vector("S + L for S", malleated(good), "TOKEN_SIGNATURE_INVALID"),
    vector("a signature of zeros", `${otherHead}.${payload}.${base64url(Buffer.alloc(64))}`, "TOKEN_SIGNATURE_INVALID"),

    vector("of another issuer", await byJose({ ...CLAIMS, iss: "plimsoll.local/other" }), "TOKEN_ISSUER_MISMATCH"),
    vector("a second and a millisecond before its grant", good, "TOKEN_NOT_YET_VALID", at(-1, -1)),
    vector("an hour before its grant", good, "TOKEN_NOT_YET_VALID", at(-3_600)),
    vector("at its end", good, "TOKEN_EXPIRED", at(60)),
    vector("an hour after its end", good, "TOKEN_EXPIRED", at(3_660)),
    vector("for another audience", good, "TOKEN_AUDIENCE_MISMATCH", { place: { audience: "external" } }),
    vector("for another artifact", good, "TOKEN_ARTIFACT_MISMATCH", {
      place: { artifact: digestOfValue("other weights") },
    }),
    vector("for the graph, where its model is served", good, "TOKEN_ARTIFACT_MISMATCH", {
      place: { artifact: CLAIMS.graph },
    }),
    vector("for another node", good, "TOKEN_NODE_MISMATCH", { place: { nodeKey: digestOfValue("other node key") } }),

    vector("with everything wrong but its signature", good, "TOKEN_ISSUER_MISMATCH", {
      ...at(60),
      place: { issuer: "x", audience: "external", artifact: CLAIMS.graph, nodeKey: CLAIMS.graph },
    }),
    vector("expired, and for nothing that is here", good, "TOKEN_EXPIRED", {
      ...at(60),
      place: { audience: "external", artifact: CLAIMS.graph, nodeKey: CLAIMS.graph },
    }),
    vector("for nothing that is here", good, "TOKEN_AUDIENCE_MISMATCH", {
      place: { audience: "external", artifact: CLAIMS.graph, nodeKey: CLAIMS.graph },
    }),
    vector("for another artifact on another node", good, "TOKEN_ARTIFACT_MISMATCH", {
      place: { artifact: CLAIMS.graph, nodeKey: CLAIMS.graph },
    }),
  ];

  return {
    source:
      "made by this project with jose 6 and, where no JWT library writes such a thing, with node:crypto; Ed25519 keys of 32 equal seed bytes (issuer 1, its second key 2, a stranger 3)",
    jwks: jsonWebKeySetOf([ISSUER.publicKey, SECOND.publicKey]),
    vectors,
  };
}
