/** What our statements say, in the words of ACB-K. Version 0.1 of each: in-toto counts every 0.x as a major version. */
export const PREDICATE_NAMES = [
  "cu-debit",
  "control-evidence",
  "governor-decision",
  "capability-token",
  "kill-report",
  "contamination",
  "audit-reconciliation",
  "affidavit",
] as const;

export type PredicateName = (typeof PREDICATE_NAMES)[number];

/**
 * The TypeURI of a predicate (in-toto Attestation v1, "Field type specifications"): unresolvable, versioned, lower case.
 *
 * A URN, because an `https:` or `tag:` URI would name a domain and so claim that we own it. The schemas of the entries go
 * by `urn:plimsoll` too; the namespace is not registered with IANA.
 */
export const predicateTypeOf = (name: PredicateName): string => `urn:plimsoll:predicate:${name}/v0.1`;
