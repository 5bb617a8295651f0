import { LEET } from "./confusables.ts";
import { foldedCharacter } from "./fold.ts";
import type { AnchorWord } from "./phrase.ts";

/**
 * Many words looked for at once (Aho and Corasick 1975), over letters alone: blanks, signs, signs without width and case are not seen by it,
 * and letters that look Latin are Latin, so that splitting or dressing a word up does not hide it.
 */
export interface Automaton {
  /** By UTF-16 unit: 0 is passed over, 1 is a letter of no word, 65535 not yet known. */
  readonly codes: Uint16Array;
  readonly codeOf: ReadonlyMap<string, number>;
  readonly next: Int32Array;
  /** Words that end in a state; null for most. */
  readonly ends: readonly (readonly WordEnd[] | null)[];
  /** Codes there are. */
  readonly width: number;
}

export interface WordSet {
  readonly id: number;
  readonly words: readonly AnchorWord[];
}

/** A word that ends in a state, and the set that it is of. */
export interface WordEnd {
  readonly set: number;
  readonly word: AnchorWord;
}

const OTHER = 1;
const UNKNOWN = 65_535;

export function automatonOf(sets: readonly WordSet[]): Automaton {
  const codeOf = alphabetOf(sets.flatMap(({ words }) => words.map(({ letters }) => letters)));
  const width = codeOf.size + 2;
  const trie = trieOf(sets, codeOf);
  const next = linked(trie, width);
  const ends = trie.map(({ words }) => (words.length > 0 ? words : null));
  return { codes: new Uint16Array(65_536).fill(UNKNOWN), codeOf, next, ends, width };
}

/** Latin letters first: their columns lie together in memory. */
const alphabetOf = (words: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...new Set(words.join(""))].sort().map((letter, place) => [letter, place + 2]));

interface State {
  readonly onward: Map<number, number>;
  readonly words: WordEnd[];
}

function trieOf(sets: readonly WordSet[], codeOf: ReadonlyMap<string, number>): readonly State[] {
  const states: State[] = [{ onward: new Map(), words: [] }];
  for (const { id, words } of sets)
    for (const word of words) {
      let state = 0;
      for (const letter of word.letters) state = stepTo(states, state, codeOf.get(letter) ?? OTHER);
      if (state !== 0) states[state]?.words.push({ set: id, word });
    }
  return states;
}

function stepTo(states: State[], from: number, code: number): number {
  const known = states[from]?.onward.get(code);
  if (known !== undefined) return known;
  states[from]?.onward.set(code, states.length);
  return states.push({ onward: new Map(), words: [] }) - 1;
}

/** Breadth first: where a word does not go on, its longest end that begins another one does. */
function linked(states: readonly State[], width: number): Int32Array {
  const next = new Int32Array(states.length * width);
  const fallback = new Int32Array(states.length);
  const queue = [0];
  for (const number of queue) {
    const state = states[number] as State;
    const back = fallback[number] as number;
    if (number !== 0) state.words.push(...(states[back] as State).words);
    if (number !== 0) next.copyWithin(number * width, back * width, (back + 1) * width);
    for (const [code, onward] of state.onward) {
      fallback[onward] = number === 0 ? 0 : (next[back * width + code] as number);
      next[number * width + code] = onward;
      queue.push(onward);
    }
  }
  return next;
}

/** Codes of characters are worked out when first met. Those of a surrogate depend on its other half, and are not kept. */
export function codeAt(text: string, at: number, { codes, codeOf }: Automaton): number {
  const unit = text.charCodeAt(at);
  if (unit >= 0xdc00 && unit <= 0xdfff) return 0;
  const isHigh = unit >= 0xd800 && unit <= 0xdbff;
  const code = codeOfCharacter(isHigh ? String.fromCodePoint(text.codePointAt(at) ?? 0) : text.charAt(at), codeOf);
  if (!isHigh) codes[unit] = code;
  return code;
}

/** A ligature counts by its first letter. */
function codeOfCharacter(character: string, codeOf: ReadonlyMap<string, number>): number {
  const first = foldedCharacter(character).charAt(0);
  const letter = LEET.get(first) ?? first;
  return codeOf.get(letter) ?? (/[\p{L}\p{N}]/u.test(letter) ? OTHER : 0);
}
