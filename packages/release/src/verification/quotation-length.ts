import type { EvidenceLink } from "../dossier/evidence-link.ts";

/**
 * Letters that a quotation needs to show anything. A shorter one ("e", "it is safe") stands in nearly every text, by chance; twenty
 * letters are four words, which are not there unless somebody wrote them so.
 */
export const QUOTE_LETTERS_MIN = 20;

/** A count is of the whole log and quotes its first line to show the place: that line needs no length. */
export const isLongEnough = ({ quote, stance, confirmedBy }: EvidenceLink): boolean =>
  (stance === "supports" && confirmedBy === "rule:figure") || lettersIn(quote) >= QUOTE_LETTERS_MIN;

const lettersIn = (text: string): number =>
  text.replace(/\p{Default_Ignorable_Code_Point}/gu, "").match(/\p{L}/gu)?.length ?? 0;
