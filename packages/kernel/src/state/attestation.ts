import type { Digest } from "@plimsoll/foundation";

/** What a registered root has attested of a node: its hardware, and where its artifact comes from (ACB-K §8.1). */
export interface Attestation {
  readonly lab: string;
  readonly nodeKey: Digest;
  readonly hardwareRoot: Digest;
  readonly artifact: Digest;
  readonly provenance: Digest;
  readonly attestedAt: number;
}
