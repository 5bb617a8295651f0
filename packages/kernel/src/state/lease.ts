/** Permission to compute, for seconds. It ends by itself unless renewed; renewals are not entries (K-40). */
export interface Lease {
  readonly lease: string;
  readonly run: string;
  readonly node: string;
  readonly purpose: "training" | "evaluation";
  /** The window set that an evaluation lease serves. */
  readonly set: string | null;
}
