/** Hidden activations for one observation, with what the probe looks for and without it; all else equal. */
export interface ReadingPair {
  readonly present: Float64Array;
  readonly absent: Float64Array;
}

/** What a linear probe found in a hidden layer. */
export interface LinearProbe {
  /** Mean activations where it is present minus mean activations where it is not: what steering adds or takes away. */
  readonly direction: Float64Array;
  /** Share of new activations that the probe sorts correctly, in [0, 1]; 0.5 is guessing. */
  readonly accuracy: number;
}

/**
 * A difference-in-means probe (Marks, Tegmark 2023, arXiv:2310.06824): of linear probes the one whose direction best carries the cause and not
 * only a correlate. Fitted on some pairs, judged on others; both lists MUST have a pair.
 */
export function linearProbe(fitted: readonly ReadingPair[], judged: readonly ReadingPair[]): LinearProbe {
  const present = meanOf(fitted.map((pair) => pair.present));
  const absent = meanOf(fitted.map((pair) => pair.absent));
  const direction = present.map((value, unit) => value - absent[unit]!);
  const threshold = (dot(direction, present) + dot(direction, absent)) / 2;
  const hits = judged.reduce((sum, pair) => {
    const seen = dot(direction, pair.present) > threshold ? 1 : 0;
    const notSeen = dot(direction, pair.absent) <= threshold ? 1 : 0;
    return sum + seen + notSeen;
  }, 0);
  return { direction, accuracy: hits / (2 * judged.length) };
}

function meanOf(vectors: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(vectors[0]!.length);
  for (const vector of vectors) {
    for (let unit = 0; unit < mean.length; unit += 1) mean[unit] = mean[unit]! + vector[unit]! / vectors.length;
  }
  return mean;
}

export const dot = (left: Float64Array, right: Float64Array): number =>
  left.reduce((sum, value, unit) => sum + value * right[unit]!, 0);
