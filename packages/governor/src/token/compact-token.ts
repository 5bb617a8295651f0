import { Buffer } from "node:buffer";
import { canonicalJson, matching, object, oneOf, ok, type Result, type Shape, utf8 } from "@plimsoll/foundation";
import type { SigningKey } from "@plimsoll/foundation/node";
import { type CapabilityClaims, capabilityClaimsShape } from "./capability-claims.ts";
import { keyThumbprint } from "./json-web-key-set.ts";
import { refused } from "./refused.ts";
import type { TokenRefusal } from "./token-refusal.ts";

/** `typ` of the header (RFC 8725 §3.11): nothing else that the key signs can be taken for a token. */
export const TOKEN_TYPE = "ct+jwt";

/** A token is about 1 KiB; what is longer is not read at all. */
export const TOKEN_BYTES_MAX = 16_384;

/** The longest life that any policy may grant: Tier 1 offline (design: 15 min). */
export const TOKEN_LIFE_SECONDS_MAX = 900;

/** The header is closed, and it does not choose the algorithm: there is one (RFC 8725 §3.1). */
const headerShape = object({
  alg: oneOf("EdDSA"),
  kid: matching("a thumbprint in base64url", /^[\w-]{43}$/),
  typ: oneOf(TOKEN_TYPE),
});

/** A well-formed token. Nothing about it is verified. */
export interface UnverifiedToken {
  readonly kid: string;
  readonly unsafeClaims: CapabilityClaims;
  /** What the signature is over (RFC 7515 §5.1). */
  readonly signingInput: Uint8Array;
  readonly signature: Uint8Array;
}

/** Signs claims as a JWT in compact form (RFC 7515 §7.1) with EdDSA (RFC 8037 §3.1). Deterministic. */
export function signToken(claims: CapabilityClaims, key: SigningKey): string {
  const header = { alg: "EdDSA", kid: keyThumbprint(key.publicKey), typ: TOKEN_TYPE };
  const input = `${encoded(canonicalJson(header))}.${encoded(canonicalJson(claims))}`;
  return `${input}.${Buffer.from(key.sign(utf8(input))).toString("base64url")}`;
}

/**
 * Reads a token: three parts in base64url with one spelling each, header and claims closed, JSON in its compact form, so that a
 * key given twice cannot hide. Verifies nothing.
 *
 * @param text as it came from outside
 */
export function readToken(text: string): Result<UnverifiedToken, TokenRefusal> {
  if (text.length > TOKEN_BYTES_MAX) return malformed(`at most ${TOKEN_BYTES_MAX} bytes`, `${text.length}`);
  const parts = text.split(".", 4);
  const [header, payload, signature] = parts;
  if (parts.length !== 3 || header === undefined || payload === undefined || signature === undefined) {
    return malformed("three parts with a dot between them", "another number");
  }
  const head = readPart(header, headerShape);
  if (!head.ok) return head;
  const claims = readPart(payload, capabilityClaimsShape);
  if (!claims.ok) return claims;
  const signatureBytes = bytesOf(signature);
  if (signatureBytes?.length !== SIGNATURE_BYTES) return malformed("a signature of 64 bytes in base64url", "another");
  const lifeSeconds = claims.value.exp - claims.value.iat;
  if (lifeSeconds <= 0 || lifeSeconds > TOKEN_LIFE_SECONDS_MAX) {
    return malformed(`a life of 1 to ${TOKEN_LIFE_SECONDS_MAX} s`, `${lifeSeconds} s`);
  }
  return ok({
    kid: head.value.kid,
    unsafeClaims: claims.value,
    signingInput: Buffer.from(text.slice(0, text.lastIndexOf(".")), "latin1"),
    signature: signatureBytes,
  });
}

const SIGNATURE_BYTES = 64;

const encoded = (text: string): string => Buffer.from(text, "utf8").toString("base64url");

function readPart<T>(part: string, shape: Shape<T>): Result<T, TokenRefusal> {
  const value = compactJson(part);
  if (value === undefined) return malformed("compact JSON in base64url without padding", "something else");
  const parsed = shape.parse(value);
  return parsed.ok ? parsed : malformed(`${parsed.error.expected} at "${parsed.error.path}"`, parsed.error.received);
}

/** Written again it must be the same text: a key given twice, a space, another spelling of a number would not be. */
function compactJson(part: string): unknown {
  const text = bytesOf(part)?.toString("utf8");
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Base64url without padding or loose bits (RFC 7515 §2, stricter): one spelling only. */
function bytesOf(part: string): Buffer | null {
  const bytes = Buffer.from(part, "base64url");
  return bytes.toString("base64url") === part ? bytes : null;
}

const malformed = (expected: string, received: string): Result<never, TokenRefusal> =>
  refused("TOKEN_MALFORMED", `a capability token with ${expected}`, received, "give the token as the site issued it");
