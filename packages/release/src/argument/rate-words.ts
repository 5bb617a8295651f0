/** Words that state how often something is so. */
const RATES = [
  /\b\d+(?:[.,]\d+)?\s?(?:%|percent\b|per cent\b|pct\b)/u,
  /\b(?:success|failure|refusal|error|detection|attack|accuracy|pass|alarm|catch|compliance|jailbreak|win|solve)[- ]rate\b/u,
  /\b(?:almost|nearly|virtually|practically) (?:all|every|always|none|never)\b/u,
  /\b(?:in|for|on) (?:most|the majority of|the vast majority of) [a-z]/u,
  /\b(?:most|the majority|the vast majority|half|two thirds|three quarters) of (?:the |all |our |these )?[a-z]/u,
  /\bmost (?:attempts|attacks|cases|prompts|requests|users|inputs|questions|tasks|answers)\b/u,
  /\b(?:one|two|three|four|five|nine) (?:in|out of) (?:two|three|four|five|ten|a hundred)\b/u,
] as const;

/** A bound that somebody set is no measured rate; nor is the level of an interval. */
const SET =
  /\b(?:threshold|limit|cap|ceiling|budget|quota|target)(?: is| was)? (?:of|at|to) \d+(?:[.,]\d+)?\s?(?:%|percent\b|per cent\b)|\b\d+(?:[.,]\d+)?\s?(?:%|percent|per cent)[- ](?:confidence|credible|interval|bounds?|ci)\b/gu;

const COUNTS = [
  /\bn\s?[=:]\s?\d/u,
  /\b\d[\d,.]*\s(?:out\s)?of\s(?:the\s|all\s)?\d/u,
  /\b\d+\s?\/\s?\d+\b/u,
  /\b(?:in|of|from|over|on|across|among|with)\s(?:the\s|all\s)?\d[\d,.]*\s(?:[a-z-]+\s){0,3}(?:trials|attempts|prompts|runs|samples|requests|cases|questions|tasks|items|inputs|users|letters|people|participants|episodes|transcripts|answers|documents|attacks)\b/u,
  /\b(?:interval|bounds?|ci)\b[^.]{0,40}\d/u,
  /±\s?\d|\+\/-\s?\d/u,
] as const;

/** The words of a rate; null: none is stated. Read in a text as `plain` gives it. */
export function rateIn(sentence: string): string | null {
  const measured = sentence.replaceAll(SET, " ");
  return RATES.map((pattern) => pattern.exec(measured)?.[0] ?? null).find((found) => found !== null) ?? null;
}

const PERCENT = /\b(\d+(?:[.,]\d+)?)\s?(?:%|percent\b|per cent\b|pct\b)/gu;

/** The shares that a sentence states as numbers, in ten-thousandths; rates in words are none of them. */
export const sharesIn = (sentence: string): readonly number[] =>
  [...sentence.replaceAll(SET, " ").matchAll(PERCENT)].map(([, digits = ""]) => hundredths(digits.replace(",", ".")));

/** Exactly: two places more, and no float that is a little off. */
function hundredths(percent: string): number {
  const [whole = "", places = ""] = percent.split(".");
  const rest = places.slice(2);
  return /^0*$/.test(rest) ? Number(whole + places.padEnd(2, "0").slice(0, 2)) : Number.NaN;
}

/** Is the number of trials or an interval in the same sentence? */
export const hasCount = (sentence: string): boolean => COUNTS.some((pattern) => pattern.test(sentence));
