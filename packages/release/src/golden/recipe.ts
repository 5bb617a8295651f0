import { type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import type { Claim } from "../dossier/claim.ts";
import type { EvidenceLink, Method } from "../dossier/evidence-link.ts";
import type { Source } from "../dossier/source.ts";
import { CLOSINGS, HOUSES, LEADS, OPENINGS } from "./houses.ts";

const DAY_MS = 86_400_000;

/** A claim of a golden dossier, and how many houses speak for it. */
export interface ClaimRecipe {
  readonly claim: Claim;
  readonly houses: number;
  readonly method: Method;
}

/** Sources with their texts, and the links that quote them. */
export interface Shelf {
  readonly sources: readonly Source[];
  readonly links: readonly EvidenceLink[];
  /** By place in the dossier. */
  readonly files: ReadonlyMap<string, string>;
}

/** A house for each source in turn, none twice: so each speaks for one claim. */
export function shelve(recipes: readonly ClaimRecipe[], nowMs: number): Shelf {
  const documents = recipes
    .flatMap((recipe) => Array.from({ length: recipe.houses }, () => recipe))
    .map((recipe, place) => documentOf(recipe, place, nowMs));
  return {
    sources: documents.map(({ source }) => source),
    links: documents.map(({ link }) => link),
    files: new Map(documents.map(({ source, text }) => [source.file, text])),
  };
}

interface Written {
  readonly source: Source;
  readonly link: EvidenceLink;
  readonly text: string;
}

function documentOf({ claim, method }: ClaimRecipe, place: number, nowMs: number): Written {
  const house = houseAt(place);
  const quote = `${at(LEADS, place)} ${claim.text}`;
  const text = textOf(house, place, quote);
  const id = `s-${String(place + 1).padStart(2, "0")}`;
  const source = sourceOf(id, house, text, nowMs - (20 + (place % 60)) * DAY_MS);
  return { source, text, link: linkOf(claim.id, id, quote, method) };
}

/** More documents than houses: a house of the same trade elsewhere. */
const houseAt = (place: number): string => {
  const round = Math.floor(place / HOUSES.length);
  return round === 0 ? at(HOUSES, place) : `${at(HOUSES, place)}, branch ${round + 1}`;
};

/** No two documents share both their opening and their closing. */
const textOf = (house: string, place: number, quote: string): string =>
  [
    `${house}: report ${place + 101}`,
    at(OPENINGS, place),
    `In all, ${house} counted ${312 + place * 17} items in ${4 + (place % 9)} sessions, and set ${place % 5} of them aside before the key was opened.`,
    quote,
    at(CLOSINGS, place + Math.floor(place / OPENINGS.length)),
    "",
  ].join("\n\n");

const sourceOf = (id: string, house: string, text: string, publishedAtMs: number): Source => ({
  id,
  kind: "report",
  originOrg: house,
  independenceGroup: `g-${id}`,
  uri: `https://${house.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.example/reports/${id}`,
  retrievedAtMs: publishedAtMs + DAY_MS,
  publishedAtMs,
  file: `sources/${id}.txt`,
  bytes: utf8(text).length,
  digest: digestOfText(text),
  mediaType: "text/plain",
});

const linkOf = (claim: string, source: string, quote: string, method: Method): EvidenceLink => ({
  claim,
  source,
  offset: null,
  quote,
  stance: "supports",
  method,
  confirmedBy: "desk-1",
});

export const digestOfText = (text: string): Digest => digestOf(utf8(text));

const at = <T>(all: readonly T[], place: number): T => all[place % all.length] as T;
