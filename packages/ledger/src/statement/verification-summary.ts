import type { EntryPredicate, Statement } from "./statement.ts";
import { verificationIn, type Verification } from "./verification.ts";

/** A SLSA Verification Summary, v1 (SLSA v1.2). */
export interface VerificationSummary {
  readonly verifier: { readonly id: string };
  readonly timeVerified: string;
  readonly resourceUri: string;
  readonly policy: Verification["policy"];
  readonly verificationResult: "PASSED" | "FAILED";
  /** Levels of ours: SLSA's own begin with `SLSA_`, and we verify none of them. */
  readonly verifiedLevels: readonly string[];
}

/**
 * The SLSA Verification Summary of a capability token (always passed: none is issued otherwise) or of a release verdict.
 * `null` for every other statement.
 */
export function verificationSummaryOf(statement: Statement<EntryPredicate>): Statement<VerificationSummary> | null {
  const verification = verificationIn(statement);
  if (verification === null) return null;
  const { subject, verifierId, policy, time, resourceUri, properties } = verification;
  const hasPassed = properties.length > 0;
  return {
    _type: statement._type,
    subject,
    predicateType: "https://slsa.dev/verification_summary/v1",
    predicate: {
      verifier: { id: verifierId },
      timeVerified: time,
      resourceUri,
      policy,
      verificationResult: hasPassed ? "PASSED" : "FAILED",
      verifiedLevels: hasPassed ? properties : ["FAILED"],
    },
  };
}
