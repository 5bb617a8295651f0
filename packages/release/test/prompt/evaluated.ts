import { digestOfValue } from "@plimsoll/foundation";
import type { Decision } from "../../src/decision/decision.ts";
import type { EvidenceLink } from "../../src/dossier/evidence-link.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { newSite } from "../../src/evaluation/new-site.ts";
import { findQuote } from "../../src/examination/find-quote.ts";
import type { QuickReading } from "../../src/prompt/quick-dossier.ts";
import { NOW_MS, POLICY } from "./best-case.ts";

/** The evaluation itself, on a site where nothing stands against it, of a text that intake let through and that was searched. */
export function evaluated(
  { dossier, kept }: QuickReading,
  question: string | null,
  opinions: readonly EvidenceLink[] = [],
): Decision {
  const text = { text: kept, isMarkup: false };
  const passed = (item: string) => ({
    item,
    digest: digestOfValue(item),
    bytes: 1,
    verdict: "pass" as const,
    reasons: [],
  });
  const links = [...dossier.links, ...opinions];
  const searches = dossier.claims.map(({ id }) => ({
    claim: id,
    round: "dossier" as const,
    supportQuery: "for",
    refuteQuery: "against",
    forIt: [],
    against: [],
  }));
  const examination = {
    format: "plimsoll release examination 1" as const,
    rules: digestOfValue("rules"),
    sources: dossier.sources.map((source) => ({
      source,
      isWhole: true,
      intake: passed(source.id),
      group: source.independenceGroup,
      copyGroup: source.id,
      isOfRepair: false,
    })),
    links: links.map((link) => ({ link, isQuoteFound: findQuote(text, link), isOfRepair: false })),
    text: [],
    recounts: [],
    searches,
    faults: [],
  };
  const asked = {
    format: "plimsoll release evaluation input 1" as const,
    evaluation: "evaluation-1",
    question,
    by: null,
  };
  const site = newSite(POLICY, []);
  const rest = { policy: POLICY, site, nowMs: NOW_MS, implementation: digestOfValue("program"), isRepairOn: true };
  return evaluate({ ...asked, dossier, examination, ...rest }, () => []).decision;
}
