import { digest, identifier, integer, list, object, oneOf, type Shaped } from "@plimsoll/foundation";

/** At most so many lineages are in one graph: each of its 64 things belongs to one. */
const LINEAGES_MAX = 64;

/**
 * What a Capability Token says (ACB-K §8.1; JWT, RFC 7519, signed with EdDSA, RFC 8037). The object is closed: a claim
 * that is not known here is a reason to refuse, since it may have been meant to narrow.
 */
export const capabilityClaimsShape = object({
  /** Origin of the log whose ledger granted it. */
  iss: identifier,
  /** The deployment. */
  sub: identifier,
  /** For whom the deployment may answer. */
  aud: oneOf("internal", "external"),
  /** Name of the grant in the ledger. */
  jti: identifier,
  /** Seconds since 1970, as RFC 7519 has them: granted, rounded up, and expiry, rounded down. */
  iat: integer(),
  exp: integer(),
  /** The node that holds it (RFC 7800): SHA-256 thumbprint of its key (RFC 7638), as a digest. */
  cnf: object({ jkt: digest }),
  /** What runs there: the graph's digest, or one of the things in the graph. */
  artifact: digest,
  graph: digest,
  /** Power at the grant, ppm. */
  power: oneOf(1_000_000, 200_000),
  /** Kill epochs at the grant. A gate that knows a higher one refuses. */
  epochs: list(object({ lineage: identifier, killEpoch: integer() }), LINEAGES_MAX),
  /** The debit in the ledger that it rests on: index of its entry, and digest of the inclusion proof that came with it. */
  receipt: object({ index: integer(), proof: digest }),
  policy: digest,
});

/** What a capability token says (RFC 7519, with claims of ours). */
export type CapabilityClaims = Shaped<typeof capabilityClaimsShape>;
