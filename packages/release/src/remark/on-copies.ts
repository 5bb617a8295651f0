import { copiesAmong } from "../verification/admissible-sources.ts";
import type { Remarking } from "./remarking.ts";

/** As many as a reason names; a source that is merged shares its independence group and its text with the one that stays. */
const NAMED_MAX = 16;

/** Sources that count as one with another, each with that other (RS-524). */
export const onCopies: Remarking = ({ detail, records }, { dossier, policy }, { judged: { verified } }) => {
  if (!records.includes("sources") || !detail.includes("copies of another")) return null;
  const copies = copiesAmong(verified.exhibits, { claims: dossier.claims, policy: policy.verification });
  const named = copies.slice(0, NAMED_MAX).map(({ copy, of, by }) => `${copy} of ${of} (${by})`);
  const more = copies.length > NAMED_MAX ? ` and ${copies.length - NAMED_MAX} more` : "";
  return { now: [`copies: ${named.join(", ")}${more}`], cures: [] };
};
