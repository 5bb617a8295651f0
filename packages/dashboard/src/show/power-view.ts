import type { NowJob, NowRun } from "../api/now.ts";
import { duration } from "./times.ts";

/** Bands that the kernel has; anything else is not known, and looks it. */
export type BandShown = "full" | "research" | "paused" | "cut" | "unknown";

const BANDS: ReadonlySet<string> = new Set(["full", "research", "paused", "cut"]);

export const bandShown = (band: string | null | undefined): BandShown =>
  BANDS.has(band ?? "") ? (band as BandShown) : "unknown";

/** What a run may have and what it has. */
export interface PowerView {
  readonly allowedPpm: number | null;
  readonly band: BandShown;
  /** What the machine says that the job really gets; null where nobody told. */
  readonly achievedPpm: number | null;
  /** Why `achievedPpm` is not known. */
  readonly achievedUnknown: string | null;
  /** More than is allowed: the one thing that must not be. */
  readonly isAbove: boolean;
}

/**
 * Power side by side: allowed by the kernel, achieved by the machine's own word. A word that is older than a lease lasts says nothing of
 * now: by then the job is dead, or nobody knows.
 *
 * @param siteTimeMs null where the site's time is not known
 */
export function powerView({ power, job }: Pick<NowRun, "power" | "job">, siteTimeMs: number | null): PowerView {
  const [allowedPpm, unknownWhy] = [power?.levelPpm ?? null, whyUnknown(job, siteTimeMs)];
  const achievedPpm = unknownWhy === null ? (job?.levelPpm ?? null) : null;
  return {
    allowedPpm,
    band: bandShown(power?.band),
    achievedPpm,
    achievedUnknown: unknownWhy,
    isAbove: achievedPpm !== null && achievedPpm > (allowedPpm ?? 0),
  };
}

/** Of a machine that does not say how long its leases last. */
const WORD_MS_MAX = 5_000;

function whyUnknown(job: NowJob | null, siteTimeMs: number | null): string | null {
  if (job === null) return "not a job of this machine";
  if (job.levelPpm === null || job.heardAt === null) return "the machine has not said";
  if (siteTimeMs === null) return "nothing is heard";
  const agoMs = siteTimeMs - job.heardAt;
  return agoMs < (job.leaseTtlMs ?? WORD_MS_MAX) ? null : `last heard ${duration(agoMs)} ago`;
}

/** What to draw in the first row: the worst first, so that what needs a person is on top. */
const URGENCY: Readonly<Record<BandShown, number>> = { unknown: 0, cut: 1, paused: 2, research: 3, full: 4 };

export const byUrgency = (runs: readonly NowRun[], siteTimeMs: number | null): readonly NowRun[] =>
  runs.toSorted(
    (left, right) =>
      Number(powerView(right, siteTimeMs).isAbove) - Number(powerView(left, siteTimeMs).isAbove) ||
      URGENCY[bandShown(left.power?.band)] - URGENCY[bandShown(right.power?.band)] ||
      (left.run < right.run ? -1 : 1),
  );
