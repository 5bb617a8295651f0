import { boolean, integer, list, matching, object, type Shaped } from "@plimsoll/foundation";
import { digestOfBytes } from "@plimsoll/foundation/node";
import type { Claim } from "../../dossier/claim.ts";
import type { Candidate } from "../../search/confirm.ts";
import type { SearchOfClaim } from "../../search/passage.ts";
import { type Found, type FoundForClaim, FOUND_KEPT, type FoundSide, merged } from "../../search/found.ts";
import { candidateOf, CorpusSearch, searchRecord, type SearchedText } from "../../search/search-claim.ts";
import type { EvidenceIndex } from "./evidence-index.ts";
import { EXAMINATION_VERSION, type Means } from "./examination-means.ts";

/** What a search found for one claim, and the places at which rules have to look. */
export interface ClaimSearch {
  readonly search: SearchOfClaim;
  readonly candidates: readonly Candidate[];
}

/**
 * Searches for and against each claim. Of texts that were searched for the same claim before, only what was found is looked at again; a
 * search in new texts alone is added to it (`merged`). The answer is the one that a search of everything gives.
 */
export function searchClaims<Rules>(
  claims: readonly Claim[],
  texts: readonly SearchedText[],
  round: SearchOfClaim["round"],
  index: EvidenceIndex,
  means: Means<Rules>,
): readonly ClaimSearch[] {
  const key = `searches ${EXAMINATION_VERSION} ${round} ${means.rulesDigest}`;
  const before = fromKept(means.kept.peek(key, keptShape) ?? NOTHING);
  const found = findAll(claims, texts, before, index);
  means.kept.put(key, toKept(texts, claims, found));
  const byKey = new Map(texts.map((text) => [text.key, text]));
  return claims.map((claim, at) => recorded(claim, round, found[at] as FoundForClaim, byKey));
}

function recorded(
  claim: Claim,
  round: SearchOfClaim["round"],
  found: FoundForClaim,
  texts: ReadonlyMap<string, SearchedText>,
): ClaimSearch {
  return {
    search: searchRecord(claim, round, found, texts),
    candidates: found.candidates.flatMap((each) => candidateOf(each, texts, claim.text.length)),
  };
}

interface Before {
  readonly texts: ReadonlySet<string>;
  readonly claims: ReadonlyMap<string, FoundForClaim>;
}

function findAll(
  claims: readonly Claim[],
  texts: readonly SearchedText[],
  before: Before,
  index: EvidenceIndex,
): readonly FoundForClaim[] {
  const present = new Set(texts.map(({ key }) => key));
  const came = searchIn(
    texts.filter(({ key }) => !before.texts.has(key)),
    index,
  );
  const known = claims.map((claim) => {
    const found = before.claims.get(digestOfBytes(claim.text));
    return found === undefined ? null : merged(found, (key) => !present.has(key), came(claim));
  });
  const everything = known.includes(null) ? searchIn(texts, index) : came;
  return claims.map((claim, at) => known[at] ?? everything(claim));
}

const EMPTY: FoundForClaim = {
  forIt: { best: [], isComplete: true },
  against: { best: [], isComplete: true },
  candidates: [],
};

function searchIn(texts: readonly SearchedText[], index: EvidenceIndex): (claim: Claim) => FoundForClaim {
  if (texts.length === 0) return () => EMPTY;
  index.choose(texts.map(({ key }) => key));
  const corpus = new CorpusSearch(texts, index.postings);
  return (claim) => corpus.searchFor(claim);
}

const TEXTS_MAX = 40_000;
/** More places for one claim are not kept, but searched for again. */
const CANDIDATES_MAX = 256;
/** Text, passage and score of each, one after the other. */
const numbers = (items: number) => list(integer(0, 2 ** 31), 3 * items);
const sideShape = object({ best: numbers(FOUND_KEPT), isComplete: boolean });
const keptShape = object({
  texts: list(matching("a key", /^.{1,400}$/), TEXTS_MAX),
  claims: list(
    object({
      claim: matching("a digest", /^sha256:[0-9a-f]{64}$/),
      forIt: sideShape,
      against: sideShape,
      candidates: numbers(CANDIDATES_MAX),
    }),
    20_000,
  ),
});
type Kept = Shaped<typeof keptShape>;
const NOTHING: Kept = { texts: [], claims: [] };

function toKept(texts: readonly SearchedText[], claims: readonly Claim[], found: readonly FoundForClaim[]): Kept {
  const places = new Map(texts.map(({ key }, at) => [key, at]));
  const flat = (all: readonly Found[]): number[] =>
    all.flatMap(({ key, piece, score }) => [places.get(key) ?? 0, piece, score]);
  const side = ({ best, isComplete }: FoundSide) => ({ best: flat(best), isComplete });
  const pairs = claims.flatMap((claim, at) => {
    const own = found[at];
    if (own === undefined || own.candidates.length > CANDIDATES_MAX) return [];
    const { forIt, against, candidates } = own;
    return [
      { claim: digestOfBytes(claim.text), forIt: side(forIt), against: side(against), candidates: flat(candidates) },
    ];
  });
  return { texts: texts.map(({ key }) => key), claims: pairs };
}

function fromKept({ texts, claims }: Kept): Before {
  const read = (flat: readonly number[]): Found[] =>
    Array.from({ length: Math.floor(flat.length / 3) }, (_, at) => ({
      key: texts[flat[3 * at] ?? -1] ?? "",
      piece: flat[3 * at + 1] ?? 0,
      score: flat[3 * at + 2] ?? 0,
    }));
  const side = ({ best, isComplete }: Kept["claims"][number]["forIt"]): FoundSide => ({ best: read(best), isComplete });
  return {
    texts: new Set(texts),
    claims: new Map(
      claims.map(({ claim, forIt, against, candidates }) => [
        claim,
        { forIt: side(forIt), against: side(against), candidates: read(candidates) },
      ]),
    ),
  };
}
