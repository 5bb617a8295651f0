import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { PlimsollError } from "@plimsoll/foundation";
import { isObject } from "./in-toto-statement.ts";

/** Keys of a verifier of hardware, by their names. */
export type Es384Keys = ReadonlyMap<string, KeyObject>;

/**
 * The ES384 keys of a JSON Web Key Set (RFC 7517, RFC 7518 §3.4). Other kinds of key, and fields such as certificate chains, are passed over.
 * Throws `JWKS_MALFORMED` where no usable key is left, or one name has two keys.
 */
export function es384KeysIn(keySet: unknown): Es384Keys {
  const entries = isObject(keySet) && Array.isArray(keySet["keys"]) ? (keySet["keys"] as unknown[]) : [];
  const keys = entries.filter(isObject).flatMap(usable);
  const byName = new Map(keys);
  if (byName.size > 0 && byName.size === keys.length) return byName;
  throw new PlimsollError({
    code: "JWKS_MALFORMED",
    expected: "a key set with ES384 keys, each with a name of its own",
    received: `${keys.length} with ${byName.size} names`,
    fix: "fetch the verifier's key set again, over a channel that you trust",
  });
}

function usable(jwk: Readonly<Record<string, unknown>>): [string, KeyObject][] {
  const { kid, kty, crv, x, y } = jwk;
  const isEs384 =
    kty === "EC" && crv === "P-384" && (jwk["alg"] ?? "ES384") === "ES384" && (jwk["use"] ?? "sig") === "sig";
  if (!isEs384 || typeof kid !== "string" || typeof x !== "string" || typeof y !== "string") return [];
  try {
    return [[kid, createPublicKey({ key: { kty, crv, x, y }, format: "jwk" })]];
  } catch {
    return [];
  }
}

/**
 * The claims of a JWT that one of the keys signed with ES384; `null` for everything else. The algorithm is fixed, and the header may say nothing
 * but it, the key's name and the type.
 */
export function es384Claims(token: unknown, keys: Es384Keys): Readonly<Record<string, unknown>> | null {
  if (typeof token !== "string" || token.length > TOKEN_BYTES_MAX || !COMPACT.test(token)) return null;
  const [header = "", payload = "", signature = ""] = token.split(".");
  const { alg, kid, typ, ...others } = objectOf(header) ?? {};
  const key = typeof kid === "string" ? keys.get(kid) : undefined;
  const isPlain =
    alg === "ES384" && [undefined, "JWT"].includes(typ as string | undefined) && Object.keys(others).length === 0;
  if (key === undefined || !isPlain) return null;
  const message = Buffer.from(`${header}.${payload}`, "latin1");
  const holds = verify("sha384", message, { key, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
  return holds ? objectOf(payload) : null;
}

const TOKEN_BYTES_MAX = 65_536;
const COMPACT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

function objectOf(part: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
