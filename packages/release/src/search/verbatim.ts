import { surroundings, type Surroundings } from "./surroundings.ts";

/** A claim that stands in a text as a sentence of its own, or is turned down there. */
export interface FoundStatement {
  readonly stance: "supports" | "refutes";
  /** UTF-16 units of the text. */
  readonly offset: number;
  /** Of a denial the whole sentence, so that the denial is in it. */
  readonly quote: string;
}

/** A claim as it is looked for, and how long it is. */
export interface SentencePattern {
  readonly pattern: RegExp;
  readonly length: number;
}

/** Shorter ones stand anywhere by chance. */
const WORDS_MIN = 3;
const FOUND_MAX = 32;

/**
 * Where a text says a claim, word for word but for case and whitespace. It supports where the claim is a whole sentence that nothing
 * around it turns down, quotes, asks or supposes; it refutes where something around it denies it. In every other case it says nothing:
 * doubt supports no claim.
 *
 * @param window part of the text in which the claim may begin
 */
export function statementsOf(
  { pattern, length }: SentencePattern,
  text: string,
  isMarkup: boolean,
  window: { readonly from: number; readonly to: number },
): readonly FoundStatement[] {
  const found: FoundStatement[] = [];
  // A copy of the window, since a pattern would go on looking to the end of the text; one character more for what may stand before.
  const start = Math.max(0, window.from - 1);
  const part = text.slice(start, window.to + SPREAD * length);
  for (const match of part.matchAll(pattern)) {
    const from = start + match.index;
    if (from >= window.to || found.length >= FOUND_MAX) break;
    const statement = read(text, from, from + match[0].length, isMarkup);
    if (from >= window.from && statement !== null) found.push(statement);
  }
  return found;
}

/** Line breaks and indents make a sentence no longer than so many times itself. */
const SPREAD = 4;

/**
 * The words of a claim as they stand, with any whitespace between; null for a claim that is too short to be told from chance. No
 * repetition within a repetition, so its time is linear.
 */
export function sentencePattern(claim: string): SentencePattern | null {
  const words = claim
    .trim()
    .replace(/[.!?\s]+$/, "")
    .split(/\s+/)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, String.raw`\$&`));
  if (words.length < WORDS_MIN) return null;
  const pattern = new RegExp(String.raw`(?<![\p{L}\p{N}])${words.join(String.raw`\s{1,200}`)}(?![\p{L}\p{N}])`, "giu");
  return { pattern, length: claim.length };
}

function read(text: string, from: number, to: number, isMarkup: boolean): FoundStatement | null {
  const around = surroundings(text, from, to, isMarkup);
  if (isTurnedDownTwice(around)) return null;
  if (isDenied(around)) return { stance: "refutes", ...sentence(text, around, to) };
  return isAsserted(around) ? { stance: "supports", offset: from, quote: text.slice(from, to) } : null;
}

function sentence(text: string, { offset, after }: Surroundings, to: number): Pick<FoundStatement, "offset" | "quote"> {
  const whole = text.slice(offset, to + after.length);
  return { offset: offset + whole.length - whole.trimStart().length, quote: whole.trim() };
}

const DENIAL_BEFORE =
  /\b(?:not (?:the case|true|correct|shown|established|supported|found)|no evidence|false|falsely|incorrect|incorrectly|untrue|wrong|wrongly|(?:could|can|did|does|do) not|cannot|couldn't|didn't|doesn't|don't|failed to|fail to|unable to|not able to|retract\w*|withdraw\w*|withdrew|refut\w+|disput\w+|contradict\w*|deny|denies|denied|doubt\w*|contrary to|reject\w*|unsupported|disprov\w+|debunk\w*|never)\b/iu;
const DENIAL_AFTER =
  /\b(?:(?:is|was|are|were) (?:not (?:true|correct|supported|the case|reproduced|confirmed|shown|borne out)|false|incorrect|untrue|wrong|disputed|refuted|contradicted|unsupported|rejected|overstated|misleading)|(?:does|did|do) not hold|doesn't hold|didn't hold|no longer (?:holds?|true|valid)|(?:could|can) not be (?:reproduced|replicated|confirmed|verified)|cannot be (?:reproduced|replicated|confirmed|verified)|(?:has|have) been (?:retracted|withdrawn|refuted|contradicted|disproved|disproven|rejected))\b/iu;
const TWICE =
  /\b(?:not|never|nobody|no one|none|nothing|without)\b[^.!?]{0,40}\b(?:disput|refut|den(?:y|ied)|doubt|contradict|reject|retract|disprov)\w*/iu;
/** A next sentence that speaks of this one. */
const ANAPHOR =
  /^\s*(?:this|that|these|it|which|the (?:claim|statement|result|finding|figure|assertion)|however|but|yet|in fact)\b/iu;
const DOUBT =
  /\b(?:not|no|never|cannot|false|wrong|untrue|incorrect|fail\w*|unlikely|doubt\w*|disput\w*|overstat\w*)\b|n't\b/iu;
/** Headings under which sentences stand that nobody asserts. */
const SUPPOSED =
  /\b(?:hypothes[ie]s|questions?|assum\w+|suppos\w+|if|whether|to be (?:tested|shown|verified|checked)|claims?|claimed|examples?|would|plans?|planned|goals?|targets?|expected|drafts?|prompt|transcript|model (?:output|answer|says))\b/iu;

const isTurnedDownTwice = ({ before, after, lead }: Surroundings): boolean =>
  [before, after, lead].some((part) => TWICE.test(part));

const isDenied = ({ before, after, next, lead }: Surroundings): boolean =>
  DENIAL_BEFORE.test(before) ||
  DENIAL_AFTER.test(after) ||
  (ANAPHOR.test(next) && DENIAL_AFTER.test(next)) ||
  (/:$|^#/.test(lead) && !hasLetters(before) && DENIAL_BEFORE.test(lead));

const isAsserted = ({ before, after, next, lead }: Surroundings): boolean =>
  !hasLetters(before) &&
  !hasLetters(after) &&
  !/["“”„«»?]|(?<!\p{L})['‘’]/u.test(`${before}${after}`) &&
  !(ANAPHOR.test(next) && DOUBT.test(next)) &&
  !DENIAL_BEFORE.test(lead) &&
  !SUPPOSED.test(lead);

/** Marks of a list and its numbers are no words: `2. ` before a sentence, `[3].` behind it. */
const hasLetters = (text: string): boolean =>
  /\p{L}|\d[.,]?\d*\s*%/u.test(text) || /^\s*[.,]?\d/u.test(text.replace(/^[\s>#*•-]{0,20}\d{1,3}[.)]\s/u, ""));
