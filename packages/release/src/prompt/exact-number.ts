/** `digits` times ten to the `exponent`, exactly: amounts of compute are no floats. */
export interface ExactNumber {
  readonly digits: bigint;
  readonly exponent: number;
}

/** A number, and where it stands in its text. */
export interface FoundNumber extends ExactNumber {
  readonly from: number;
  readonly to: number;
}

/** One text is read for so many numbers at most. */
const NUMBERS_MAX = 4_096;

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const POWER_OF_TEN = `10(?:\\s?(?:\\^|\\*\\*)\\s?\\{?(\\d{1,2})\\}?|([${RAISED}]{1,2}))`;
const MANTISSA = "(\\d{1,3}(?:,\\d{3}){1,8}|\\d{1,24})(?:\\.(\\d{1,18}))?";
const SCALE = "(?:\\s?(thousand|million|billion|trillion|quadrillion|bn|[kKmMbBtT])(?![A-Za-z]))?";
const NUMBER = new RegExp(
  `(?<![\\w.,^])(?:${POWER_OF_TEN}|${MANTISSA}(?:[eE]\\+?(\\d{1,2})|\\s?[x×*·]\\s?${POWER_OF_TEN})?${SCALE})`,
  "g",
);

const SCALES: Readonly<Record<string, number>> = {
  thousand: 3,
  k: 3,
  million: 6,
  m: 6,
  billion: 9,
  bn: 9,
  b: 9,
  trillion: 12,
  t: 12,
  quadrillion: 15,
};

/** `405B`, `15.6 trillion`, `3.8e25`, `3.8 x 10^25`, `10²⁵`, `70,000,000,000`: in the order in which they stand. */
export const numbersIn = (text: string): readonly FoundNumber[] =>
  text.matchAll(NUMBER).take(NUMBERS_MAX).map(numberOf).toArray();

function numberOf(match: RegExpExecArray): FoundNumber {
  const [whole, power, raised, integer = "1", fraction = "", e, ten, tenRaised, scale] = match;
  const exponent = Number(power ?? e ?? ten ?? 0) + raisedDigits(raised ?? tenRaised ?? "");
  return {
    digits: BigInt(integer.replaceAll(",", "") + fraction),
    exponent: exponent + (SCALES[scale?.toLowerCase() ?? ""] ?? 0) - fraction.length,
    from: match.index,
    to: match.index + whole.length,
  };
}

const raisedDigits = (digits: string): number =>
  Array.from(digits).reduce((value, digit) => 10 * value + RAISED.indexOf(digit), 0);

/** More than any figure that is meant: 39 digits, the most that a dossier can carry. */
const WHOLE_MAX = 10n ** 39n - 1n;

/** As a whole number, rounded up: of compute the larger is the worse. */
export function wholeOf({ digits, exponent }: ExactNumber): bigint {
  if (digits === 0n) return 0n;
  if (exponent > 39) return WHOLE_MAX;
  const divisor = 10n ** BigInt(Math.max(0, -exponent));
  const value = exponent >= 0 ? digits * 10n ** BigInt(exponent) : (digits + divisor - 1n) / divisor;
  return value > WHOLE_MAX ? WHOLE_MAX : value;
}

export const product = (one: ExactNumber, other: ExactNumber): ExactNumber => ({
  digits: one.digits * other.digits,
  exponent: one.exponent + other.exponent,
});

export const isLarger = (one: ExactNumber, other: ExactNumber): boolean => {
  const least = Math.min(one.exponent, other.exponent);
  return one.digits * 10n ** BigInt(one.exponent - least) > other.digits * 10n ** BigInt(other.exponent - least);
};
