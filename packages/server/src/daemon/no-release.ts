import type { ReleaseReading } from "../release/release-reading.ts";

/** A site without a release store: nothing was decided, and nothing is said to be. */
export const noRelease: ReleaseReading = {
  decisions: () => null,
  overrides: () => [],
  packs: () => [],
  packFile: () => null,
};
