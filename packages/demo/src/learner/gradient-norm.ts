/** Euclidean length. */
export function gradientNorm(gradient: Float64Array): number {
  let squares = 0;
  for (let index = 0; index < gradient.length; index += 1) squares += gradient[index]! * gradient[index]!;
  return Math.sqrt(squares);
}

/** Shrinks the gradient to Euclidean length `max` if it is longer. */
export function clipGradientNorm(gradient: Float64Array, max: number): void {
  const norm = gradientNorm(gradient);
  if (norm <= max) return;
  const scale = max / norm;
  for (let index = 0; index < gradient.length; index += 1) gradient[index] = gradient[index]! * scale;
}
