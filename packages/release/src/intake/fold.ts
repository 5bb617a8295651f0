import { CONFUSABLES } from "./confusables.ts";

/** A copy for looking only: what is stored keeps its bytes. */
export interface Folded {
  readonly text: string;
  /** For each character of `text`, where in the original it began; one more at the end, for the original's length. */
  readonly origin: Uint32Array;
}

const HIGH_SURROGATE = 0xd800;
/** In place of markup that was taken out: gone from the copy like a character without width. */
export const MASK = "\ue000";

/** Signs that show nothing: without width, direction, variation, tags, fillers, soft hyphens, byte order marks. */
export const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Folds whole texts; the windows of a large one are folded one by one. Never throws. Twice is as once. */
export function fold(text: string): Folded {
  const origin = new Uint32Array(text.length * GROWTH_MAX + 1);
  const parts: string[] = [];
  let length = 0;
  let isBlank = true;
  for (let at = 0; at < text.length;) {
    const character = text.charCodeAt(at) < HIGH_SURROGATE ? text.charAt(at) : characterAt(text, at);
    const step = character.length;
    const [folded, used] = escapedBlank(text, at) ? [" ", 2] : [foldedCharacter(character), step];
    if (folded !== " " || !isBlank) {
      for (let place = 0; place < folded.length; place += 1) origin[length + place] = at;
      length += folded.length;
      parts.push(folded);
    }
    if (folded !== "") isBlank = folded === " ";
    at += used;
  }
  origin[length] = text.length;
  return { text: parts.join(""), origin: origin.slice(0, length + 1) };
}

/** The text of `fold`, without the places and much faster, for plain ASCII without escapes; null for all else. */
export const foldPlain = (text: string): string | null =>
  FOREIGN.test(text)
    ? null
    : text
        .toLowerCase()
        .replace(/[^!-~]+/g, " ")
        .replace(/^ /, "");

/** Beyond ASCII, or a backslash, which may begin an escape. */
const FOREIGN = /[\\\u0080-\uffff]/;

/** Compatibility forms grow: one Arabic ligature becomes eighteen letters. What would grow more is cut. */
const GROWTH_MAX = 4;

const characterAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at) ?? 0);

/** A line break as it is written within JSON or source code. */
const escapedBlank = (text: string, at: number): boolean =>
  text.charCodeAt(at) === 0x5c && "nrt".includes(text.charAt(at + 1) || "-");

const known = new Map<string, string>();
const KNOWN_MAX = 65_536;

/** One character (code point) as it is compared: compatible, without marks, Latin where it looks so, lower case. Empty where it shows nothing. */
export function foldedCharacter(character: string): string {
  const before = known.get(character);
  if (before !== undefined) return before;
  const folded = computeFolded(character);
  if (known.size < KNOWN_MAX) known.set(character, folded);
  return folded;
}

function computeFolded(character: string): string {
  if (character === MASK || INVISIBLE.test(character)) return "";
  if (/[\s\p{Cc}]/u.test(character)) return " ";
  const letters = Array.from(squared(character).normalize("NFKD"), plainLetter).join("");
  return letters.slice(0, GROWTH_MAX * character.length);
}

function plainLetter(letter: string): string {
  if (/\p{M}/u.test(letter)) return "";
  const direct = CONFUSABLES.get(letter);
  if (direct !== undefined) return direct;
  const lower = letter.toLowerCase();
  return CONFUSABLES.get(lower) ?? (lower.length > 2 ? letter : lower);
}

/** Squared, negative circled and flag letters, which no compatibility form makes plain. */
function squared(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const start = LETTER_BLOCKS.find((block) => code >= block && code < block + 26);
  return start === undefined ? character : String.fromCharCode(0x61 + code - start);
}

const LETTER_BLOCKS = [0x1f130, 0x1f150, 0x1f170, 0x1f1e6];
