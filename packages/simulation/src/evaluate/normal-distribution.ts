/** The chance that a standard normal number is at most `z`, to about 1e-15 of its own size, far tails included. */
export const normalCumulative = (z: number): number => (z > 0 ? 1 - upperTail(z) : upperTail(-z));

/** The chance that a standard normal number is at least as far from 0 as `z`, on either side. */
export const normalTwoSided = (z: number): number => Math.min(1, 2 * upperTail(Math.abs(z)));

/** The number that a standard normal one stays at or below with chance `p`; infinite at 0 and 1, `NaN` outside them. */
export function normalQuantile(p: number): number {
  if (p === 0.5) return 0;
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : Number.NaN;
  return p < 0.5 ? -quantileOfTail(p) : quantileOfTail(1 - p);
}

const DENSITY_AT_ZERO = 1 / Math.sqrt(2 * Math.PI);
/** Below it the series converges quickly, above it the continued fraction does. */
const SERIES_TO = 2.5;
const FRACTION_TERMS = 120;

const density = (z: number): number => DENSITY_AT_ZERO * Math.exp((-z * z) / 2);

/** P(Z > z) for z ≥ 0. */
const upperTail = (z: number): number => (z < SERIES_TO ? 0.5 - density(z) * oddSeries(z) : density(z) / fraction(z));

/** z + z³/3 + z⁵/(3·5) + … (Abramowitz and Stegun 26.2.11). All terms are positive, so nothing cancels. */
function oddSeries(z: number): number {
  let [term, sum] = [z, z];
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum;
}

/** z + 1/(z + 2/(z + 3/(z + …))) (Laplace; Abramowitz and Stegun 26.2.14), from its far end. */
function fraction(z: number): number {
  let value = z;
  for (let term = FRACTION_TERMS; term >= 1; term -= 1) value = z + term / value;
  return value;
}

/** The z ≥ 0 whose upper tail is `tail`: a rough start (Abramowitz and Stegun 26.2.23), then Halley's steps. */
function quantileOfTail(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 3; step += 1) {
    const excess = (upperTail(z) - tail) / density(z);
    z += excess / (1 - (z * excess) / 2);
  }
  return z;
}
