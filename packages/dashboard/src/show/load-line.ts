/**
 * Where control stands on the hull. The scale is that of doubt, 1 − control, by its logarithm: between 0.90 and 0.999 lies all that
 * decides, and a scale by equal steps would press it into a tenth of the picture.
 */
const LEAST_PPM = 800_000;
const DOUBT_MOST = Math.log10(1_000_000 - LEAST_PPM);
const DOUBT_LEAST = Math.log10(1_000);

/** From 0 at control of 0.80 and below to 1 at 0.999 and above. */
export function heightOf(ppm: number): number {
  const doubt = Math.log10(Math.max(1, 1_000_000 - ppm));
  return Math.min(1, Math.max(0, (DOUBT_MOST - doubt) / (DOUBT_MOST - DOUBT_LEAST)));
}

/** What a bound is above of. */
export type Zone = "full" | "research" | "paused" | "below" | "unknown";

export interface BandEdges {
  readonly fullPpm: number;
  readonly researchPpm: number;
  readonly pausedPpm: number;
}

/** The bands of ACB-K §4: constants, which no policy touches. */
export const BAND_EDGES: BandEdges = { fullPpm: 990_000, researchPpm: 950_000, pausedPpm: 900_000 };

/** The band in which a proven bound lies. One that is not known lies in none. */
export function zoneOf(boundPpm: number | null, edges: BandEdges): Zone {
  if (boundPpm === null) return "unknown";
  if (boundPpm >= edges.fullPpm) return "full";
  if (boundPpm >= edges.researchPpm) return "research";
  return boundPpm >= edges.pausedPpm ? "paused" : "below";
}
