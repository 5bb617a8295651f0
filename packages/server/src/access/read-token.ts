import { canonicalJson, err, integer, matching, object, ok, oneOf, type Result, utf8 } from "@plimsoll/foundation";
import type { PublicKey, SigningKey } from "@plimsoll/foundation/node";

/** `typ` of the header: nothing else that these keys sign can be taken for a read token (RFC 8725 §3.11). */
const READ_TOKEN_TYPE = "plimsoll-read+jwt";

/** The longest life of a read token. */
export const READ_TOKEN_LIFE_SECONDS_MAX = 86_400;

/** How far the clock of whoever made it may be ahead. */
const SKEW_SECONDS = 5;

const TOKEN_LENGTH_MAX = 2_048;

const headerShape = object({
  alg: oneOf("EdDSA"),
  kid: matching("a key id (16 hexadecimal digits)", /^[0-9a-f]{16}$/),
  typ: oneOf(READ_TOKEN_TYPE),
});

const claimsShape = object({
  aud: matching("the origin of a log", /^[\x21-\x7e]{1,256}$/),
  exp: integer(0),
  iat: integer(0),
});

/** Makes a read token (RFC 7519, EdDSA after RFC 8037). @param lifeSeconds 1 to 86 400 */
export function signReadToken(key: SigningKey, origin: string, nowMs: number, lifeSeconds: number): string {
  const iat = Math.floor(nowMs / 1_000);
  const header = { alg: "EdDSA", kid: key.keyId, typ: READ_TOKEN_TYPE };
  const input = `${encoded(header)}.${encoded({ aud: origin, exp: iat + lifeSeconds, iat })}`;
  return `${input}.${Buffer.from(key.sign(utf8(input))).toString("base64url")}`;
}

/** What a site knows of keys and itself. */
export interface TokenJudge {
  readonly origin: string;
  readonly nowMs: number;
  /** A key that the ledger names and has not revoked. */
  readonly keyOf: (keyId: string) => PublicKey | undefined;
}

/** What a token gave: it lasts no longer than the token, and than the key that signed it (SVR-149). */
export interface ReadRight {
  readonly keyId: string;
  /** Ms since 1970. */
  readonly expiresAtMs: number;
}

/** Whether it still counts. */
export const isRightHeld = ({ keyId, expiresAtMs }: ReadRight, { nowMs, keyOf }: TokenJudge): boolean =>
  nowMs < expiresAtMs && keyOf(keyId) !== undefined;

/** Who reads, and for how long; else why the token counts for nothing. */
export function checkReadToken(token: string, judge: TokenJudge): Result<ReadRight, string> {
  const parts = token.length > TOKEN_LENGTH_MAX ? [] : token.split(".", 4);
  const [head, body, signature] = parts;
  if (parts.length !== 3 || head === undefined || body === undefined || signature === undefined)
    return err("no JWT of three parts");
  const header = headerShape.parse(decoded(head));
  const claims = claimsShape.parse(decoded(body));
  if (!header.ok || !claims.ok) return err("a header or claims of another kind");
  const key = judge.keyOf(header.value.kid);
  if (key === undefined) return err(`key ${header.value.kid}, which this site does not know or has revoked`);
  if (!key.verify(utf8(`${head}.${body}`), Buffer.from(signature, "base64url")))
    return err("a signature that does not hold");
  const fault = faultOf(claims.value, judge);
  return fault === null ? ok({ keyId: header.value.kid, expiresAtMs: claims.value.exp * 1_000 }) : err(fault);
}

function faultOf(
  { aud, exp, iat }: { readonly aud: string; readonly exp: number; readonly iat: number },
  { origin, nowMs }: TokenJudge,
): string | null {
  if (aud !== origin) return `one for ${JSON.stringify(aud)}`;
  if (exp <= iat || exp - iat > READ_TOKEN_LIFE_SECONDS_MAX) return `a life of ${exp - iat} s`;
  if (nowMs >= exp * 1_000) return "one that has expired";
  return nowMs < (iat - SKEW_SECONDS) * 1_000 ? "one of a later time" : null;
}

const encoded = (value: Parameters<typeof canonicalJson>[0]): string =>
  Buffer.from(canonicalJson(value), "utf8").toString("base64url");

/** Written again it must be the same text: a key given twice or another spelling would not be. */
function decoded(part: string): unknown {
  try {
    const text = Buffer.from(part, "base64url").toString("utf8");
    const value = JSON.parse(text) as Parameters<typeof canonicalJson>[0];
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}
