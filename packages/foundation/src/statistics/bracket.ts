/**
 * A positive real number that is only known to lie between `low · 2^exponent` and `high · 2^exponent`.
 *
 * Powers in exact tails have tens of thousands of bits, and nearly every decision hangs on the first few dozen of them. A
 * bracket keeps about 128, rounds `low` down and `high` up, and so can say yes, no, or that it cannot tell.
 */
export interface Bracket {
  readonly low: bigint;
  readonly high: bigint;
  readonly exponent: number;
}

const BITS = 128;
/** Products of two full mantissas have 255 or 256 bits. */
const PRODUCT_OF_256_BITS = 1n << 255n;

/** The bracket of a positive integer. */
export function bracketOf(value: bigint): Bracket {
  const exponent = bitLength(value) - BITS;
  if (exponent <= 0) {
    const mantissa = value << BigInt(-exponent);
    return { low: mantissa, high: mantissa, exponent };
  }
  const mantissa = value >> BigInt(exponent);
  return { low: mantissa, high: mantissa + 1n, exponent };
}

export function bracketProduct(left: Bracket, right: Bracket): Bracket {
  const high = left.high * right.high;
  const excess = high >= PRODUCT_OF_256_BITS ? BITS : BITS - 1;
  const shift = BigInt(excess);
  return {
    low: (left.low * right.low) >> shift,
    high: (high >> shift) + 1n,
    exponent: left.exponent + right.exponent + excess,
  };
}

/** `base` to the power of a whole number, 0 included. */
export function bracketPower(base: bigint, power: number): Bracket {
  if (power === 0) return bracketOf(1n);
  const half = bracketPower(base, power >> 1);
  const square = bracketProduct(half, half);
  return power % 2 === 0 ? square : bracketProduct(square, bracketOf(base));
}

/** Whether the left number is at most the right one; `null` when the brackets overlap. */
export function bracketAtMost(left: Bracket, right: Bracket): boolean | null {
  const exponent = Math.min(left.exponent, right.exponent);
  const leftShift = BigInt(left.exponent - exponent);
  const rightShift = BigInt(right.exponent - exponent);
  if (left.high << leftShift <= right.low << rightShift) return true;
  return left.low << leftShift > right.high << rightShift ? false : null;
}

/** Bits of a positive integer. */
function bitLength(value: bigint): number {
  const digits = value.toString(16);
  return digits.length * 4 - Math.clz32(Number.parseInt(digits.slice(0, 1), 16)) + 28;
}
