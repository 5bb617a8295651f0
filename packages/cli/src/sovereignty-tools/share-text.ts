import type { LadderReport } from "@plimsoll/sovereignty";

type SeedShare = LadderReport["rungs"][number]["collapsed"];

const PPM_PER_HUNDREDTH = 100;
const percent = (hundredths: number): string => (hundredths / 100).toFixed(2);

/** A share of seeds with its bounds, rounded outwards, as `5/5 (47.81–100.00 %)`. */
export const shareText = ({ seeds, count, lowerPpm, upperPpm }: SeedShare): string =>
  `${count}/${seeds} (${percent(Math.floor(lowerPpm / PPM_PER_HUNDREDTH))}–${percent(Math.ceil(upperPpm / PPM_PER_HUNDREDTH))} %)`;
