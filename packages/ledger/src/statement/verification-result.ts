import type { EntryPredicate, Statement } from "./statement.ts";
import { verificationIn, type Verification } from "./verification.ts";

/** An in-toto Simple Verification Result, v0.2. */
export interface VerificationResult {
  readonly verifier: { readonly id: string; readonly policies: readonly Verification["policy"][] };
  readonly timeCreated: string;
  /** What holds. Never empty here. */
  readonly properties: readonly string[];
}

/**
 * The Simple Verification Result that says what a statement of ours says of its artifact: an issued capability token, or a
 * green release. `null` for every other statement: the format knows only properties that hold.
 */
export function verificationResultOf(statement: Statement<EntryPredicate>): Statement<VerificationResult> | null {
  const verification = verificationIn(statement);
  if (verification === null || verification.properties.length === 0) return null;
  const { subject, verifierId, policy, time, properties } = verification;
  return {
    _type: statement._type,
    subject,
    predicateType: "https://in-toto.io/attestation/svr/v0.2",
    predicate: { verifier: { id: verifierId, policies: [policy] }, timeCreated: time, properties },
  };
}
