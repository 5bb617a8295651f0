import { RandomStream } from "@plimsoll/foundation";
import { type Case, caseOf, claim, evaluation, link, trials, type Written, written } from "../test/search/case.ts";

const [SOURCE_BYTES, VOCABULARY] = [250_000, 20_000];
const LINKS_OF_CLAIM = [0, 1, 2];

/** A dossier of made-up words: each claim stands in three sources of a quarter of a megabyte. The same counts give the same bytes. */
export function largeCase(claimCount: number, sourceCount: number): Case {
  const chance = RandomStream.from("bench", "evaluate");
  const words = Array.from({ length: VOCABULARY }, (_, place) => wordOf(place, chance));
  const said = (length: number): string => sentence(length, words, chance);
  const claims = Array.from({ length: claimCount }, (_, place) => claim(`c-${place}`, said(12)));
  const sourceAt = (claimPlace: number, step: number): number => (claimPlace * 3 + step) % sourceCount;
  const sources = Array.from({ length: sourceCount }, (_, place): Written => {
    if (place === 0)
      return written("s-0", trials(900, 100), { kind: "evaluation-log", mediaType: "application/jsonl" });
    const quoted = claims.filter((_each, at) => LINKS_OF_CLAIM.some((step) => sourceAt(at, step) === place));
    return written(`s-${place}`, [...quoted.map(({ text }) => `${text} `), ...filling(said, chance)].join(""));
  });
  return caseOf(sources, {
    claims,
    links: claims.flatMap(({ id, text }, place) =>
      LINKS_OF_CLAIM.map((step) => link(id, `s-${sourceAt(place, step)}`, text)),
    ),
    evaluations: [evaluation("e-1", [sources[0] as Written])],
  });
}

function filling(said: (length: number) => string, chance: RandomStream): readonly string[] {
  const parts: string[] = [];
  for (let length = 0; length < SOURCE_BYTES;) {
    const part = `${said(8 + chance.below(16))} `;
    parts.push(part);
    length += part.length;
  }
  return parts;
}

const sentence = (length: number, words: readonly string[], chance: RandomStream): string =>
  `${Array.from({ length }, () => words[Math.floor(chance.unit() ** 3 * VOCABULARY)] ?? "word").join(" ")}.`;

const wordOf = (place: number, chance: RandomStream): string =>
  Array.from({ length: 3 + (place % 7) }, () => String.fromCharCode(97 + chance.below(26))).join("");
