/** A control label: stable enough to explore; looks fine but answers pressure weakly; breaking. */
export const VERDICTS = ["creative", "bubble", "collapse"] as const;

/** What a risk comes to. */
export type Verdict = (typeof VERDICTS)[number];

export interface VerdictBounds {
  readonly bubbleFrom: number;
  readonly collapseFrom: number;
}

export const verdictOf = (risk: number, { bubbleFrom, collapseFrom }: VerdictBounds): Verdict =>
  risk >= collapseFrom ? "collapse" : risk >= bubbleFrom ? "bubble" : "creative";
