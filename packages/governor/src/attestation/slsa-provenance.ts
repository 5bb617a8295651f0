import { type Digest, ok, type Result } from "@plimsoll/foundation";
import type { PublicKey } from "@plimsoll/foundation/node";
import { type AttestationRefusal, unattested } from "./attestation-refusal.ts";
import { isObject, quoted, type VerifiedStatement, verifyInTotoStatement } from "./in-toto-statement.ts";

/** SLSA v1.0, "Provenance". */
export const SLSA_PROVENANCE_TYPE = "https://slsa.dev/provenance/v1";

/** Which builds are trusted. */
export interface TrustedBuilds {
  /** Who may have signed. */
  readonly keys: readonly PublicKey[];
  /** Ids of builders, compared as a whole (SLSA v1.0, "builder.id"). */
  readonly builderIds: readonly string[];
}

/** Verifies that a trusted builder made the artifact. Refusals: those of `verifyInTotoStatement` and `checkBuilder`. */
export function verifySlsaProvenance(
  envelope: unknown,
  artifact: Digest,
  { keys, builderIds }: TrustedBuilds,
): Result<VerifiedStatement, AttestationRefusal> {
  const statement = verifyInTotoStatement(envelope, keys, { predicateType: SLSA_PROVENANCE_TYPE, artifact });
  return statement.ok ? checkBuilder(statement.value, builderIds) : statement;
}

/** That provenance names a builder of the list: `ATTESTATION_MALFORMED` without one, `ATTESTATION_SIGNER_UNTRUSTED` for another. */
export function checkBuilder<S extends Pick<VerifiedStatement, "predicate">>(
  statement: S,
  builderIds: readonly string[],
): Result<S, AttestationRefusal> {
  const { buildDefinition, runDetails } = statement.predicate;
  const builder = isObject(runDetails) ? runDetails["builder"] : undefined;
  const id = isObject(builder) ? builder["id"] : undefined;
  if (!isObject(buildDefinition) || typeof buildDefinition["buildType"] !== "string" || typeof id !== "string") {
    return unattested("ATTESTATION_MALFORMED", "provenance with buildDefinition.buildType and a builder id", "none");
  }
  if (builderIds.includes(id)) return ok(statement);
  return unattested("ATTESTATION_SIGNER_UNTRUSTED", `a builder of ${quoted(builderIds)}`, quoted(id));
}
