import type { Claim } from "../../dossier/claim.ts";
import type { EvidenceLink } from "../../dossier/evidence-link.ts";
import type { Examination } from "../../examination/examination.ts";
import { addedLinks } from "../../examination/examined-links.ts";
import { textsOf } from "./corpus-texts.ts";
import { EvidenceIndex } from "./evidence-index.ts";
import { type ExaminationOptions, type Means, meansOf } from "./examination-means.ts";
import {
  claimsOn,
  countedLogs,
  type Examined,
  examinedSource,
  groupsOf,
  retractingPlaces,
  retractionsOf,
  saidOf,
  wholeOf,
} from "./examine.ts";
import type { CorpusFile } from "./read-corpus.ts";
import { type LoadedSource, loadBytes } from "./read-sources.ts";
import { searchClaims } from "./search-claims.ts";

/** An examination after its repair, and the bytes that it brought in: to be stored under the places of their sources. */
export interface RepairedExamination {
  readonly examination: Examination;
  readonly brought: readonly { readonly place: string; readonly bytes: Uint8Array }[];
}

/**
 * Searches once more, for these claims alone, in the dossier's sources and in local corpora. What a rule confirms becomes a link of
 * the repair, for or against. A text of a corpus comes in where such a link or a shown passage is of it, and is examined as every
 * source is. Searching again adds to no answer: it replaces the repair that was there.
 */
export function repairSearch<Rules>(
  examined: Examined,
  claims: readonly Claim[],
  corpora: readonly CorpusFile[],
  options: ExaminationOptions<Rules>,
): RepairedExamination {
  const means = meansOf(options);
  using index = EvidenceIndex.open(means.cache);
  const found = loadCorpora(examined.sources, corpora, means);
  const sources = [...examined.sources, ...found.map(({ loaded }) => loaded)];
  const texts = textsOf(sources, index);
  const searches = searchClaims(claims, texts, "repair", index, means);
  const wanted = new Set(claims.map(({ id }) => id));
  const said = claims.flatMap((claim, at) => saidOf(claim, searches[at], examined.owners));
  const resting = claimsOn(examined.examination.links);
  const retracted = retractionsOf(retractingPlaces(texts, index), sources, resting, examined.owners);
  const made = [...said, ...retracted.filter(({ claim }) => wanted.has(claim))];
  const shown = searches.flatMap(({ search }) => [...search.forIt, ...search.against]);
  const named = new Set([...made, ...shown].map(({ source }) => source));
  const brought = found.filter(({ loaded }) => named.has(loaded.source.id));
  const result = withRepair(
    examined,
    brought.map(({ loaded }) => loaded),
    made,
    searches.map(({ search }) => search),
  );
  means.kept.save();
  return { examination: result, brought: brought.map(({ loaded, bytes }) => ({ place: loaded.source.file, bytes })) };
}

interface FoundFile {
  readonly loaded: LoadedSource;
  readonly bytes: Uint8Array;
}

/** A text that the dossier has already is not found anew, and the same text twice is one. */
function loadCorpora<Rules>(
  sources: readonly LoadedSource[],
  corpora: readonly CorpusFile[],
  means: Means<Rules>,
): readonly FoundFile[] {
  const known = new Set(sources.flatMap(({ source, digest }) => [source.digest, digest, source.id]));
  const files: FoundFile[] = [];
  for (const { source, bytes } of corpora) {
    if (known.has(source.digest) || known.has(source.id)) continue;
    known.add(source.digest);
    files.push({ loaded: loadBytes(source, bytes, means), bytes });
  }
  return files;
}

function withRepair(
  { examination, sources, dossier }: Examined,
  brought: readonly LoadedSource[],
  made: readonly EvidenceLink[],
  searches: Examination["searches"],
): Examination {
  const all = [...sources, ...brought];
  const groups = groupsOf(all, countedLogs(dossier, examination.recounts));
  const cited = examination.links.filter(({ isOfRepair }) => !isOfRepair);
  const added = addedLinks(made, cited, wholeOf(all), true);
  return {
    ...examination,
    sources: [
      ...sources.map((each) => examinedSource(each, groups, false)),
      ...brought.map((each) => examinedSource(each, groups, true)),
    ],
    links: [...cited, ...added],
    searches: [...examination.searches.filter(({ round }) => round === "dossier"), ...searches],
  };
}
