/**
 * e^x for x in [-700, 700], from + - × and floor only, so every machine gets the same bits; a library's `exp` may differ in
 * the last bit between engines and processors. Below the range it answers 0, above it is not defined. Relative error under 1e-15.
 *
 * x = k ln 2 + r with |r| ≤ ln 2 / 2; the Taylor sum of e^r to the 13th power, times 2^k from a table.
 */
export function exponential(x: number): number {
  if (x < -700) return 0;
  // An integer to the engine as well: a table index held as a double cost more than the whole sum.
  const k = Math.floor(x * INVERSE_LN_2 + 0.5) | 0;
  const r = x - k * LN_2_HIGH - k * LN_2_LOW;
  let sum = C13;
  sum = sum * r + C12;
  sum = sum * r + C11;
  sum = sum * r + C10;
  sum = sum * r + C9;
  sum = sum * r + C8;
  sum = sum * r + C7;
  sum = sum * r + C6;
  sum = sum * r + C5;
  sum = sum * r + C4;
  sum = sum * r + C3;
  sum = sum * r + 0.5;
  sum = sum * r + 1;
  sum = sum * r + 1;
  return sum * POWERS[k + POWER_RANGE]!;
}

const INVERSE_LN_2 = Math.LOG2E;
/** ln 2 in two parts (fdlibm): the first has trailing zero bits, so `k * LN_2_HIGH` is exact. */
const LN_2_HIGH = 0.6931471803691238;
const LN_2_LOW = 1.9082149292705877e-10;

const C3 = 1 / 6;
const C4 = C3 / 4;
const C5 = C4 / 5;
const C6 = C5 / 6;
const C7 = C6 / 7;
const C8 = C7 / 8;
const C9 = C8 / 9;
const C10 = C9 / 10;
const C11 = C10 / 11;
const C12 = C11 / 12;
const C13 = C12 / 13;

const POWER_RANGE = 1012;
/** 2^-1012 to 2^1012, by halving and doubling. */
const POWERS = powersOfTwo();

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(2 * POWER_RANGE + 1);
  for (let k = 0, power = 1; k <= POWER_RANGE; k += 1, power *= 2) {
    powers[POWER_RANGE + k] = power;
    powers[POWER_RANGE - k] = 1 / power;
  }
  return powers;
}
