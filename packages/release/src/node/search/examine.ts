import type { Claim } from "../../dossier/claim.ts";
import type { Dossier } from "../../dossier/dossier.ts";
import type { EvidenceLink } from "../../dossier/evidence-link.ts";
import type { Examination, ExaminedLinkRecord, Recount } from "../../examination/examination.ts";
import { addedLinks, examinedLinks } from "../../examination/examined-links.ts";
import { groupSources, type SourceGroups } from "../../examination/independence-groups.ts";
import { confirmFigure } from "../../search/confirm-figure.ts";
import { type Candidate, confirmRetraction, confirmVerbatim } from "../../search/confirm.ts";
import { type Owners, ownersOf } from "../../search/link-method.ts";
import { namesOf, RETRACTION_WORDS } from "../../search/retraction.ts";
import { candidateOf, CorpusSearch, type SearchedText } from "../../search/search-claim.ts";
import { textsOf } from "./corpus-texts.ts";
import { EvidenceIndex } from "./evidence-index.ts";
import { type ExaminationOptions, meansOf } from "./examination-means.ts";
import { type LoadedSource, loadSources } from "./read-sources.ts";
import { recountLogs } from "./recount-logs.ts";
import { type ClaimSearch, searchClaims } from "./search-claims.ts";

/** An examination, with the texts that it read: a repair searches in them once more. */
export interface Examined {
  readonly examination: Examination;
  readonly dossier: Dossier;
  readonly sources: readonly LoadedSource[];
  readonly owners: Owners;
}

/**
 * Reads everything that a dossier names: hashes it, asks intake, looks for quotations, takes sources that are one voice together, counts
 * evaluations again, and searches for and against each claim. Rules add what the dossier did not cite: figures as counted, and all that
 * refutes. What supports is added by a repair alone, and only where it is needed.
 *
 * Never throws for what a dossier or its files say. Time and disk are its only costs: the cache changes no answer.
 */
export function examine<Rules>(dossier: Dossier, options: ExaminationOptions<Rules>): Examined {
  const means = meansOf(options);
  using index = EvidenceIndex.open(means.cache);
  const sources = loadSources(dossier.sources, means);
  const owners = ownersOf(dossier.subject, options.owners);
  const whole = sources.filter(({ isWhole }) => isWhole).map(({ source }) => source);
  const recounts = recountLogs(dossier, whole, options.read, means.kept);
  const groups = groupsOf(sources, countedLogs(dossier, recounts));
  const texts = textsOf(sources, index);
  const searches = searchClaims(dossier.claims, texts, "dossier", index, means);
  const retracting = retractingPlaces(texts, index);
  const links = linksOf(dossier, { sources, owners, recounts, groups: groups.voices, searches, retracting });
  const examination: Examination = {
    format: "plimsoll release examination 1",
    rules: means.rulesDigest,
    sources: sources.map((each) => examinedSource(each, groups, false)),
    links: [...links],
    text: [...options.intake.examineDossierText(dossier, options.rules)],
    recounts: [...recounts],
    searches: searches.map(({ search }) => search),
    faults: [...options.faults],
  };
  means.kept.save();
  return { examination, dossier, sources, owners };
}

/**
 * Logs of runs that were counted, byte for byte those that the dossier names: they alone may look alike without being copies. Neither
 * a kind nor a media type is enough, since a dossier chooses both.
 */
export function countedLogs({ evaluations }: Dossier, recounts: readonly Recount[]): ReadonlySet<string> {
  const unread = new Map(recounts.map((each) => [each.evaluation, new Set(each.unread)]));
  return new Set(
    evaluations.flatMap(({ id, runs }) =>
      runs.filter((run) => unread.get(id)?.has(run.id) === false).map(({ log, digest }) => `${log} ${digest}`),
    ),
  );
}

/** Ids of the sources that are counted logs. */
const logSources = (sources: readonly LoadedSource[], logs: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(sources.flatMap(({ source, digest }) => (logs.has(`${source.file} ${digest}`) ? [source.id] : [])));

export const groupsOf = (sources: readonly LoadedSource[], logs: ReadonlySet<string>): SourceGroups =>
  groupSources(
    sources.map(({ source, digest, sketch }) => ({
      source,
      sketch: logs.has(`${source.file} ${digest}`) ? null : sketch(),
    })),
  );

export const examinedSource = (
  { source, isWhole, intake }: LoadedSource,
  { copies, voices }: SourceGroups,
  isOfRepair: boolean,
): Examination["sources"][number] => ({
  source,
  isWhole,
  intake: intake(),
  group: voices.get(source.id) ?? source.id,
  copyGroup: copies.get(source.id) ?? source.id,
  isOfRepair,
});

interface Findings {
  readonly sources: readonly LoadedSource[];
  readonly owners: Owners;
  readonly recounts: readonly Recount[];
  readonly groups: ReadonlyMap<string, string>;
  readonly searches: readonly ClaimSearch[];
  /** Places at which a retraction may be told. */
  readonly retracting: readonly Candidate[];
}

function linksOf(dossier: Dossier, findings: Findings): readonly ExaminedLinkRecord[] {
  const { sources, owners, recounts, searches, retracting } = findings;
  const byId = new Map(sources.map((each) => [each.source.id, each]));
  const logs = logSources(sources, countedLogs(dossier, recounts));
  const cited = examinedLinks(dossier.links, byId, owners, (source) => logs.has(source));
  const denied = dossier.claims.flatMap((claim, at) => saidOf(claim, searches[at], owners));
  const made = [
    ...figuresOf(dossier, findings),
    ...denied.filter(({ stance }) => stance === "refutes"),
    ...retractionsOf(retracting, sources, claimsOn(cited), owners),
  ];
  return [...cited, ...addedLinks(made, cited, wholeOf(sources), false)];
}

export const wholeOf = (sources: readonly LoadedSource[]): ReadonlySet<string> =>
  new Set(sources.filter(({ isWhole }) => isWhole).map(({ source }) => source.id));

function figuresOf({ claims, evaluations }: Dossier, { sources, recounts, groups }: Findings): readonly EvidenceLink[] {
  const whole = sources.filter(({ isWhole }) => isWhole);
  const texts = new Map(whole.map(({ source, text }) => [source.id, text]));
  const counted = {
    evaluations,
    recounts: new Map(recounts.map((each) => [each.evaluation, each])),
    sources: whole.map(({ source }) => source),
    textOf: ({ id }: { readonly id: string }) => texts.get(id) ?? null,
    groupOf: ({ id }: { readonly id: string }) => groups.get(id) ?? id,
  };
  return claims.flatMap((claim) => confirmFigure(claim, counted));
}

/** What the places that a search found say of the claim itself, word for word. */
export const saidOf = (claim: Claim, search: ClaimSearch | undefined, owners: Owners): readonly EvidenceLink[] =>
  confirmVerbatim(claim, search?.candidates ?? [], owners);

export function retractingPlaces(texts: readonly SearchedText[], index: EvidenceIndex): readonly Candidate[] {
  index.choose(texts.map(({ key }) => key));
  const byKey = new Map(texts.map((text) => [text.key, text]));
  const places = new CorpusSearch(texts, index.postings).placesOf(RETRACTION_WORDS);
  return places.flatMap((found) => candidateOf(found, byKey, 0));
}

export function retractionsOf(
  retracting: readonly Candidate[],
  sources: readonly LoadedSource[],
  claims: ReadonlyMap<string, readonly string[]>,
  owners: Owners,
): readonly EvidenceLink[] {
  const names = namesOf(sources.map(({ source }) => source));
  return retracting.flatMap(({ text, window }) => confirmRetraction(text, window, names, claims, owners));
}

/** Claims that rest on each source. */
export function claimsOn(links: readonly ExaminedLinkRecord[]): ReadonlyMap<string, readonly string[]> {
  const supporting = links.filter(({ link }) => link.stance === "supports");
  return new Map(
    [...Map.groupBy(supporting, ({ link }) => link.source)].map(([source, own]) => [
      source,
      own.map(({ link }) => link.claim),
    ]),
  );
}
