const FIRST_BUCKET = 0.01;
const BUCKET_GROWTH = 1.05;
/** Half-lives after which weights are written anew, long before they are too large to be told apart or to be numbers. */
const HALF_LIVES_MAX = 100;

/**
 * Samples in buckets that widen by 5 %, older ones weighing less by half after each half-life: as the Vertical Pod
 * Autoscaler keeps them. Values are shares, at most a few; time is in decisions and never goes back.
 */
export interface DecayingHistogram {
  add(value: number, time: number): void;
  /** The upper end of the bucket that holds the quantile, in (0, 1]; 0 without samples. */
  percentile(quantile: number): number;
}

export function createDecayingHistogram(halfLife: number): DecayingHistogram {
  let weights: number[] = [];
  let total = 0;
  let referenceTime = 0;

  /** Moves the moment at which a sample weighs 1, by whole half-lives: dividing by powers of two rounds nothing. */
  function moveReference(time: number): void {
    const halfLives = Math.floor((time - referenceTime) / halfLife);
    referenceTime += halfLives * halfLife;
    weights = weights.map((weight) => weight * 2 ** -halfLives);
    total *= 2 ** -halfLives;
  }

  return {
    // A new sample weighs more than all before it did, which spares decaying them.
    add(value, time) {
      if (time - referenceTime > HALF_LIVES_MAX * halfLife) moveReference(time);
      const weight = 2 ** ((time - referenceTime) / halfLife);
      const bucket = bucketOf(value);
      weights[bucket] = (weights[bucket] ?? 0) + weight;
      total += weight;
    },
    percentile: (quantile) => (total === 0 ? 0 : upperEndOf(bucketAt(weights, quantile * total))),
  };
}

const bucketOf = (value: number): number =>
  value < FIRST_BUCKET ? 0 : 1 + Math.floor(Math.log(value / FIRST_BUCKET) / Math.log(BUCKET_GROWTH));

const upperEndOf = (bucket: number): number => FIRST_BUCKET * BUCKET_GROWTH ** bucket;

function bucketAt(weights: readonly number[], wanted: number): number {
  let sum = 0;
  for (let bucket = 0; bucket < weights.length; bucket++) {
    sum += weights[bucket] ?? 0;
    if (sum >= wanted) return bucket;
  }
  return weights.length - 1;
}
