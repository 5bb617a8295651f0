import type {
  AblationReport,
  BaselineReport,
  CalibrationReport,
  FinalVerdict,
  LadderReport,
  SpofReport,
} from "../verdict/stage-reports.ts";
import type { Regime } from "../world/world-state.ts";

/** Stage 1, as far as a reader needs it. */
export interface FreezeSummary {
  readonly freezeDigest: string;
  readonly artefacts: readonly { readonly name: string; readonly digest: string }[];
}

/** One episode as the public original logged it. */
export interface PublishedLog {
  readonly name: string;
  readonly regime: Regime;
  /** Digits of the executed actions, in order. */
  readonly actions: string;
}

/** What a laboratory folder holds so far. Null, or an empty list, is a stage that was not run. */
export interface ReportMaterial {
  readonly freeze: FreezeSummary | null;
  readonly calibration: CalibrationReport | null;
  readonly baseline: BaselineReport | null;
  readonly ablations: readonly AblationReport[] | null;
  readonly ladders: readonly LadderReport[] | null;
  readonly singlePoints: readonly SpofReport[] | null;
  readonly verdict: FinalVerdict | null;
  /** Logs to compare the candidate's with; null where there are none. */
  readonly published: readonly PublishedLog[] | null;
}
