/** Probabilities of logits over the actions whose bit in `mask` is set; all alike likely where none is. For show: f64. */
export function maskedSoftmax(logits: Float32Array, mask: number): readonly number[] {
  const isAllowed = (action: number): boolean => mask === 0 || ((mask >> action) & 1) === 1;
  const most = logits.reduce((best, logit, action) => (isAllowed(action) ? Math.max(best, logit) : best), -Infinity);
  const weights = Array.from(logits, (logit, action) => (isAllowed(action) ? Math.exp(logit - most) : 0));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
