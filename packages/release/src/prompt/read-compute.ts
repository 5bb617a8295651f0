import { type ExactNumber, type FoundNumber, isLarger, numbersIn, product, wholeOf } from "./exact-number.ts";

/** What a text says about the compute of its subject. */
export interface ComputeReading {
  /** The largest amount that it states or implies, in FLOP, rounded up; null where it says nothing. */
  readonly flop: bigint | null;
  /** How that was read, for people. */
  readonly method: string;
  readonly stated: bigint | null;
  /** 6 x parameters x tokens (dense estimate, the sheet's §9.3). */
  readonly estimated: bigint | null;
}

type Unit = "flop" | "parameters" | "tokens";
interface Quantity {
  readonly unit: Unit;
  readonly amount: ExactNumber;
}

/** Rates (FLOP/s, FLOPS) say how fast, never how much. FLOP/s-days do say how much. */
const FLOP =
  /^[\s*_]{0,4}(zetta|exa|peta|tera|giga|yotta|[YZEPTG](?=F))?[\s-]?(?:floating[- ]point operations|flops?)(?![A-Za-z])/i;
const DAYS = /^[\s*_]{0,4}(?:petaflops?\/s[ -]days?|petaflops?[ -]days?|pf[ -]days?|pflops?\/s[ -]days?)(?![A-Za-z])/i;
const RATE = /^\s?(?:\/\s?s|per second|ps\b)/i;
const COUNTS: readonly (readonly [Unit, RegExp])[] = [
  ["parameters", /^[\s*_-]{0,4}(?:(?:active|total|dense|trainable|model) )?(?:parameters?|params?)(?![A-Za-z])/i],
  ["tokens", /^[\s*_-]{0,4}(?:(?:training|text|pretraining|pre-training) )?tokens?(?![A-Za-z])/i],
];
/** `Parameters: 405B`, `| Tokens | 15.6T |`. */
const LABEL = /(parameters|params|tokens|flop|flops)[*_)]{0,3}\s{0,3}[:=|]\s{0,3}[*_]{0,2}$/i;

const PREFIXES: Readonly<Record<string, number>> = { giga: 9, tera: 12, peta: 15, exa: 18, zetta: 21, yotta: 24 };
const LETTERS: Readonly<Record<string, number>> = { g: 9, t: 12, p: 15, e: 18, z: 21, y: 24 };
/** A petaflop per second for a day. */
const DAY: ExactNumber = { digits: 864n, exponent: 17 };

/** Reads FLOP, or parameters and tokens. Of several amounts the largest counts, for that is the worst. */
export function readCompute(text: string): ComputeReading {
  const found = numbersIn(text).flatMap((number) => quantityOf(text, number) ?? []);
  const [stated, parameters, tokens] = [largest(found, "flop"), largest(found, "parameters"), largest(found, "tokens")];
  const estimate = parameters && tokens ? product({ digits: 6n, exponent: 0 }, product(parameters, tokens)) : null;
  return readingOf(stated && wholeOf(stated), estimate && wholeOf(estimate), { parameters, tokens });
}

function quantityOf(text: string, number: FoundNumber): Quantity | null {
  const after = text.slice(number.to, number.to + 64);
  if (DAYS.test(after)) return { unit: "flop", amount: product(number, DAY) };
  const flop = FLOP.exec(after);
  if (flop !== null) return flopOf(number, flop, after.slice(flop[0].length));
  const counted = COUNTS.find(([, unit]) => isCounted(unit, after));
  if (counted !== undefined) return { unit: counted[0], amount: number };
  return labelled(text, number, after);
}

/** A word on the next line with a colon after it is that line's label, and counts nothing here. */
function isCounted(unit: RegExp, after: string): boolean {
  const word = unit.exec(after)?.[0];
  return word !== undefined && !(word.includes("\n") && /^\s{0,3}[:=|]/.test(after.slice(word.length)));
}

function flopOf(number: ExactNumber, [whole, prefix = ""]: RegExpExecArray, rest: string): Quantity | null {
  if (RATE.test(rest) || whole.endsWith("FLOPS")) return null;
  const scale = prefix.toLowerCase();
  const exponent = number.exponent + (PREFIXES[scale] ?? LETTERS[scale] ?? 0);
  return { unit: "flop", amount: { digits: number.digits, exponent } };
}

function labelled(text: string, number: FoundNumber, after: string): Quantity | null {
  const label = LABEL.exec(text.slice(Math.max(0, number.from - 40), number.from))?.[1]?.toLowerCase();
  if (label === undefined || RATE.test(after)) return null;
  const unit: Unit = label.startsWith("param") ? "parameters" : label === "tokens" ? "tokens" : "flop";
  return { unit, amount: number };
}

function largest(found: readonly Quantity[], unit: Unit): ExactNumber | null {
  const amounts = found.filter((each) => each.unit === unit).map(({ amount }) => amount);
  return amounts.reduce<ExactNumber | null>(
    (most, amount) => (most === null || isLarger(amount, most) ? amount : most),
    null,
  );
}

function readingOf(
  stated: bigint | null,
  estimated: bigint | null,
  { parameters, tokens }: { readonly parameters: ExactNumber | null; readonly tokens: ExactNumber | null },
): ComputeReading {
  const flop = stated === null || (estimated !== null && estimated > stated) ? estimated : stated;
  const product = parameters && tokens ? `6 x ${wholeOf(parameters)} parameters x ${wholeOf(tokens)} tokens` : "";
  const said = [
    ...(stated === null ? [] : [`${stated} FLOP as stated in the text`]),
    ...(estimated === null ? [] : [`${estimated} FLOP as ${product}`]),
  ];
  const method = said.length === 0 ? "the text states no compute" : `the larger of: ${said.join("; ")}; not checked`;
  return { flop, method, stated, estimated };
}
