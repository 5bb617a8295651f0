import { arbitrate, type Arbitration } from "../arbitration/arbitrate.ts";
import type { JudgedCriterion } from "../arbitration/criterion.ts";
import { hardLinesOf } from "../arbitration/hard-lines.ts";
import { judgeCriteria } from "../arbitration/judge-criteria.ts";
import { concealed } from "../argument/concealed.ts";
import { changeKeysIn } from "../argument/change-key.ts";
import type { Defect } from "../argument/defect.ts";
import { isRaceRationale } from "../argument/race-rationale.ts";
import { type Direction, directionOf } from "../direction/executive.ts";
import { ROWS, rowOf } from "../policy/level.ts";
import { isCarried } from "../verification/judge-claims.ts";
import { competingClaims } from "./competing-claims.ts";
import type { EvaluationInput } from "./evaluation-input.ts";
import type { Foretold } from "./predict-failure.ts";
import type { VerifiedCase } from "./verify-case.ts";

/** What the arbitration found, and the one order that follows. */
export interface ArbitratedCase {
  readonly criteria: readonly JudgedCriterion[];
  readonly arbitration: Arbitration;
  /** Null where nothing is foretold and the level allows that. */
  readonly direction: Direction | null;
  /** Keys under which results that are missing may be declared. */
  readonly declarable: readonly string[];
  readonly biasMin: number;
  readonly tolerance: number;
}

export function arbitrateCase(
  input: EvaluationInput,
  { level: { level }, openThresholds, judged, bearing }: VerifiedCase,
  defects: readonly Defect[],
  { failure }: Foretold,
): ArbitratedCase {
  const { dossier, policy, site } = input;
  const carried = bearing.filter(isCarried).map(({ claim }) => claim);
  const competing = competingClaims(defects);
  const criteria = judgeCriteria({
    carried,
    mission: dossier.mission,
    plan: dossier.plan,
    openThresholds,
    level,
    required: policy.arbitration.required,
  });
  const hardLines = hardLinesOf({
    claims: dossier.claims.filter(({ id, kind }) => kind !== "benefit" || !competing.has(id)),
    carried: new Set(carried.map(({ id }) => id)),
    refuted: new Set(judged.filter(({ status }) => status === "REFUTED").map(({ claim }) => claim.id)),
    criteria,
    mission: dossier.mission,
    isRace: isRaceRationale(defects),
    unanswered: unansweredIncidents(input),
    concealed: concealed(defects),
  });
  const row = ROWS.indexOf(rowOf(level));
  // A row that the policy does not have is judged by what nothing meets.
  const biasMin = policy.arbitration.biasMin[row] ?? 10_000;
  const tolerance = policy.arbitration.tolerance[row] ?? 0;
  const arbitration = arbitrate({ criteria, hardLines, failure, biasMin, tolerance });
  const direction =
    failure === null
      ? null
      : directionOf({
          failure,
          acceptable: arbitration.acceptable,
          ceiling: policy.arbitration.ceiling,
          isAborted: arbitration.verdict === "ABORT",
          previous: site.previousDirection,
        });
  return { criteria, arbitration, direction, declarable: declarableIn(defects), biasMin, tolerance };
}

const declarableIn = (defects: readonly Defect[]): readonly string[] =>
  defects.filter(({ rule }) => rule === "IC-CHERRY").flatMap(({ cure }) => changeKeysIn(cure));

/** What was reported stays open until the case says that it is closed. Nothing is closed that was said before it happened. */
function unansweredIncidents({ site, dossier }: EvaluationInput): readonly string[] {
  const closed = new Set(dossier.mission.incidents.filter(({ isClosed }) => isClosed).map(({ id }) => id));
  const foreseen = new Set(site.foreseen ?? []);
  return site.incidents.filter((id) => !closed.has(id) || foreseen.has(id));
}
