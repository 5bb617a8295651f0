/** Angles are fractions of a turn in so many steps. */
export const TURN = 65_536;

/** The value of a cosine of 1. */
export const FULL_SCALE = 32_767;

const QUARTER = TURN / 4;
const EIGHTH = TURN / 8;

/** Bits after the point. An eighth of a turn is 8 192 steps, each wrong by less than 2^-157: the sum stays below 2^-140. */
const BITS = 160n;
const ONE = 1n << BITS;
const HALF = ONE >> 1n;

let table: Int16Array | undefined;

/**
 * cosQ(k) = 32 767 · cos(2πk / 65 536), rounded to the nearest whole number, for k from 0 to 65 535 (ME-32).
 *
 * Made by whole numbers alone, because `Math.cos` may differ between engines: the first step's cosine and sine come from their
 * series, an eighth of the turn by turning that step on, the rest by symmetry. No value lies on a half, so that
 * rounding knows no tie.
 */
export const cosineTable = (): Int16Array => (table ??= computeTable());

/** The place of sinQ(k) in the table of cosQ. */
export const sineIndex = (angle: number): number => (angle - QUARTER) & (TURN - 1);

/** The 65 536 values as 16-bit two's complement, big-endian: what the pinned digest is of. */
export function cosineTableBytes(): Uint8Array {
  const bytes = new Uint8Array(2 * TURN);
  const view = new DataView(bytes.buffer);
  for (const [angle, value] of cosineTable().entries()) view.setInt16(2 * angle, value);
  return bytes;
}

function computeTable(): Int16Array {
  const values = new Int16Array(TURN);
  const step = firstStep();
  let [cosine, sine] = [ONE, 0n];
  for (let angle = 0; angle <= EIGHTH; angle += 1) {
    mirror(values, angle, rounded(cosine));
    mirror(values, QUARTER - angle, rounded(sine));
    const turned = cosine * step.cosine - sine * step.sine;
    sine = (sine * step.cosine + cosine * step.sine) >> BITS;
    cosine = turned >> BITS;
  }
  return values;
}

/** cos(−x) = cos x, cos(π ± x) = −cos x. */
function mirror(values: Int16Array, angle: number, value: number): void {
  values[angle] = value;
  values[(TURN - angle) % TURN] = value;
  values[TURN / 2 - angle] = -value;
  values[TURN / 2 + angle] = -value;
}

const rounded = (value: bigint): number => Number((value * BigInt(FULL_SCALE) + HALF) >> BITS);

/** Cosine and sine of 2π / 65 536 by their Taylor series. */
function firstStep(): { readonly cosine: bigint; readonly sine: bigint } {
  const angle = (2n * pi()) / BigInt(TURN);
  let [cosine, sine] = [0n, 0n];
  let term = ONE;
  for (let degree = 0n; term !== 0n; degree += 1n) {
    const signed = degree % 4n < 2n ? term : -term;
    if (degree % 2n === 0n) cosine += signed;
    else sine += signed;
    term = (term * angle) / (ONE * (degree + 1n));
  }
  return { cosine, sine };
}

/** Machin 1706: π = 16 arctan(1/5) − 4 arctan(1/239). */
const pi = (): bigint => 16n * arctanOfInverse(5n) - 4n * arctanOfInverse(239n);

function arctanOfInverse(divisor: bigint): bigint {
  let sum = 0n;
  let power = ONE / divisor;
  for (let degree = 1n; power !== 0n; degree += 2n) {
    sum += degree % 4n === 1n ? power / degree : -(power / degree);
    power /= divisor * divisor;
  }
  return sum;
}
