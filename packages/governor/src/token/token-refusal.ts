import type { FaultDetail } from "@plimsoll/foundation";

/** Why a token is no token here, in order of precedence: the first that holds is told. */
export const TOKEN_REFUSALS = [
  "TOKEN_MISSING",
  "TOKEN_MALFORMED",
  "TOKEN_KEY_UNKNOWN",
  "TOKEN_SIGNATURE_INVALID",
  "TOKEN_ISSUER_MISMATCH",
  "TOKEN_NOT_YET_VALID",
  "TOKEN_EXPIRED",
  "TOKEN_AUDIENCE_MISMATCH",
  "TOKEN_ARTIFACT_MISMATCH",
  "TOKEN_NODE_MISMATCH",
  "TOKEN_WITHDRAWN",
] as const;

/** Stable names of those refusals. */
export type TokenRefusalCode = (typeof TOKEN_REFUSALS)[number];

/** Why a token opens nothing, and what to do. */
export type TokenRefusal = Omit<FaultDetail, "cause"> & { readonly code: TokenRefusalCode };
