import type { LadderReport } from "@plimsoll/sovereignty";

type SeedShare = LadderReport["rungs"][number]["collapsed"];

const PPM_PER_PERCENT = 10_000;
const percent = (ppm: number): string => (ppm / PPM_PER_PERCENT).toFixed(2);

/** A share of seeds with its bounds, as `5/5 (47.82–100.00 %)`. */
export const shareText = ({ seeds, count, lowerPpm, upperPpm }: SeedShare): string =>
  `${count}/${seeds} (${percent(lowerPpm)}–${percent(upperPpm)} %)`;
