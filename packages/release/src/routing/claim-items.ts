import { plain } from "../argument/sentence.ts";
import { subjectNames } from "../argument/subject-names.ts";
import type { Claim } from "../dossier/claim.ts";
import type { Dossier } from "../dossier/dossier.ts";
import type { Examination } from "../examination/examination.ts";
import type { ClaimItem, LinkView } from "./claim-item.ts";
import { type Label, labelled } from "./labelled.ts";

export interface ItemFacts {
  readonly dossier: Dossier;
  readonly examination: Examination;
  /** Ids of claims and sources whose content may not leave the few who have the right to it. */
  readonly confidential: ReadonlySet<string>;
}

type ExaminedSource = Examination["sources"][number];

/** Each claim with all that is known about it, labelled where it comes from. */
export function claimItems(facts: ItemFacts): readonly ClaimItem[] {
  const known = {
    ...facts,
    sources: new Map(facts.examination.sources.map((each) => [each.source.id, each])),
    links: Map.groupBy(facts.examination.links, ({ link }) => link.claim),
    recounts: new Map(facts.examination.recounts.map((each) => [each.evaluation, each])),
    evaluations: new Map(facts.dossier.evaluations.map((each) => [each.id, each])),
    searches: Map.groupBy(facts.examination.searches, ({ claim }) => claim),
    quarantined: new Set(facts.examination.text.filter(({ verdict }) => isHostile(verdict)).map(({ item }) => item)),
    names: subjectNames(facts.dossier.subject),
  };
  return facts.dossier.claims.map((claim) => itemOf(claim, known));
}

interface Known extends ItemFacts {
  readonly sources: ReadonlyMap<string, ExaminedSource>;
  readonly links: ReadonlyMap<string, Examination["links"]>;
  readonly recounts: ReadonlyMap<string, Examination["recounts"][number]>;
  readonly evaluations: ReadonlyMap<string, Dossier["evaluations"][number]>;
  readonly searches: ReadonlyMap<string, Examination["searches"]>;
  readonly quarantined: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
}

function itemOf(claim: Claim, known: Known): ClaimItem {
  const { id, figure } = claim;
  const own: readonly Label[] = [
    ...(known.quarantined.has(`claims/${id}/text`) ? (["quarantined"] as const) : []),
    ...(known.confidential.has(id) ? (["confidential"] as const) : []),
  ];
  const evaluation = figure === null ? undefined : known.evaluations.get(figure.evaluation);
  const counted = figure === null ? null : (known.recounts.get(figure.evaluation)?.counted ?? null);
  const links = known.links.get(id) ?? [];
  const searches = known.searches.get(id) ?? [];
  return {
    claim: id,
    text: [labelled(claim.text, ...own)],
    kind: [labelled(claim.kind)],
    material: [labelled(claim.material)],
    figure: figure === null ? [] : [labelled(figure)],
    evaluation:
      evaluation === undefined
        ? []
        : [labelled({ id: evaluation.id, trials: evaluation.trials, successes: evaluation.successes })],
    counted: counted === null ? [] : [labelled(counted)],
    links: links.map((each) => labelled(viewOf(each, known), ...labelsOf(each, known))),
    quotes: links.map((each) => labelled(each.link.quote, ...labelsOf(each, known))),
    stopOwner: [labelled(known.dossier.mission.stopOwner)],
    searchedAgainst: searches.map(({ against }) => labelled(against.length)),
  };
}

function viewOf({ link, isQuoteFound }: Examination["links"][number], { sources }: Known): LinkView {
  const examined = sources.get(link.source);
  return {
    source: link.source,
    sourceKind: examined?.source.kind ?? "unknown",
    organisation: examined?.source.originOrg ?? "unknown",
    group: examined?.group ?? "unknown",
    stance: link.stance,
    method: link.method,
    isQuoteFound,
    isConfirmed: link.confirmedBy !== null,
    atMs: examined?.source.publishedAtMs ?? examined?.source.retrievedAtMs ?? 0,
    isDated: (examined?.source.publishedAtMs ?? null) !== null,
  };
}

/** A source that is not here is treated as quarantined: nobody knows what it says. */
function labelsOf({ link }: Examination["links"][number], { sources, confidential, names }: Known): readonly Label[] {
  const examined = sources.get(link.source);
  if (examined === undefined) return ["quarantined"];
  return [
    ...(isHostile(examined.intake.verdict) ? (["quarantined"] as const) : []),
    ...(confidential.has(link.source) ? (["confidential"] as const) : []),
    ...(names.has(plain(examined.source.originOrg)) ? (["subject_authored"] as const) : []),
  ];
}

const isHostile = (verdict: string): boolean => verdict !== "pass" && verdict !== "note";
