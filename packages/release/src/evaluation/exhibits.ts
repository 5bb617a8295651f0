import type { ExaminedLink, ExaminedSource, Exhibits } from "../verification/exhibit.ts";
import type { EvaluationInput } from "./evaluation-input.ts";

/** What verification reads, with the links that the repair of these claims added and no others. */
export function exhibitsOf({ examination, nowMs }: EvaluationInput, repaired: ReadonlySet<string>): Exhibits {
  const isAtHand = ({ isOfRepair, link }: ExaminedLink): boolean => !isOfRepair || repaired.has(link.claim);
  return { sources: examination.sources.map(counted), links: examination.links.filter(isAtHand), nowMs };
}

/** A source counts for the group that was found, whatever the dossier says of its independence. */
const counted = ({
  source,
  isWhole,
  intake,
  group,
  copyGroup,
}: EvaluationInput["examination"]["sources"][number]): ExaminedSource => ({
  source: { ...source, independenceGroup: group },
  isWhole,
  intake: intake.verdict,
  copyGroup,
});
