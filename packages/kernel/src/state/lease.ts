/** Permission to compute, for seconds. It ends by itself unless renewed; renewals are not entries (K-40). */
export interface Lease {
  readonly lease: string;
  /** Null for probes of a deployment or of a frozen digest. */
  readonly run: string | null;
  readonly lab: string;
  readonly node: string;
  readonly purpose: "training" | "evaluation";
  /** The window set that an evaluation lease serves. */
  readonly set: string | null;
}
