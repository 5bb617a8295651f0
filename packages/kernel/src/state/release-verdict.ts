import type { Digest } from "@plimsoll/foundation";

export type ReleaseLevel = "green" | "yellow" | "red";

/** What the release policy (RSP) last said of an artifact, and the pack that shows why. */
export interface ReleaseVerdict {
  readonly artifact: Digest;
  readonly level: ReleaseLevel;
  readonly pack: Digest;
  readonly judgedAt: number;
  /** From when on it counts as no green, ms since 1970. */
  readonly expiresAt: number;
}
