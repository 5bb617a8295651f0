/** A number with a unit of time, size or speed, as a text says it. */
export interface Figure {
  /** As it stands there: `7 million steps a second`. */
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
  /** The numbers in it, as digits: of a range both. */
  readonly numbers: readonly string[];
  /** The sentence or table row in which it stands. */
  readonly sentence: string;
  /** Its greatest value in microseconds, bytes or times a second; of a multiple the multiple. */
  readonly quantity: { readonly kind: Kind; readonly value: number };
}

type Kind = "time" | "size" | "rate" | "multiple";

const TIME: Readonly<Record<string, number>> = {
  ns: 1e-3,
  µs: 1,
  μs: 1,
  us: 1,
  ms: 1e3,
  s: 1e6,
  second: 1e6,
  seconds: 1e6,
  min: 6e7,
  minute: 6e7,
  minutes: 6e7,
};
const SIZE: Readonly<Record<string, number>> = {
  B: 1,
  byte: 1,
  bytes: 1,
  kB: 1e3,
  KB: 1e3,
  KiB: 1024,
  MB: 1e6,
  MiB: 1_048_576,
  GB: 1e9,
  GiB: 1_073_741_824,
};
const SCALE: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, thousand: 1e3, million: 1e6 };

/** Digits in groups of three may be parted by a blank of any kind or by a comma. */
const NUMBER = String.raw`\d+(?:[ \u00A0\u202F,]\d{3})*(?:\.\d+)?`;
const RATE = String.raw`(?:[a-z]+ ){0,3}(?:a|per|each) second|(?:Ki?B|[MG]?i?B|kB)?/s`;
const MULTIPLE = String.raw`(?:×|x|times)(?: as (?:fast|slow)| faster| slower| real time)`;
const UNIT = [
  RATE,
  MULTIPLE,
  ...[...Object.keys(TIME), ...Object.keys(SIZE)].toSorted((a, b) => b.length - a.length),
].join("|");
const FIGURE = new RegExp(
  String.raw`(?<![\w.-])(${NUMBER})(?:(?: ?– ?| to | or )(${NUMBER}))?[ \u00A0\u202F]?(${Object.keys(SCALE).join("|")})?[ \u00A0\u202F]?(${UNIT})(?![\w/])`,
  "gu",
);

/** Every figure of time, size or speed in a page's prose. What stands in code is what somebody types, and claims nothing. */
export function figuresIn(markdown: string): readonly Figure[] {
  const prose = withoutCode(markdown);
  return [...prose.matchAll(FIGURE)].map((match) => {
    const [text, low = "", high, scale, unit = ""] = match;
    const numbers = [low, ...(high === undefined ? [] : [high])].map(digitsOf);
    return {
      text,
      line: prose.slice(0, match.index).split("\n").length,
      numbers,
      sentence: sentenceAt(prose, match.index),
      quantity: quantityOf(Math.max(...numbers.map(Number)) * (SCALE[scale ?? ""] ?? 1), unit),
    };
  });
}

const digitsOf = (number: string): string => number.replaceAll(/[ \u00A0\u202F,]/gu, "");

function quantityOf(value: number, unit: string): Figure["quantity"] {
  if (unit in TIME) return { kind: "time", value: value * (TIME[unit] ?? 1) };
  if (unit in SIZE) return { kind: "size", value: value * (SIZE[unit] ?? 1) };
  return { kind: unit.endsWith("/s") || unit.endsWith("second") ? "rate" : "multiple", value };
}

/** Fences and inline code as blanks, so that lines stay where they are. */
const withoutCode = (markdown: string): string =>
  markdown.replaceAll(/^```[\s\S]*?^```|`[^`\n]*`/gmu, (code) => code.replaceAll(/[^\n]/gu, " "));

/** A sentence ends with a full stop before a blank, with an empty line or with its table row. */
function sentenceAt(prose: string, at: number): string {
  const before = prose.slice(0, at).split(SENTENCE_END).at(-1) ?? "";
  const after = prose.slice(at).split(SENTENCE_END)[0] ?? "";
  return `${before}${after}`.replaceAll(/\s+/gu, " ").trim();
}

const SENTENCE_END = /(?<=[.!?])\s|\n\s*\n|\n(?=[|#-])/u;

/** Words by which a sentence tells what was measured, and not what is allowed. */
const MEASURED =
  /\b(?:about|some|around|roughly|takes?|took|costs?|measured|medians?|p50|p95|p99|mean|faster|slower|resident|so far|on one core|on two cores|in practice)\b/iu;

/** Whether a figure has to have a record: speeds, multiples, and whatever its sentence says was measured. */
export const needsRecord = ({ quantity, sentence }: Figure): boolean =>
  quantity.kind === "rate" || quantity.kind === "multiple" || MEASURED.test(sentence);

/** Whether what was recorded rounds to what is said, to as many digits as are said. Where the point stands is the unit's affair. */
export function roundsTo(said: string, recorded: string): boolean {
  const wanted = leading(said);
  return leading(Number(digitsOf(recorded)).toExponential(Math.max(0, wanted.length - 1))) === wanted;
}

/** The digits that count: without point, exponent, zeros in front, and those at the end of a whole number. */
function leading(number: string): string {
  const [mantissa = ""] = number.toLowerCase().split("e");
  const digits = mantissa.replace(".", "").replace(/^0+/u, "");
  return digits.replace(/0+$/u, "") || "0";
}

/** A page that says by which command it was made or recorded: each of its figures comes from there. */
export const isRecord = (markdown: string): boolean =>
  /\b(?:Made|Generated|Measured|Recorded on [\d-]+) by\s+`|`[^`]+`,?(?: which)?[^.`]*\b(?:writes|makes) this page|`[^`]+` measures this and writes/u.test(
    markdown.slice(0, 6_000),
  );
