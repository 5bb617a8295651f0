import { type Claim } from "../dossier/claim.ts";
import { type EvidenceLink, evidenceLinkShape } from "../dossier/evidence-link.ts";
import type { Source } from "../dossier/source.ts";
import type { SourceText } from "../examination/source-text.ts";
import { isOwnWord, type Owners, sayingMethod } from "./link-method.ts";
import { retractionsIn, type SourceNames } from "./retraction.ts";
import { type FoundStatement, sentencePattern, statementsOf } from "./verbatim.ts";

/** Rules by which a place that was found becomes a link. Nothing else that a search finds supports or refutes anything. */
export const CONFIRMING_RULES = ["rule:verbatim", "rule:verbatim-negated", "rule:figure", "rule:retraction"] as const;

/** A source with its text, as a rule reads it. */
export interface ReadSource {
  readonly source: Source;
  readonly text: SourceText;
}

/** A part of a text, in UTF-16 units: what begins in it is read. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** A place that a rule has to look at. */
export interface Candidate {
  readonly text: ReadSource;
  readonly window: Window;
}

/**
 * `rule:verbatim` and `rule:verbatim-negated`: the claim's sentence stands in the source, or stands there denied. What the
 * subject says of itself supports nothing.
 */
export function confirmVerbatim(
  { id, text: claim }: Claim,
  candidates: readonly Candidate[],
  owners: Owners,
): readonly EvidenceLink[] {
  const sentence = sentencePattern(claim);
  if (sentence === null) return [];
  const made = candidates.flatMap(({ text: { source, text }, window }) =>
    statementsOf(sentence, text.text, text.isMarkup, window)
      .filter(({ stance }) => stance === "refutes" || !isOwnWord(source, owners))
      .map(({ offset, quote, stance }) => ({
        claim: id,
        source: source.id,
        offset,
        quote,
        stance,
        method: sayingMethod(source, owners),
        confirmedBy: ruleOf(stance),
      })),
  );
  return wellFormed(made);
}

const ruleOf = (stance: FoundStatement["stance"]): (typeof CONFIRMING_RULES)[number] =>
  stance === "supports" ? "rule:verbatim" : "rule:verbatim-negated";

/** `rule:retraction`: refutes every claim that rests on a source of which another, or it itself, says that it is retracted. */
export function confirmRetraction(
  { source, text }: ReadSource,
  { from, to }: Window,
  names: SourceNames,
  claimsOn: ReadonlyMap<string, readonly string[]>,
  owners: Owners,
): readonly EvidenceLink[] {
  const found = retractionsIn(text.text, from, to, source.id, names);
  return wellFormed(
    found.flatMap(({ sources, offset, quote }) =>
      [...new Set(sources.flatMap((id) => claimsOn.get(id) ?? []))].toSorted().map((claim) => ({
        claim,
        source: source.id,
        offset,
        quote,
        stance: "refutes" as const,
        method: sayingMethod(source, owners),
        confirmedBy: "rule:retraction",
      })),
    ),
  );
}

/** What cannot be written into a record (a control character, more than 4000 characters) is no link. */
const wellFormed = (links: readonly EvidenceLink[]): readonly EvidenceLink[] =>
  links.filter((link) => evidenceLinkShape.parse(link).ok);
