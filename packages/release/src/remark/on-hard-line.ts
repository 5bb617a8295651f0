import type { Criterion } from "../arbitration/criterion.ts";
import type { HardLine } from "../arbitration/arbitrate.ts";
import { hardLineDetail } from "../arbitration/vote-arbitration.ts";
import type { Claim } from "../dossier/claim.ts";
import type { EvaluationInput } from "../evaluation/evaluation-input.ts";
import type { VerifiedCase } from "../evaluation/verify-case.ts";
import { listed } from "../report/words.ts";
import { isCarried } from "../verification/judge-claims.ts";
import type { Remarking } from "./remarking.ts";

/** What exactly is lacking where a hard line holds: the field that is empty, the claim that is not carried (RS-522). */
export const onHardLine: Remarking = ({ detail }, input, { judged: { arbitrated, verified } }) => {
  const found = arbitrated.arbitration.hardLines.find((line) => hardLineDetail(line) === detail);
  const now = found === undefined ? [] : lackOf(found, input, verified);
  return now.length === 0 ? null : { now, cures: [] };
};

function lackOf({ line, records }: HardLine, input: EvaluationInput, verified: VerifiedCase): readonly string[] {
  switch (line) {
    case "required criterion":
      return records.map((criterion) => criterionText(criterion as Criterion, input, verified));
    case "mission line not shown":
      return records.map((id) => lineText(id, input, verified));
    case "unanswered incident":
      return records.map((id) => incidentText(id, input));
    case "no benefit":
      return [`claims of kind capability: ${listed(records)}; of kind benefit: ${benefitText(input)}`];
    default:
      return [];
  }
}

/** Both what the dossier must say and what claims must show may be lacking. */
function criterionText(criterion: Criterion, input: EvaluationInput, verified: VerifiedCase): string {
  const lacks = [...unsaid(criterion, input, verified), ...unshown(criterion, input, verified)];
  return `${criterion}: ${lacks.join("; ")}`;
}

/** Fields without which no claim shows a criterion. */
function unsaid(criterion: Criterion, { dossier }: EvaluationInput, verified: VerifiedCase): readonly string[] {
  const { mission, plan } = dossier;
  const empty = (field: string, isEmpty: boolean): string[] => (isEmpty ? [`${field} is empty`] : []);
  switch (criterion) {
    case "purpose":
      return [
        ...empty("statement of the mission", mission.statement.trim() === ""),
        ...empty("beneficiaries of the mission", mission.beneficiaries.length === 0),
      ];
    case "safeguards":
      return unguarded(verified);
    case "reversibility":
      return plan.drills.some(({ result }) => result === "passed") ? [] : ["drills of the plan has none that passed"];
    case "least-capable":
      return empty("alternatives of the plan", plan.alternatives.length === 0);
    case "incidents":
      return mission.incidents.filter(({ isClosed }) => !isClosed).map(({ id }) => `incident ${id} is not closed`);
    case "stop-owner":
      return empty("stopOwner of the mission", mission.stopOwner.trim() === "");
    case "dissent":
      return mission.dissent
        .filter(({ answer }) => answer.trim() === "")
        .map(({ by }) => `dissent of ${by} has no answer`);
    default:
      return [];
  }
}

/** Open lines for which no carried claim of kind safeguard speaks. */
function unguarded({ openThresholds, bearing }: VerifiedCase): readonly string[] {
  const guarded = new Set(
    bearing.filter((each) => isCarried(each) && each.claim.kind === "safeguard").map(({ claim }) => claim.threshold),
  );
  const open = openThresholds.filter((line) => !guarded.has(line));
  return open.length === 0 ? [] : [`no carried claim of kind safeguard for the open ${listed(open)}`];
}

function unshown(criterion: Criterion, { dossier }: EvaluationInput, verified: VerifiedCase): readonly string[] {
  const showing = dossier.claims.filter(({ shows }) => shows.some((each) => each.criterion === criterion));
  if (showing.length === 0) return [`no claim shows it (shows: [{criterion: ${criterion}, extent: full}])`];
  return isAnyCarried(showing, verified) ? [] : [`not carried: ${listed(showing.map(({ id }) => id))}`];
}

function isAnyCarried(claims: readonly Claim[], { bearing }: VerifiedCase): boolean {
  const carried = new Set(bearing.filter(isCarried).map(({ claim }) => claim.id));
  return claims.some(({ id }) => carried.has(id));
}

function lineText(id: string, { dossier }: EvaluationInput, { bearing }: VerifiedCase): string {
  const claims = dossier.mission.hardLines.find((line) => line.id === id)?.claims ?? [];
  if (claims.length === 0) return `${id}: claims of this line in the mission is empty`;
  const carried = new Set(bearing.filter(isCarried).map(({ claim }) => claim.id));
  return `${id}: not carried: ${listed(claims.filter((claim) => !carried.has(claim)))}`;
}

function incidentText(id: string, { dossier: { mission }, site }: EvaluationInput): string {
  if (site.foreseen?.includes(id)) return `${id}: a mission named this id before it was reported, so none answers it`;
  const known = mission.incidents.find((each) => each.id === id);
  return known === undefined
    ? `${id}: incidents of the mission has no entry with this id`
    : `${id}: its entry in the mission is not closed`;
}

const benefitText = ({ dossier }: EvaluationInput): string =>
  listed(dossier.claims.filter(({ kind }) => kind === "benefit").map(({ id }) => `${id} (about the pace of others)`));
