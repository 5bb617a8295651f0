import { type Automaton, automatonOf, codeAt, type WordEnd } from "./automaton.ts";
import type { AnchorWord, Phrase } from "./phrase.ts";

/**
 * The first look at a text: one pass that knows where a phrase may stand at all, so that a report of many megabytes is not folded and
 * matched as a whole. The words of all phrases are one automaton over letters alone. Where the groups of words of one phrase were seen
 * in their order and as near to one another as it allows, that stretch is looked at closely for that phrase.
 */
export interface Anchors {
  readonly automaton: Automaton;
  /** By set of words, the steps of phrases that it is. */
  readonly steps: readonly (readonly Step[])[];
  readonly stepCount: number;
}

/** A group of words as one step of a phrase. */
interface Step {
  /** Its number among all steps; the step before it in its phrase has the number before. */
  readonly number: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly phrase: number;
  readonly lead: number;
  readonly trail: number;
  /** Letters from the end of the step before to the end of this one, at most. */
  readonly reach: number;
}

/** A stretch of a text in which a phrase may stand. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly phrase: number;
  /** A word of it is split, or has a digit or sign for a letter: it is to be looked for among letters alone too. */
  readonly isBroken: boolean;
}

export function anchorsOf(phrases: readonly Phrase[]): Anchors {
  const sets = new Map<string, { readonly id: number; readonly words: readonly AnchorWord[] }>();
  const steps: Step[][] = [];
  let stepCount = 0;
  phrases.forEach(({ anchors, lead, trail }, phrase) => {
    anchors.forEach(({ words, reach }, place) => {
      const key = words.map(({ letters, isStem }) => `${letters}${isStem ? "*" : ""}`).join("|");
      const set = sets.get(key) ?? { id: sets.size, words };
      sets.set(key, set);
      const step = {
        number: stepCount,
        isFirst: place === 0,
        isLast: place === anchors.length - 1,
        phrase,
        lead,
        trail,
        reach,
      };
      // The later steps of a phrase first: one sighting must not count for two of them.
      (steps[set.id] ??= []).unshift(step);
      stepCount += 1;
    });
  });
  return { automaton: automatonOf([...sets.values()]), steps, stepCount };
}

/** All stretches of a text in which a phrase may stand, in the order of their beginnings. Linear. */
export function stretchesOf(text: string, anchors: Anchors): readonly Stretch[] {
  const { automaton } = anchors;
  const { codes, next, ends, width } = automaton;
  const found = new Sightings(text, anchors);
  const { begins } = found;
  let state = 0;
  let letters = 0;
  let isApart = true;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const known = codes[unit] as number;
    const code = known === UNKNOWN ? codeAt(text, at, automaton) : known;
    if (code === 0) {
      isApart = true;
      continue;
    }
    letters += 1;
    begins[letters & RECENT] = isApart ? 1 : 0;
    // A sign that may stand for a letter may also just stand before a word.
    isApart = isApart && unit < FIRST_LETTER && !isDigit(unit);
    if (unit < FIRST_LETTER) found.oddLetter = letters;
    state = next[state * width + code] as number;
    const words = ends[state];
    if (words !== null && words !== undefined) found.see(words, letters, at);
  }
  return found.stretches(text.length);
}

/** "A": every sign and digit stands before it, but for the bar. */
const FIRST_LETTER = 0x41;
const isDigit = (unit: number): boolean => unit >= 0x30 && unit <= 0x39;
/** Letters of which it is kept whether they begin a word: more than the longest word has. */
const RECENT = 127;
const UNKNOWN = 65_535;
const LONG_AGO = -1_000_000_000;

/** For each step, the last time it was reached, and where its phrase then had begun. */
class Sightings {
  readonly begins = new Uint8Array(RECENT + 1);
  oddLetter = LONG_AGO;
  readonly #text: string;
  readonly #anchors: Anchors;
  readonly #seen: Int32Array;
  readonly #startAt: Int32Array;
  readonly #brokenAt: Int32Array;
  readonly #open = new Map<number, { start: number; end: number; readonly phrase: number; isBroken: boolean }>();
  readonly #closed: Stretch[] = [];

  constructor(text: string, anchors: Anchors) {
    this.#text = text;
    this.#anchors = anchors;
    this.#seen = new Int32Array(anchors.stepCount).fill(LONG_AGO);
    this.#startAt = new Int32Array(anchors.stepCount);
    this.#brokenAt = new Int32Array(anchors.stepCount).fill(LONG_AGO);
  }

  see(words: readonly WordEnd[], letters: number, at: number): void {
    for (const { set, word } of words) {
      if (!word.isFree && !this.#isWhole(word, letters, at)) continue;
      const isBroken = !word.isFree && this.#isBroken(word, letters);
      for (const step of this.#anchors.steps[set] as readonly Step[]) this.#reach(step, letters, at, isBroken);
    }
  }

  /** It begins where a word does, and ends where one does. */
  #isWhole({ letters: { length }, isStem }: AnchorWord, letters: number, at: number): boolean {
    if (this.begins[(letters - length + 1) & RECENT] === 0) return false;
    return isStem || !this.#isLetter(at + 1);
  }

  #isLetter(at: number): boolean {
    const unit = this.#text.charCodeAt(at);
    if (Number.isNaN(unit) || (unit < FIRST_LETTER && !isDigit(unit)) || unit === BAR) return false;
    const { automaton } = this.#anchors;
    const known = automaton.codes[unit] as number;
    return (known === UNKNOWN ? codeAt(this.#text, at, automaton) : known) !== 0;
  }

  /** More words than it has, or a sign that stands for a letter. */
  #isBroken({ letters: { length }, blanks }: AnchorWord, letters: number): boolean {
    if (letters - this.oddLetter < length) return true;
    let begun = 0;
    for (let letter = letters - length + 2; letter <= letters; letter += 1)
      begun += this.begins[letter & RECENT] as number;
    return begun > blanks;
  }

  #reach(
    { number, isFirst, isLast, phrase, lead, trail, reach }: Step,
    letters: number,
    at: number,
    isBroken: boolean,
  ): void {
    if (!isFirst && letters - (this.#seen[number - 1] as number) > reach) return;
    this.#seen[number] = letters;
    this.#startAt[number] = isFirst ? at : (this.#startAt[number - 1] as number);
    const before = isFirst ? LONG_AGO : (this.#brokenAt[number - 1] as number);
    this.#brokenAt[number] = isBroken ? letters : Math.max(before, this.#brokenAt[number] as number);
    if (!isLast) return;
    const isNear = letters - this.#brokenAt[number] < BROKEN_REACH;
    const spread = isNear ? SPREAD_BROKEN : SPREAD;
    this.#add(this.#startAt[number] - spread * lead - MARGIN, at + spread * trail + MARGIN, phrase, isNear);
  }

  /** Stretches of one phrase that overlap are one, until they grow long. */
  #add(start: number, end: number, phrase: number, isBroken: boolean): void {
    const open = this.#open.get(phrase);
    if (open !== undefined && start <= open.end && end - open.start <= STRETCH_MAX) {
      open.end = end;
      open.isBroken ||= isBroken;
      return;
    }
    if (open !== undefined) this.#closed.push(open);
    this.#open.set(phrase, { start, end, phrase, isBroken });
  }

  stretches(length: number): readonly Stretch[] {
    return [...this.#closed, ...this.#open.values()]
      .map((stretch) => ({ ...stretch, start: Math.max(0, stretch.start), end: Math.min(length, stretch.end) }))
      .sort((a, b) => a.start - b.start || a.phrase - b.phrase);
  }
}

const BAR = 0x7c;
/** Letters for which a split word makes its surroundings suspicious. */
const BROKEN_REACH = 1000;

/** Characters for a letter, blanks and signs with it: in words, and in words that are spread out. */
const SPREAD = 2;
const SPREAD_BROKEN = 6;
const MARGIN = 24;
const STRETCH_MAX = 4096;
