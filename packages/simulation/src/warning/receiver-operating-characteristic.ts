import type { Interval } from "../evaluate/bootstrap.ts";
import { normalQuantile, normalTwoSided } from "../evaluate/normal-distribution.ts";
import { checkedBothOutcomes, type Forecasts } from "./forecasts.ts";
import { meanOf } from "../numbers/mean.ts";

/** What a threshold on the score would do. */
export interface OperatingPoint {
  /** Alarm where the score is at least this; infinite at the point that never alarms. */
  readonly threshold: number;
  readonly truePositiveRate: number;
  readonly falsePositiveRate: number;
}

/** All operating points, from never alarming to always, one for each score that occurs. Throws `FORECASTS`. */
export function rocCurve(forecasts: Forecasts): readonly OperatingPoint[] {
  const { scores, events } = checkedBothOutcomes(forecasts);
  const order = [...scores.keys()].sort((a, b) => (scores[b] as number) - (scores[a] as number));
  const eventCount = events.filter(Boolean).length;
  const points: OperatingPoint[] = [{ threshold: Infinity, truePositiveRate: 0, falsePositiveRate: 0 }];
  let [hits, falseAlarms] = [0, 0];
  order.forEach((place, index) => {
    if (events[place] === true) hits += 1;
    else falseAlarms += 1;
    const threshold = scores[place] as number;
    if (threshold === scores[order[index + 1] ?? -1]) return;
    const falsePositiveRate = falseAlarms / (scores.length - eventCount);
    points.push({ threshold, truePositiveRate: hits / eventCount, falsePositiveRate });
  });
  return points;
}

/**
 * The area under the curve: the chance that a run with the event scores above one without, a tie counting one half, with the
 * interval of DeLong, DeLong and Clarke-Pearson (1988), cut at 0 and 1. In O(n log n) by midranks (Sun and Xu 2014). With
 * fewer than two runs of either kind the interval is [0, 1]. A perfect ranking has no variance, yet is no certainty: its
 * interval is that of as many disjoint pairs, all won. Throws `FORECASTS`.
 */
export function areaUnderCurve(forecasts: Forecasts, level: number): Interval {
  const placements = placementsOf(checkedBothOutcomes(forecasts));
  const reach = normalQuantile(0.5 + level / 2) * Math.sqrt(varianceOf(placements, placements));
  const estimate = areaOf(placements);
  if (!Number.isFinite(reach)) return { estimate, low: 0, high: 1, level };
  if (estimate === 0 || estimate === 1) return { estimate, ...perfectBounds(estimate, placements, level), level };
  return { estimate, low: Math.max(0, estimate - reach), high: Math.min(1, estimate + reach), level };
}

/** The exact binomial bounds (Clopper and Pearson 1934) of n pairs out of n, or of none. */
function perfectBounds(
  area: 0 | 1,
  { ofEvents, ofOthers }: Placements,
  level: number,
): { readonly low: number; readonly high: number } {
  const low = ((1 - level) / 2) ** (1 / Math.min(ofEvents.length, ofOthers.length));
  return area === 1 ? { low, high: 1 } : { low: 0, high: 1 - low };
}

/** How far one forecast's area is above another's on the same runs. */
export interface AreaDifference extends Interval {
  /** Two-sided; 1 where the two rank all runs alike. */
  readonly pValue: number;
}

/**
 * `left − right` on the same runs: what the two share cancels (DeLong et al. 1988). Where nothing shows how far the areas could
 * be off, the interval is [−1, 1]. Throws `FORECASTS`.
 */
export function areaDifference(
  left: readonly number[],
  right: readonly number[],
  events: readonly boolean[],
  level: number,
): AreaDifference {
  const [first, second] = [left, right].map((scores) => placementsOf(checkedBothOutcomes({ scores, events }))) as [
    Placements,
    Placements,
  ];
  const estimate = areaOf(first) - areaOf(second);
  const variance = varianceOf(first, first) + varianceOf(second, second) - 2 * varianceOf(first, second);
  // Rounding can leave a hair below 0 where both rank alike.
  const error = Math.sqrt(Math.max(0, variance));
  if (estimate === 0 && error === 0) return { estimate, low: 0, high: 0, level, pValue: 1 };
  if (!(error > 0)) return { estimate, low: -1, high: 1, level, pValue: 1 };
  const reach = normalQuantile(0.5 + level / 2) * error;
  return { estimate, low: estimate - reach, high: estimate + reach, level, pValue: normalTwoSided(estimate / error) };
}

/** For each run the share of the other kind that it is on the right side of. */
interface Placements {
  readonly ofEvents: readonly number[];
  readonly ofOthers: readonly number[];
}

function placementsOf({ scores, events }: Forecasts): Placements {
  const kind = (wanted: boolean): readonly number[] => scores.filter((_, place) => events[place] === wanted);
  const [hit, other] = [kind(true), kind(false)];
  const all = midranks([...hit, ...other]);
  const [hitRanks, otherRanks] = [midranks(hit), midranks(other)];
  return {
    ofEvents: hit.map((_, i) => ((all[i] as number) - (hitRanks[i] as number)) / other.length),
    ofOthers: other.map((_, j) => 1 - ((all[hit.length + j] as number) - (otherRanks[j] as number)) / hit.length),
  };
}

/** Ranks from 1; equal values share the middle of theirs. */
function midranks(values: readonly number[]): Float64Array {
  const order = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let end = from + 1;
    while (end < order.length && values[order[end] as number] === values[order[from] as number]) end += 1;
    for (let place = from; place < end; place += 1) ranks[order[place] as number] = (from + end + 1) / 2;
    from = end;
  }
  return ranks;
}

const areaOf = ({ ofEvents }: Placements): number => meanOf(ofEvents);

const varianceOf = (left: Placements, right: Placements): number =>
  covariance(left.ofEvents, right.ofEvents) / left.ofEvents.length +
  covariance(left.ofOthers, right.ofOthers) / left.ofOthers.length;

function covariance(left: readonly number[], right: readonly number[]): number {
  const [leftMean, rightMean] = [meanOf(left), meanOf(right)];
  const sum = left.reduce((total, value, i) => total + (value - leftMean) * ((right[i] as number) - rightMean), 0);
  return sum / (left.length - 1);
}
