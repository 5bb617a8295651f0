import type { Channel, Channels, Cusum } from "./reconciliation.ts";

const DAY_MS = 86_400_000n;
const PPM = 1_000_000n;
/** What a good meter may be off by without end. */
const SLACK_PPM = 10_000n;
/** 3 % beyond the slack for 24 h, or less for longer (docs/concepts/kernel.md). */
const ALARM = 30_000n * DAY_MS;

export const NO_CUSUM: Cusum = {
  energyAbove: "0",
  energyBelow: "0",
  apiAbove: "0",
  trainingAbove: "0",
  trainingBelow: "0",
};

/**
 * The tabular CUSUM (Page 1954, "Continuous inspection schemes") of the relative divergence of each channel, weighted by
 * time: a small divergence that never ends is found as surely as a large one. API calls have a most but no least.
 */
export function cusumAfter(cusum: Cusum, { energyMj, apiCalls, trainingFlop }: Channels, elapsedMs: number): Cusum {
  const next = (sum: string, divergencePpm: bigint): string => {
    const grown = BigInt(sum) + (divergencePpm - SLACK_PPM) * BigInt(elapsedMs);
    return (grown > 0n ? grown : 0n).toString();
  };
  return {
    energyAbove: next(cusum.energyAbove, abovePpm(energyMj)),
    energyBelow: next(cusum.energyBelow, belowPpm(energyMj)),
    apiAbove: next(cusum.apiAbove, abovePpm(apiCalls)),
    trainingAbove: next(cusum.trainingAbove, abovePpm(trainingFlop)),
    trainingBelow: next(cusum.trainingBelow, belowPpm(trainingFlop)),
  };
}

export const alarms = (cusum: Cusum): boolean => Object.values(cusum).some((sum) => BigInt(sum) >= ALARM);

/** How far above the most, ppm of the most, rounded up; all of it where nothing was paid for. Negative below it. */
export const abovePpm = ({ atMost, measured }: Channel): bigint =>
  relativePpm(BigInt(measured) - BigInt(atMost), BigInt(atMost));

/** How far below the least, ppm of the least, rounded up. Negative above it. */
export const belowPpm = ({ atLeast, measured }: Channel): bigint =>
  relativePpm(BigInt(atLeast) - BigInt(measured), BigInt(atLeast));

/** Of nothing, anything is without bound and nothing is no divergence: 10¹⁵ ppm is beyond every limit. */
function relativePpm(difference: bigint, of: bigint): bigint {
  if (of === 0n) return difference > 0n ? 10n ** 15n : 0n;
  return difference > 0n ? (difference * PPM + of - 1n) / of : (difference * PPM) / of;
}
