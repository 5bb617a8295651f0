/**
 * Functions of one number in f32 arithmetic: the oracle of the kernel's four-lane ones. A product, sum, quotient or root of
 * two f32 numbers computed in f64 and then rounded is the f32 operation itself, so `Math.fround` loses nothing.
 */
const f = Math.fround;

/**
 * tanh x ≈ x · p(x²) / q(x²) for |x| ≤ 9, beyond which tanh is 1 in f32. Four coefficients of p and four of q, from the
 * highest power down (both end in 1), the bound, and 1. Fitted by iterated weighted least squares on the relative error.
 * The greatest error in f32, absolute or relative, is below 4e-7.
 */
export const TANH_COEFFICIENTS: Readonly<Float32Array> = Float32Array.of(
  1.3354409e-8,
  2.0608895e-5,
  3.4955768e-3,
  0.13381016,
  7.776453e-7,
  3.285616e-4,
  0.02587694,
  0.46714333,
  9,
  1,
);

/** The polynomial by Horner's rule, each step in two roundings. Coefficients from the highest power down. */
function horner(x: number, coefficients: readonly number[]): number {
  let value = f(coefficients[0] ?? 0);
  for (let power = 1; power < coefficients.length; power += 1) value = f(f(value * x) + f(coefficients[power] ?? 0));
  return value;
}

/** The lesser, as `f32x4.pmin` has it: the first where neither is less. */
export const least = (first: number, second: number): number => (second < first ? second : first);
export const greatest = (first: number, second: number): number => (first < second ? second : first);
export const bounded = (x: number, bound: number): number => greatest(least(x, bound), -bound);

const [pa, pb, pc, pd, qa, qb, qc, qd] = TANH_COEFFICIENTS as unknown as readonly number[];
const TANH_ABOVE = [pa, pb, pc, pd, 1] as readonly number[];
const TANH_BELOW = [qa, qb, qc, qd, 1] as readonly number[];

/** The hyperbolic tangent in 32-bit arithmetic: the same bits on every machine. */
export function tanh32(value: number): number {
  const x = bounded(value, 9);
  const u = f(x * x);
  return bounded(f(f(x * horner(u, TANH_ABOVE)) / horner(u, TANH_BELOW)), 1);
}

/** Adding and subtracting it rounds to a whole number, ties to even. */
const ROUNDER = 12_582_912;
const EXP_SERIES = [1.984127e-4, 1.3888889e-3, 8.333333e-3, 4.1666668e-2, 0.16666667, 0.5, 1, 1];

/** e^x = 2^n · e^r for x clamped to [-87, 88], |r| ≤ ln 2 / 2, the series to r⁷; relative error below 2e-7. */
export function exp32(value: number): number {
  const x = greatest(least(value, 88), -87);
  const n = f(f(f(x * f(Math.LOG2E)) + ROUNDER) - ROUNDER);
  const r = f(f(x - f(n * f(0.693359375))) - f(n * f(-2.1219444e-4)));
  return f(horner(r, EXP_SERIES) * 2 ** n);
}

const LOG_SERIES = [0.11111111, 0.14285715, 0.2, 0.33333334, 1];
const ROOT_OF_HALF_BITS = 0x3f3504f3;
const bits = new Int32Array(1);
const number = new Float32Array(bits.buffer);

/** ln x = e · ln 2 + 2 artanh((m - 1) / (m + 1)) for x = m · 2^e, m in [√½, √2); absolute error below 2e-7 on [½, 8]. */
export function log32(x: number): number {
  number[0] = x;
  const whole = bits[0] ?? 0;
  const e = (whole - ROOT_OF_HALF_BITS) >> 23;
  bits[0] = whole - (e << 23);
  const m = number[0] ?? 0;
  const s = f(f(m - 1) / f(m + 1));
  return f(f(f(s + s) * horner(f(s * s), LOG_SERIES)) + f(e * f(Math.LN2)));
}
