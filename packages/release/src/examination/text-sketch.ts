import { foldedCharacter } from "../intake/fold.ts";

/**
 * The least hashes of a text's runs of five words (bottom-k sketch: Broder 1997, Cohen and Kaplan 2007). Two sketches tell what share
 * of the shorter text stands in the longer one, without either text.
 */
export interface TextSketch {
  /** Ascending, distinct, below 2^32. */
  readonly hashes: readonly number[];
  /** All runs are in it, and not only the least. */
  readonly isWhole: boolean;
  /** Their count and two hashes in order: equal for texts that differ in nothing but case, spaces, signs, digits and look-alikes. */
  readonly words: string;
}

const RUN_WORDS = 5;
/** At 0.8 the share is then told within 0.025, two standard errors. */
export const SKETCH_HASHES_MAX = 1024;
/** Of fewer runs in common reach no share is told. */
const SAMPLES_MIN = 8;
const COPIED_TENTHS_MIN = 8;

export function sketchOf(text: string): TextSketch {
  const [least, ring] = [new Least(), new Uint32Array(RUN_WORDS)];
  let [words, one, other] = [0, START, 0x2545f491];
  eachWord(text, (word) => {
    ring[words % RUN_WORDS] = word;
    words += 1;
    one = mixed(one, word);
    other = mixed(other ^ 0x9e3779b9, word);
    if (words >= RUN_WORDS) least.add(runHash(ring, words));
  });
  return { ...least.sketch(), words: `${words}:${one >>> 0}:${other >>> 0}` };
}

function runHash(ring: Uint32Array, words: number): number {
  let hash = START;
  for (let back = RUN_WORDS; back > 0; back -= 1) hash = mixed(hash, ring[(words - back) % RUN_WORDS] as number);
  return hash >>> 0;
}

/** MurmurHash3's step and finish on 32 bits. */
function mixed(hash: number, word: number): number {
  let value = Math.imul(hash ^ word, 0xcc9e2d51);
  value = Math.imul((value << 15) | (value >>> 17), 0x1b873593) + 0x38495ab5;
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return value ^ (value >>> 13);
}

/**
 * Hashes of the words (FNV-1a): folded letters. Digits and hidden signs are passed over, so that neither a number between the words
 * nor a sign within one makes another text. A sign of a script without spaces is a word.
 */
function eachWord(text: string, take: (hash: number) => void): void {
  let [hash, isOpen] = [START, false];
  const put = (letter: number): void => {
    if (letter === PASSED_OVER) return;
    const isWithin = letter >= 0 && letter < SCRIPT_WITHOUT_SPACES;
    if (isOpen && !isWithin) take(hash >>> 0);
    if (letter >= 0) hash = Math.imul((isOpen ? hash : START) ^ letter, 0x01000193);
    if (letter >= SCRIPT_WITHOUT_SPACES) take(Math.imul(START ^ letter, 0x01000193) >>> 0);
    isOpen = isWithin;
  };
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code < 0x80) put(plainLetter(code));
    else place += putFolded(text, place, put);
  }
  if (isOpen) take(hash >>> 0);
}

const START = 0x811c9dc5;
const SCRIPT_WITHOUT_SPACES = 0x2e80;
const BETWEEN_WORDS = -1;
const PASSED_OVER = -2;

/** Of a character beyond ASCII what intake's fold makes of it. Returns how many units more than one it took. */
function putFolded(text: string, place: number, put: (letter: number) => void): number {
  const character = String.fromCodePoint(text.codePointAt(place) ?? 0);
  const folded = foldedCharacter(character);
  for (let at = 0; at < folded.length; at += 1) {
    const code = folded.charCodeAt(at);
    put(code < 0x80 ? plainLetter(code) : foreignLetter(code));
  }
  return character.length - 1;
}

function plainLetter(code: number): number {
  if (code >= 97 && code <= 122) return code;
  if (code >= 65 && code <= 90) return code + 32;
  return code >= 48 && code <= 57 ? PASSED_OVER : BETWEEN_WORDS;
}

const foreignLetter = (code: number): number =>
  code >= 0xc0 && !(code >= 0x2000 && code <= 0x206f) && !(code >= 0x3000 && code <= 0x303f) ? code : BETWEEN_WORDS;

class Least {
  #hashes: number[] = [];
  #limit = 2 ** 32;
  #isWhole = true;

  add(hash: number): void {
    if (hash >= this.#limit) return;
    this.#hashes.push(hash);
    if (this.#hashes.length >= 8 * SKETCH_HASHES_MAX) this.#shorten();
  }

  sketch(): Pick<TextSketch, "hashes" | "isWhole"> {
    this.#shorten();
    return { hashes: this.#hashes, isWhole: this.#isWhole };
  }

  #shorten(): void {
    const sorted = Uint32Array.from(this.#hashes).sort();
    const distinct = sorted.filter((hash, index) => hash !== sorted[index - 1]);
    this.#isWhole &&= distinct.length <= SKETCH_HASHES_MAX;
    this.#hashes = [...distinct.subarray(0, SKETCH_HASHES_MAX)];
    if (!this.#isWhole) this.#limit = this.#hashes.at(-1) ?? 0;
  }
}

/** Whether at least eight tenths of the shorter of two texts stand in the longer one, or both are the same words. Without words: no. */
export function isCopy(one: TextSketch, other: TextSketch): boolean {
  if (one.words.startsWith("0:") || other.words.startsWith("0:")) return false;
  if (one.words === other.words) return true;
  const limit = Math.min(reach(one), reach(other));
  return !isClearlyOther(one, other, limit) && sharesTenths(one, other, limit, SAMPLES_MIN, COPIED_TENTHS_MIN);
}

/** Most pairs differ in nearly all: a look at their first hashes tells them apart. At 0.8, a share below 0.3 of 32 has no chance worth naming. */
function isClearlyOther(one: TextSketch, other: TextSketch, limit: number): boolean {
  const near = Math.min(limit, one.hashes[FIRST] ?? limit, other.hashes[FIRST] ?? limit);
  const fewer = Math.min(samples(one, near), samples(other, near));
  return fewer >= FIRST / 4 && !sharesTenths(one, other, near, 0, 3);
}

const FIRST = 128;

function sharesTenths(one: TextSketch, other: TextSketch, limit: number, samplesMin: number, tenths: number): boolean {
  const fewer = Math.min(samples(one, limit), samples(other, limit));
  return fewer >= samplesMin && 10 * common(one.hashes, other.hashes, limit) >= tenths * fewer;
}

/** Up to here a sketch holds every hash of its text. */
const reach = ({ hashes, isWhole }: TextSketch): number => (isWhole ? 2 ** 32 : (hashes.at(-1) ?? 0));

function samples({ hashes }: TextSketch, limit: number): number {
  let [from, to] = [0, hashes.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((hashes[middle] as number) <= limit) from = middle + 1;
    else to = middle;
  }
  return from;
}

function common(one: readonly number[], other: readonly number[], limit: number): number {
  let [count, left, right] = [0, 0, 0];
  while (left < one.length && right < other.length) {
    const [a, b] = [one[left] as number, other[right] as number];
    if (a > limit || b > limit) break;
    if (a === b) count += 1;
    if (a <= b) left += 1;
    if (b <= a) right += 1;
  }
  return count;
}
