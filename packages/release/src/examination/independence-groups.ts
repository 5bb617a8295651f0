import type { Source } from "../dossier/source.ts";
import { fold } from "../intake/fold.ts";
import { canonicalUri, registrableHost } from "../verification/canonical-uri.ts";
import { isCopy, type TextSketch } from "./text-sketch.ts";

/** A source with a sketch of its text; null for what has none, and for counted logs, which look alike without being copies. */
export interface SketchedSource {
  readonly source: Pick<Source, "id" | "independenceGroup" | "originOrg" | "digest" | "uri">;
  readonly sketch: TextSketch | null;
}

/** By the id of a source. Named after the least member. */
export interface SourceGroups {
  /** Sources that are one text: the bytes, the address, or the text to eight tenths, and chains of these. They count once. */
  readonly copies: ReadonlyMap<string, string>;
  /** Sources that are one voice: copies, and those that share the named group, the organisation, or the registered host. */
  readonly voices: ReadonlyMap<string, string>;
}

/** A dossier can only take sources together, and never apart. */
export function groupSources(sources: readonly SketchedSource[]): SourceGroups {
  const ordered = sources.toSorted((one, other) => (one.source.id < other.source.id ? -1 : 1));
  const groups = new Groups(ordered.length);
  joinSharers(groups, ordered, placeKeysOf);
  joinCopies(groups, ordered);
  const copies = namesIn(groups, ordered);
  joinSharers(groups, ordered, houseKeysOf);
  return { copies, voices: namesIn(groups, ordered) };
}

const namesIn = (groups: Groups, sources: readonly SketchedSource[]): ReadonlyMap<string, string> =>
  new Map(sources.map(({ source }, index) => [source.id, sources[groups.of(index)]?.source.id ?? source.id]));

type KeysOf = (source: SketchedSource["source"]) => readonly string[];

function joinSharers(groups: Groups, sources: readonly SketchedSource[], keysOf: KeysOf): void {
  const first = new Map<string, number>();
  for (const [index, { source }] of sources.entries())
    for (const key of keysOf(source)) {
      groups.join(first.get(key) ?? index, index);
      if (!first.has(key)) first.set(key, index);
    }
}

const placeKeysOf: KeysOf = ({ digest, uri }) => [
  `bytes ${digest}`,
  ...(uri === null ? [] : [`uri ${canonicalUri(uri)}`]),
];

const houseKeysOf: KeysOf = ({ independenceGroup, originOrg, uri }) => [
  `group ${independenceGroup}`,
  `org ${foldedOrganisation(originOrg)}`,
  ...(uri === null ? [] : [`host ${registrableHost(uri) ?? uri}`]),
];

function joinCopies(groups: Groups, sources: readonly SketchedSource[]): void {
  const pairs = sources.length <= ALL_PAIRS_MAX ? allPairs(sources.length) : likelyCopies(sources);
  let compared = 0;
  for (const [one, other] of pairs) {
    const [a, b] = [sources[one]?.sketch ?? null, sources[other]?.sketch ?? null];
    if (a === null || b === null || groups.of(one) === groups.of(other)) continue;
    compared += 1;
    // What there is no time to compare is not said to be two voices.
    if (compared > COMPARISONS_MAX || isCopy(a, b)) groups.join(one, other);
  }
}

/** Up to so many texts every pair is compared: 130 000 comparisons, a few tenths of a second. */
const ALL_PAIRS_MAX = 512;
/** Beyond, those that share one of their least hashes. */
const LEAST_HASHES = 128;
/** About ten seconds. Only where more than 3 000 texts have runs of words in common are there more. */
const COMPARISONS_MAX = 5_000_000;

function* likelyCopies(sources: readonly SketchedSource[]): Generator<readonly [number, number]> {
  // Too few words for a hash may be the same words all the same.
  const holders = new Map<number | string, number[]>();
  const pairedWith = new Int32Array(sources.length).fill(-1);
  for (const [index, { sketch }] of sources.entries())
    for (const key of sketch === null ? [] : keysOfText(sketch)) {
      const before = holders.get(key) ?? [];
      for (const other of before) {
        if (pairedWith[other] === index) continue;
        pairedWith[other] = index;
        yield [other, index];
      }
      before.push(index);
      holders.set(key, before);
    }
}

/** A text without words is like no other. */
const keysOfText = ({ words, hashes }: TextSketch): readonly (number | string)[] =>
  words.startsWith("0:") ? [] : [words, ...hashes.slice(0, LEAST_HASHES)];

function* allPairs(count: number): Generator<readonly [number, number]> {
  for (let one = 0; one < count; one += 1) for (let other = one + 1; other < count; other += 1) yield [one, other];
}

const LEGAL_FORM = /^(?:inc|incorporated|ltd|limited|llc|gmbh|ag|corp|corporation|co|company|plc|sa|sas|bv|nv|pbc)$/;

/**
 * One organisation however it writes itself: folded as intake folds (look-alikes, accents, case, hidden signs), without the legal form
 * at its end, and without all that stands between its letters and digits.
 */
export function foldedOrganisation(name: string): string {
  const words = fold(name).text.split(/[^\p{L}\p{N}]+/u);
  const said = words.filter((word) => word !== "" && word !== "the");
  while (said.length > 1 && LEGAL_FORM.test(said.at(-1) ?? "")) said.pop();
  return said.join("");
}

/** Sets that only grow together (union-find with path halving); the least member names a set. */
class Groups {
  readonly #parents: Int32Array;

  constructor(count: number) {
    this.#parents = Int32Array.from({ length: count }, (_, index) => index);
  }

  of(member: number): number {
    let place = member;
    while (this.#parents[place] !== place) {
      const parent = this.#parents[place] as number;
      this.#parents[place] = this.#parents[parent] as number;
      place = parent;
    }
    return place;
  }

  join(one: number, other: number): void {
    const [a, b] = [this.of(one), this.of(other)];
    this.#parents[Math.max(a, b)] = Math.min(a, b);
  }
}
