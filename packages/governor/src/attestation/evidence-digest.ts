import { type Digest, digestOfValue } from "@plimsoll/foundation";

/** Names of all evidence that one attestation rests on; `null` where there was none of a kind. */
export interface Evidence {
  /** The hardware root's statement. */
  readonly node: Digest;
  /** Where the artifact comes from: SLSA provenance, another statement, a Sigstore bundle. */
  readonly artifact: Digest | null;
  /** What the maker's verifier says of the devices. */
  readonly device: Digest | null;
}

/** One digest for all of it: the `provenance` of `attestation.record`. Whoever keeps the files can show what it stood on. */
export const evidenceDigest = ({ node, artifact, device }: Evidence): Digest =>
  digestOfValue({ type: "attestation-evidence", node, artifact, device });
