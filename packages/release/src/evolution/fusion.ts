import type { Digest } from "@plimsoll/foundation";
import type { Safeguard } from "./safeguard.ts";

/** What came of making a safeguard of a risk: the four steps, each with what it found. */
export interface Fusion {
  readonly risk: string;
  readonly result: "FUSED" | "REJECTED" | "NEEDS_HUMAN";
  /** The rule; null where none could be made. */
  readonly candidate: Safeguard | null;
  /** Of the rule set with it; null without a candidate. */
  readonly safeguards: Digest | null;
  readonly steps: readonly {
    readonly step: "deconstruction" | "mapping" | "integration" | "harmonization";
    readonly holds: boolean;
    readonly found: string;
  }[];
  /** Share of cases whose decision stands or changed with a reason, in ten-thousandths; null where it did not come so far. */
  readonly harmony: number | null;
}
