import { type Anchors, anchorsOf, type Stretch, stretchesOf } from "./anchors.ts";
import type { IntakeReason } from "./finding.ts";
import { type Folded, fold, foldPlain } from "./fold.ts";
import { type HiddenText, hiddenTexts } from "./hidden-text.ts";
import type { IntakeRule, IntakeRules } from "./intake-rules.ts";
import { isWordSign, type Letters, lettersOf } from "./letters.ts";
import { hasMarkup, maskMarkup } from "./markup.ts";
import { MentionJudge } from "./mention.ts";
import { type Phrase, phrasesOf } from "./phrase.ts";
import { fencesOf } from "./quotation.ts";

/** After so many hits that quarantine, more would change nothing. */
const HITS_MAX = 64;

/** Every hit of the rules in a text, in the order of their places. Linear in the text; stops where enough was found. */
export function scanText(text: string, rules: IntakeRules, isMarkup: boolean): readonly IntakeReason[] {
  const scan = new Scan(text, compiled(rules), isMarkup);
  scan.look(text, null);
  if (hasMarkup(text)) scan.look(maskMarkup(text), null);
  for (const hidden of hiddenTexts(text)) scan.look(hidden.text, hidden);
  return scan.reasons();
}

/** Rules made ready once. */
interface Compiled {
  readonly phrases: readonly Phrase[];
  readonly anchors: Anchors;
  readonly judge: MentionJudge;
}

const ready = new WeakMap<IntakeRules, Compiled>();

function compiled(rules: IntakeRules): Compiled {
  const known = ready.get(rules);
  if (known !== undefined) return known;
  const phrases = phrasesOf(rules);
  const made = { phrases, anchors: anchorsOf(phrases), judge: new MentionJudge(rules.mention) };
  ready.set(rules, made);
  return made;
}

/** Where a hidden text stands in the original. */
interface Place {
  readonly start: number;
  readonly end: number;
}

class Scan {
  readonly #text: string;
  readonly #compiled: Compiled;
  readonly #isMarkup: boolean;
  readonly #found = new Map<string, IntakeReason>();
  #quarantined = 0;
  #fences: readonly number[] | null = null;

  constructor(text: string, compiled: Compiled, isMarkup: boolean) {
    this.#text = text;
    this.#compiled = compiled;
    this.#isMarkup = isMarkup;
  }

  /** Looks at a copy of the text, or at one that was hidden in it. */
  look(copy: string, hidden: HiddenText | null): void {
    for (const stretch of stretchesOf(copy, this.#compiled.anchors)) {
      if (this.#quarantined >= HITS_MAX) return;
      this.#lookClosely(copy, stretch, hidden);
    }
    for (const phrase of this.#compiled.phrases)
      if (phrase.spot !== null) this.#spot(copy, phrase, phrase.spot, hidden);
  }

  /** Signs that need no folding to be what they are. */
  #spot(copy: string, phrase: Phrase, spot: RegExp, hidden: HiddenText | null): void {
    if (this.#isMarkup && phrase.rule.isOutsideMarkup) return;
    for (const { 0: signs, index } of copy.matchAll(spot)) {
      if (this.#quarantined >= HITS_MAX) return;
      this.#judge(phrase, { start: index, end: index + signs.length }, signs.toLowerCase(), hidden);
    }
  }

  reasons(): readonly IntakeReason[] {
    return [...this.#found.values()].sort((a, b) => a.offset - b.offset || (a.rule < b.rule ? -1 : 1));
  }

  #lookClosely(copy: string, { start, end, phrase: number, isBroken }: Stretch, hidden: HiddenText | null): void {
    const phrase = this.#compiled.phrases[number] as Phrase;
    if (this.#isMarkup && phrase.rule.isOutsideMarkup) return;
    const words = copy.slice(start, end);
    const plain = isBroken ? null : foldPlain(words);
    if (plain !== null && !finds(phrase.plain, plain)) return;
    const folded = fold(words);
    for (const hit of hitsOf(phrase, folded, isBroken)) this.#weigh(phrase, hit, folded, start, hidden);
  }

  #weigh(phrase: Phrase, hit: Place, folded: Folded, base: number, hidden: HiddenText | null): void {
    const start = base + (folded.origin[hit.start] as number);
    const end = base + (folded.origin[hit.end] as number);
    const words = (hidden?.text ?? this.#text).slice(start, end);
    if (!isTorn(phrase.rule, words)) this.#judge(phrase, { start, end }, folded.text.slice(hit.start, hit.end), hidden);
  }

  #judge({ rule }: Phrase, place: Place, hit: string, hidden: HiddenText | null): void {
    const offset = hidden?.start ?? place.start;
    const key = `${rule.id} ${offset}`;
    const before = this.#found.get(key);
    if (before?.severity === "quarantine") return;
    const severity = rule.isMentionable && this.#isMention(rule, place, hidden) ? "note" : rule.severity;
    if (severity === "quarantine") this.#quarantined += 1;
    if (before === undefined || severity === "quarantine")
      this.#found.set(key, { rule: rule.id, severity, offset, excerpt: excerptOf(hit) });
  }

  /** A run of digits is judged by what stands around it; escapes by the text that they make, which has its surroundings with it. */
  #isMention(rule: IntakeRule, { start, end }: Place, hidden: HiddenText | null): boolean {
    const { judge } = this.#compiled;
    this.#fences ??= fencesOf(this.#text);
    if (hidden === null) return judge.isMention(rule, { text: this.#text, start, end, fences: this.#fences });
    if (hidden.form === "tags") return false;
    if (isRun(hidden)) return judge.isShown(this.#text, hidden.start, hidden.end);
    return judge.isMention(rule, { text: hidden.text, start, end, fences: [] });
  }
}

const hitsOf = (phrase: Phrase, folded: Folded, isBroken: boolean): readonly Place[] => [
  ...plainHits(phrase, folded),
  ...(phrase.squeezed === null || !isBroken ? [] : squeezedHits(phrase.squeezed, folded, lettersOf(folded))),
];

function finds(pattern: RegExp, text: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(text);
}

const isRun = ({ form }: HiddenText): boolean => form === "base64" || form === "hex";

/** Words of two sentences, or of one voice and of another that it quotes, do not make a phrase. */
const isTorn = ({ isAcrossSentences }: IntakeRule, hit: string): boolean =>
  (!isAcrossSentences && isOverSentences(hit)) || isOverQuotation(hit);

/** A quotation of three words or more opens within the hit and goes on after it. */
const isOverQuotation = (hit: string): boolean =>
  hit.split('"').length % 2 === 0 && /"\s*\S+\s+\S+\s+\S[^"]*$/.test(hit);

/**
 * The end of one sentence and the start of another one within a hit: its words do not belong together. An attack that puts a full
 * stop or a blank line between all of its words has more ends than sentences can have.
 */
function isOverSentences(hit: string): boolean {
  const ends = hit.match(/[.!?]["'”)\]]?\s+(?=["'“([]?\p{Lu})|\n[ \t]*\r?\n/gu)?.length ?? 0;
  return ends > 0 && ends * 2 < (hit.match(/\s+/g)?.length ?? 0);
}

const EXCERPT_LENGTH_MAX = 200;

const excerptOf = (text: string): string => text.slice(0, EXCERPT_LENGTH_MAX).toWellFormed().trim() || "?";

const HITS_OF_PHRASE_MAX = 32;

function* plainHits({ plain }: Phrase, { text }: Folded): Generator<Place> {
  plain.lastIndex = 0;
  for (let count = 0; count < HITS_OF_PHRASE_MAX; count += 1) {
    const hit = plain.exec(text);
    if (hit === null) return;
    // A hit that is thrown away must not take one with it that begins within it.
    plain.lastIndex = hit.index + 1;
    yield { start: hit.index, end: hit.index + hit[0].length };
  }
}

/** What is found among letters alone counts where each of its words begins and ends with words: else two words would make a third. */
function* squeezedHits(squeezed: RegExp, { text }: Folded, letters: Letters): Generator<Place> {
  squeezed.lastIndex = 0;
  for (let count = 0; count < HITS_OF_PHRASE_MAX; count += 1) {
    const hit = squeezed.exec(letters.text);
    if (hit === null) return;
    squeezed.lastIndex = hit.index + 1;
    const parts = partsOf(hit, letters);
    const [first, last] = [parts[0], parts.at(-1)];
    if (first !== undefined && last !== undefined && parts.every((part) => isWhole(text, part)))
      yield { start: first.start, end: last.end };
  }
}

interface Part extends Place {
  readonly isStem: boolean;
}

/** The words of a hit: the groups of a pattern come in pairs, whole words and stems (see phrase.ts). */
const partsOf = (hit: RegExpExecArray, { place }: Letters): readonly Part[] =>
  (hit.indices ?? [])
    .slice(1)
    .flatMap((range: [number, number] | undefined, group) =>
      range === undefined
        ? []
        : [{ start: place[range[0]] as number, end: (place[range[1] - 1] as number) + 1, isStem: group % 2 === 1 }],
    );

const STEM_TAIL_MAX = 10;

function isWhole(text: string, { start, end, isStem }: Part): boolean {
  const tailMax = isStem ? STEM_TAIL_MAX : 0;
  let at = end;
  while (at < end + tailMax && isWordSign(text.charAt(at))) at += 1;
  return !isWordSign(text.charAt(start - 1)) && !isWordSign(text.charAt(at));
}
