import { readFileSync } from "node:fs";
import { type Digest, PlimsollError } from "@plimsoll/foundation";
import {
  checkBuilder,
  loadSigstore,
  SLSA_PROVENANCE_TYPE,
  trustedKeyFromPem,
  verifyInTotoStatement,
  type VerifiedStatement,
} from "@plimsoll/governor";
import { jsonInFile } from "../token-tools/json-file.ts";
import { orRefuse } from "./refused-evidence.ts";

/** Options that say where an artifact comes from. */
export interface ArtifactEvidenceFlags {
  readonly provenance?: string;
  readonly provenanceKey: readonly string[];
  readonly trustedRoot?: string;
  readonly identity?: string;
  readonly oidcIssuer?: string;
  /** SLSA provenance v1 where none is named. */
  readonly predicateType?: string;
  readonly builder: readonly string[];
}

/** The digest of the evidence of an artifact; `null` where none was given. Throws its refusal, and `EVIDENCE_TRUST_MISSING`. */
export async function artifactEvidence(artifact: Digest, flags: ArtifactEvidenceFlags): Promise<Digest | null> {
  if (flags.provenance === undefined) return null;
  const statement = flags.trustedRoot === undefined ? ofEnvelope(artifact, flags) : await ofBundle(artifact, flags);
  if (predicateTypeOf(flags) !== SLSA_PROVENANCE_TYPE) return statement.provenance;
  return orRefuse(checkBuilder(statement, flags.builder)).provenance;
}

const predicateTypeOf = ({ predicateType = SLSA_PROVENANCE_TYPE }: ArtifactEvidenceFlags): string => predicateType;

function ofEnvelope(artifact: Digest, flags: ArtifactEvidenceFlags): VerifiedStatement {
  const { provenance = "", provenanceKey } = flags;
  if (provenanceKey.length === 0) throw trustMissing("--provenance-key FILE, or --trusted-root with a Sigstore bundle");
  const keys = provenanceKey.map((file) => trustedKeyFromPem(readFileSync(file, "utf8")));
  return orRefuse(
    verifyInTotoStatement(jsonInFile(provenance), keys, { predicateType: predicateTypeOf(flags), artifact }),
  );
}

async function ofBundle(artifact: Digest, flags: ArtifactEvidenceFlags): Promise<VerifiedStatement> {
  const { provenance = "", trustedRoot = "", identity: subject, oidcIssuer: issuer } = flags;
  if (subject === undefined || issuer === undefined) throw trustMissing("--identity and --oidc-issuer");
  const { sigstoreTrustFrom, verifySigstoreBundle } = await loadSigstore();
  const trust = sigstoreTrustFrom(jsonInFile(trustedRoot));
  const expected = { identity: { subject, issuer }, predicateType: predicateTypeOf(flags), artifact };
  return orRefuse(verifySigstoreBundle(jsonInFile(provenance), trust, expected));
}

const trustMissing = (expected: string): PlimsollError =>
  new PlimsollError({
    code: "EVIDENCE_TRUST_MISSING",
    expected,
    received: "evidence, and nobody to trust for it",
    fix: "say whose signature counts",
  });
