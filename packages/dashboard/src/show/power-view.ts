import type { NowJob, NowRun } from "../api/now.ts";

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

/** Power side by side: allowed by the kernel, achieved by the machine's own word. */
export function powerView({ power, job }: Pick<NowRun, "power" | "job">): PowerView {
  const [allowedPpm, achievedPpm] = [power?.levelPpm ?? null, job?.levelPpm ?? null];
  return {
    allowedPpm,
    band: bandShown(power?.band),
    achievedPpm,
    achievedUnknown: achievedPpm === null ? whyUnknown(job) : null,
    isAbove: achievedPpm !== null && achievedPpm > (allowedPpm ?? 0),
  };
}

function whyUnknown(job: NowJob | null): string {
  return job === null ? "not a job of this machine" : "the machine has not said";
}

/** What to draw in the first row: the worst first, so that what needs a person is on top. */
const URGENCY: Readonly<Record<BandShown, number>> = { unknown: 0, cut: 1, paused: 2, research: 3, full: 4 };

export const byUrgency = (runs: readonly NowRun[]): readonly NowRun[] =>
  runs.toSorted(
    (left, right) =>
      Number(powerView(right).isAbove) - Number(powerView(left).isAbove) ||
      URGENCY[bandShown(left.power?.band)] - URGENCY[bandShown(right.power?.band)] ||
      (left.run < right.run ? -1 : 1),
  );
