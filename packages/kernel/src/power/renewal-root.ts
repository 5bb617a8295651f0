import { canonicalJson, type Digest, merkleTreeHash, utf8 } from "@plimsoll/foundation";

/** One renewed lease: its power until it expires. */
export interface Renewal {
  readonly lease: string;
  readonly levelPpm: number;
  readonly expiresAt: number;
}

/**
 * What one tick renewed, as the RFC 6962 root over the renewals in the order of their names.
 * Whoever holds a renewal can prove later that it was granted; nobody can invent one.
 */
export function renewalRoot(renewals: readonly Renewal[]): Digest {
  const ordered = renewals.toSorted((left, right) => (left.lease < right.lease ? -1 : 1));
  return merkleTreeHash(
    ordered.map(({ lease, levelPpm, expiresAt }) => utf8(canonicalJson({ lease, levelPpm, expiresAt }))),
  );
}
