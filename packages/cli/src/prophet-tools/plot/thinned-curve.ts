/** Buckets of a curve; a drawing has no more columns to show. */
const BUCKETS_MAX = 600;

/** The values of some neighbouring steps. */
export interface Bucket {
  /** Of steps with a value; at 0 there is no least and no most. */
  count: number;
  sum: number;
  least: number;
  most: number;
}

const emptyBucket = (): Bucket => ({
  count: 0,
  sum: 0,
  least: Number.POSITIVE_INFINITY,
  most: Number.NEGATIVE_INFINITY,
});

/** A curve of any length in little room: of each stretch of steps its mean, and its least and most value, so that no spike is lost. */
export class ThinnedCurve {
  /** Steps of a bucket. */
  width = 1;
  readonly buckets: Bucket[] = [];
  #length = 0;

  /** The value of the next step. What is not finite leaves a gap. */
  add(value: number | null): void {
    if (this.#length === BUCKETS_MAX * this.width) this.#halve();
    const at = Math.floor(this.#length / this.width);
    const bucket = (this.buckets[at] ??= emptyBucket());
    this.#length += 1;
    if (value !== null && Number.isFinite(value)) join(bucket, { count: 1, sum: value, least: value, most: value });
  }

  #halve(): void {
    const merged = Array.from({ length: this.buckets.length / 2 }, (_, at) => {
      const bucket = emptyBucket();
      for (const part of this.buckets.slice(2 * at, 2 * at + 2)) join(bucket, part);
      return bucket;
    });
    this.buckets.splice(0, this.buckets.length, ...merged);
    this.width *= 2;
  }
}

function join(bucket: Bucket, { count, sum, least, most }: Bucket): void {
  bucket.count += count;
  bucket.sum += sum;
  bucket.least = Math.min(bucket.least, least);
  bucket.most = Math.max(bucket.most, most);
}
