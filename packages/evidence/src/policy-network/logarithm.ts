/**
 * ln x for x in [1, 2^10], from + - × ÷ only, like `exponential`. Absolute error under 1e-15.
 *
 * x = m 2^k with m in [0.75, 1.5); ln m = 2 artanh(s), s = (m - 1) / (m + 1), |s| ≤ 1/5, summed to s^21.
 */
export function logarithm(x: number): number {
  let m = x;
  let k = 0;
  while (m >= 1.5) {
    m /= 2;
    k += 1;
  }
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let sum = 0;
  for (let power = 21; power >= 1; power -= 2) sum = sum * square + 1 / power;
  return 2 * s * sum + k * Math.LN2;
}
