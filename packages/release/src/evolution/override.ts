import { digest, identifier, integer, list, matching, object, oneOf, type Shaped } from "@plimsoll/foundation";
import { levelShape } from "../policy/level.ts";

/** What an override may grant, and nothing else: more time, or more budget for checking. Never a vote, a colour or a permission. */
export const OVERRIDE_SCOPES = ["EXTEND_EVIDENCE_AGE", "GRANT_T_VALUE", "EXTEND_PAUSE_DRILL_AGE"] as const;

/**
 * RSP's exception of procedure at ASL-5 and beyond: two keys sign it, it works once, and it stands in the public log before it does.
 * It loosens nothing but the scopes above.
 */
export const overrideShape = object({
  format: oneOf("plimsoll release override 1"),
  id: identifier,
  subjectDigest: digest,
  dossier: digest,
  policy: digest,
  level: levelShape,
  scope: oneOf(...OVERRIDE_SCOPES),
  reason: matching("a reason of 200 to 4000 characters", /^(?:[^\p{Cc}\p{Cs}]|\n){200,4000}$/u),
  issuedAtMs: integer(),
  expiresAtMs: integer(),
});
export type Override = Shaped<typeof overrideShape>;

/** Its signatures over the canonical text: the architect's and another one's. */
export const signedOverrideShape = object({
  override: overrideShape,
  signatures: list(
    object({ keyId: identifier, signature: matching("Base64 of a signature", /^[A-Za-z0-9+/]{86}==$/) }),
    8,
  ),
});
export type SignedOverride = Shaped<typeof signedOverrideShape>;
