import type { Retest } from "./retest.ts";
import type { CostPoint } from "./task-cost.ts";

/** The first sets of a run are kept for good, so that no rise is slow enough to slide out of memory. */
const BASELINE_POINTS = 8;
/** More would make the exact test of 64 tasks too slow for a decision, and show hardly more. */
const POINTS_MAX = 32;

/**
 * The series with one more point, in the order of training and of closing within the same weights.
 * Beyond 32 points the oldest after the first eight goes: by place and never by value, so that what rises still rises.
 */
export function withPoint(series: readonly CostPoint[], point: CostPoint, retest: Retest | null): readonly CostPoint[] {
  const later = series.findIndex(({ ordinal }) => ordinal > point.ordinal);
  const longer = later === -1 ? [...series, point] : series.toSpliced(later, 0, point);
  if (longer.length <= POINTS_MAX) return longer;
  const asked = new Set(retest?.slots.map(({ replaces }) => replaces));
  const oldest = longer.findIndex(({ set }, index) => index >= BASELINE_POINTS && !asked.has(set));
  return longer.toSpliced(oldest, 1);
}

/** Whether the points at an index and before it are not consecutive, because some between them were let go. */
export const isAcrossGap = (series: readonly CostPoint[], index: number, reach: number): boolean =>
  series.length === POINTS_MAX && index >= BASELINE_POINTS && index - reach < BASELINE_POINTS;

/** The points that can raise a suspicion: all, or those from the first re-tested one on. */
export function freshPoints(series: readonly CostPoint[], freshFrom: string | null): readonly CostPoint[] {
  if (freshFrom === null) return series;
  const first = series.findIndex(({ set }) => set === freshFrom);
  // Only points right behind the baseline are ever let go: what follows there is fresh too.
  return series.slice(first === -1 ? BASELINE_POINTS : first);
}
