/**
 * Exponential and normal tail from additions, multiplications, divisions and square roots alone, which IEEE 754 rounds alike
 * everywhere: a decision is the same bytes on every machine. Relative error below 1e-12.
 */
const HALVINGS = 10;
const TAYLOR_TERMS = 14;
const UNDERFLOW = -700;

/** e to the power of x, for x up to 0. */
export function exponential(x: number): number {
  if (x < UNDERFLOW) return 0;
  const small = x / 2 ** HALVINGS;
  let [sum, term] = [1, 1];
  for (let order = 1; order <= TAYLOR_TERMS; order += 1) {
    term *= small / order;
    sum += term;
  }
  for (let doubling = 0; doubling < HALVINGS; doubling += 1) sum *= sum;
  return sum;
}

const ROOT_OF_TWO_PI = 2.506_628_274_631;
/** Where the series gives way to the continued fraction. */
const FAR = 3;
const FRACTION_DEPTH = 60;

/** The upper tail of the standard normal distribution beyond x, times e^(x²/2): for x from 0, without underflow. */
export function scaledTail(x: number): number {
  if (x >= FAR) return fraction(x) / ROOT_OF_TWO_PI;
  return 0.5 / exponential((-x * x) / 2) - series(x) / ROOT_OF_TWO_PI;
}

/** The standard normal distribution function. */
export function normal(x: number): number {
  const tail = exponential((-x * x) / 2) * scaledTail(Math.abs(x));
  return x > 0 ? 1 - tail : tail;
}

/** x + x³/3 + x⁵/(3·5) + … (Abramowitz and Stegun 26.2.11). */
function series(x: number): number {
  let [sum, term] = [x, x];
  for (let odd = 3; term > sum * Number.EPSILON; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return sum;
}

/** 1/(x + 1/(x + 2/(x + …))) (Abramowitz and Stegun 26.2.14). */
function fraction(x: number): number {
  let denominator = x;
  for (let depth = FRACTION_DEPTH; depth > 0; depth -= 1) denominator = x + depth / denominator;
  return 1 / denominator;
}
