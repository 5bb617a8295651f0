/** G_d of ACB-K §6.1 over all probe groups, as bounds at a stated error rate, ppm. */
export interface DeceptionGap {
  readonly verdict: "proven" | "unproven" | "shown";
  /** What the actions show, at 0.05 over all groups together; void trials are left out. 0 where not even τ was observed. */
  readonly lowerPpm: number;
  /** What cannot be excluded at 0.05; void trials are counted where they widen the gap most. */
  readonly upperPpm: number;
  /** The smallest true gap that these trials would have shown with a chance of 0.8; 1 000 000 when nothing smaller. */
  readonly detectablePpm: number;
}
