import { type Digest, ok, type Result } from "@plimsoll/foundation";
import type { CapabilityClaims } from "./capability-claims.ts";
import { refused } from "./refused.ts";
import type { TokenRefusal } from "./token-refusal.ts";

/** What a token must say to count at one place. Every part is asked; `null` is a doubt and denies. */
export interface ExpectedClaims {
  readonly issuer: string;
  readonly audience: "internal" | "external";
  readonly artifact: Digest | null;
  readonly nodeKey: Digest;
}

/** `iat` is the grant rounded up to a second: within the second before it the grant may already have been. */
const ISSUE_ROUNDING_MS = 1_000;

/**
 * Whether verified claims hold at a place and an instant: a ladder of guards in the order of `TOKEN_REFUSALS`.
 *
 * @param timeMs ms since 1970
 */
export function checkClaims(
  claims: CapabilityClaims,
  expected: ExpectedClaims,
  timeMs: number,
): Result<CapabilityClaims, TokenRefusal> {
  const { iss, iat, exp, aud, artifact, cnf } = claims;
  if (iss !== expected.issuer) {
    return refused("TOKEN_ISSUER_MISMATCH", `a token of "${expected.issuer}"`, `one of "${iss}"`, ASK_ISSUER);
  }
  if (timeMs < iat * 1_000 - ISSUE_ROUNDING_MS) {
    return refused(
      "TOKEN_NOT_YET_VALID",
      instant(iat),
      instant(Math.floor(timeMs / 1_000)),
      "set the clock of the gate",
    );
  }
  if (timeMs >= exp * 1_000) {
    return refused(
      "TOKEN_EXPIRED",
      `a token that ends after ${instant(Math.floor(timeMs / 1_000))}`,
      instant(exp),
      RENEW,
    );
  }
  if (aud !== expected.audience) {
    return refused("TOKEN_AUDIENCE_MISMATCH", `a token for ${expected.audience} users`, `one for ${aud}`, ASK_ISSUER);
  }
  if (artifact !== expected.artifact) {
    return refused("TOKEN_ARTIFACT_MISMATCH", expected.artifact ?? "a named artifact", artifact, ASK_ISSUER);
  }
  if (cnf.jkt !== expected.nodeKey) {
    return refused("TOKEN_NODE_MISMATCH", `a token for the node ${expected.nodeKey}`, cnf.jkt, ASK_ISSUER);
  }
  return ok(claims);
}

const ASK_ISSUER = "ask for a token for what is served here: plimsoll token issue";
const RENEW = "have it issued anew in time: plimsoll token issue --keep";

/** Claims may hold any whole number of seconds, which need not be a date. */
const instant = (seconds: number): string => {
  const date = new Date(seconds * 1_000);
  return Number.isNaN(date.getTime()) ? `second ${seconds}` : date.toISOString();
};
