import type { EvidenceLink } from "../dossier/evidence-link.ts";
import type { Source } from "../dossier/source.ts";
import { heldToSource, type Owners } from "../search/link-method.ts";
import type { ExaminedLinkRecord } from "./examination.ts";
import { findQuote } from "./find-quote.ts";
import type { SourceText } from "./source-text.ts";

/** A source whose text may be quoted; none where its bytes are not those that the dossier names. */
export interface QuotableSource {
  readonly source: Source;
  readonly text: SourceText | null;
}

/**
 * A dossier's links, each quotation looked for, and each supporting one held to what its source can be.
 *
 * @param isCountedLog whether a source is the log of a run that was counted
 */
export const examinedLinks = (
  links: readonly EvidenceLink[],
  sources: ReadonlyMap<string, QuotableSource>,
  owners: Owners,
  isCountedLog: (source: string) => boolean,
): readonly ExaminedLinkRecord[] =>
  links.map((link) => {
    const own = sources.get(link.source);
    const isQuoteFound = findQuote(own?.text ?? null, link);
    return {
      link: heldToSource(link, own?.source, owners, isCountedLog(link.source)),
      isQuoteFound,
      isOfRepair: false,
    };
  });

/**
 * Links that rules made: of each rule one for a claim, a source and a stance, the first, since of one source no more counts. None that
 * is there already. Their quotations were cut from the text that is there, and count as found where that text is whole.
 */
export function addedLinks(
  made: readonly EvidenceLink[],
  before: readonly ExaminedLinkRecord[],
  whole: ReadonlySet<string>,
  isOfRepair: boolean,
): readonly ExaminedLinkRecord[] {
  const seen = new Set(before.map(({ link }) => keyOf(link)));
  return made.flatMap((link) => {
    if (seen.has(keyOf(link))) return [];
    seen.add(keyOf(link));
    return [{ link, isQuoteFound: whole.has(link.source), isOfRepair }];
  });
}

const keyOf = ({ claim, source, stance, method, confirmedBy }: EvidenceLink): string =>
  JSON.stringify([claim, source, stance, method, confirmedBy]);
