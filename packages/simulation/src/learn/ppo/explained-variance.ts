/** 1 - Var(returns - values) / Var(returns): 1 where the values foretold every return, 0 for a constant; 0 where all are equal. */
export function explainedVariance(values: Float32Array, returns: Float32Array): number {
  const spread = variance(returns.length, (i) => returns[i] as number);
  if (spread === 0) return 0;
  return 1 - variance(returns.length, (i) => (returns[i] as number) - (values[i] as number)) / spread;
}

function variance(count: number, at: (index: number) => number): number {
  let [sum, squares] = [0, 0];
  for (let i = 0; i < count; i += 1) sum += at(i);
  for (let i = 0; i < count; i += 1) squares += (at(i) - sum / count) ** 2;
  return squares / count;
}
