import { type Digest, err, ok, type Result } from "@plimsoll/foundation";
import {
  type CapabilityClaims,
  checkClaims,
  checkAgainstFeed,
  issuerKeysIn,
  openFeed,
  indexFeed,
  type TokenRefusal,
  verifySignature,
} from "@plimsoll/governor";

/** What a token is checked against. What is not given is not checked, and is said to be so. */
export interface TokenChecks {
  readonly jwks: unknown;
  readonly issuer?: string;
  readonly audience?: "internal" | "external";
  readonly artifact?: Digest;
  readonly nodeKey?: Digest;
  /** A signed withdrawal feed. */
  readonly feed?: unknown;
}

export interface TokenVerdict {
  readonly result: Result<CapabilityClaims, TokenRefusal>;
  /** Names of what was not asked. */
  readonly unchecked: readonly string[];
}

/** Verifies a token offline, at an instant. Throws `JWKS_MALFORMED`. @param nowMs ms since 1970 */
export function verifyToken(text: string, checks: TokenChecks, nowMs: number): TokenVerdict {
  const unchecked = (["issuer", "audience", "artifact", "nodeKey", "feed"] as const).filter(
    (name) => checks[name] === undefined,
  );
  return { result: verified(text, checks, nowMs), unchecked };
}

function verified(text: string, checks: TokenChecks, nowMs: number): Result<CapabilityClaims, TokenRefusal> {
  const keys = issuerKeysIn(checks.jwks);
  if (text === "") {
    return err({ code: "TOKEN_MISSING", expected: "a token in the file", received: "none", fix: "have one issued" });
  }
  const signed = verifySignature(text, keys);
  if (!signed.ok) return signed;
  const claims = signed.value;
  const expected = {
    issuer: checks.issuer ?? claims.iss,
    audience: checks.audience ?? claims.aud,
    artifact: checks.artifact ?? claims.artifact,
    nodeKey: checks.nodeKey ?? claims.cnf.jkt,
  };
  const held = checkClaims(claims, expected, nowMs);
  if (!held.ok || checks.feed === undefined) return held;
  const feed = openFeed(
    checks.feed,
    (id) => [...keys.values()].find(({ publicKey }) => publicKey.keyId === id)?.publicKey,
  );
  if (feed === null || feed.issuer !== claims.iss) return withdrawn(feed?.issuer ?? "one that the issuer did not sign");
  const standing = checkAgainstFeed(claims, indexFeed(feed));
  return standing.ok ? ok(claims) : standing;
}

const withdrawn = (received: string): Result<never, TokenRefusal> =>
  err({
    code: "TOKEN_WITHDRAWN",
    expected: "the issuer's signed withdrawal feed",
    received,
    fix: "give its newest gate/withdrawals.json",
  });
