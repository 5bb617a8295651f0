import { MONITORS } from "../series/monitors.ts";
import type { RehearsalPlan } from "../rehearsal-plan.ts";
import { rehearse, type RehearsalOutcome } from "../rehearse.ts";
import { scenarioNamed } from "../scenario/scenarios.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { WATCHED_METRICS, warnedBy } from "./warned.ts";

/** What a monitor on a metric was worth over many seeds. */
export interface WarningWorth {
  readonly monitor: string;
  readonly metric: string;
  /** Rehearsals of the decay in which somebody was paused, and those of them in which it warned before the first pause. */
  readonly pauses: number;
  readonly warnedBefore: number;
  /** Hours from the warning to the first pause, over those; null where there were none. */
  readonly leadHours: { readonly least: number; readonly median: number; readonly most: number } | null;
  /** Calm rehearsals, and those in which it cried wolf. */
  readonly calm: number;
  readonly falseAlarms: number;
  /** Calm rehearsals in which it never could judge. */
  readonly blind: number;
}

export interface WarningStudy {
  readonly decays: readonly RehearsalOutcome[];
  readonly calms: readonly RehearsalOutcome[];
}

/** Rehearses decay and calm under the same seeds. */
export function studyWarnings(
  plan: Omit<RehearsalPlan, "scenario">,
  seeds: number,
  onProgress: (share: number) => void,
): WarningStudy {
  const played = (name: string, place: number): readonly RehearsalOutcome[] =>
    Array.from({ length: seeds }, (_, seed) =>
      rehearse(
        { ...plan, scenario: scenarioNamed(name) as Scenario, seed: plan.seed + seed },
        { onProgress: (share) => onProgress((place * seeds + seed + share) / (2 * seeds)) },
      ),
    );
  return { calms: played("calm", 0), decays: played("slow-decay", 1) };
}

const HOUR_MS = 3_600_000;

/** Every monitor on every metric: how early it warned, and how often for nothing. */
export const warningWorths = ({ decays, calms }: WarningStudy): readonly WarningWorth[] =>
  MONITORS.flatMap(({ name: monitor, make }) =>
    WATCHED_METRICS.map((metric) => {
      const paused = decays.flatMap(({ samples, firstPauseMs }) =>
        firstPauseMs === null ? [] : { firstPauseMs, ...warnedBy(samples, metric, make, firstPauseMs) },
      );
      const leads = paused.flatMap(({ firstPauseMs, warnedAtMs }) =>
        warnedAtMs === null ? [] : (firstPauseMs - warnedAtMs) / HOUR_MS,
      );
      const quiet = calms.map(({ samples }) => warnedBy(samples, metric, make, Number.POSITIVE_INFINITY));
      return {
        monitor,
        metric: metric.name,
        pauses: paused.length,
        warnedBefore: leads.length,
        leadHours: spreadOf(leads),
        calm: quiet.length,
        falseAlarms: quiet.filter(({ warnedAtMs }) => warnedAtMs !== null).length,
        blind: quiet.filter(({ blindSamples }) => blindSamples === null).length,
      };
    }),
  );

function spreadOf(leads: readonly number[]): WarningWorth["leadHours"] {
  const sorted = leads.toSorted((left, right) => left - right);
  const at = (share: number): number => Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 10) / 10;
  return sorted.length === 0 ? null : { least: at(0), median: at(0.5), most: at(1) };
}
