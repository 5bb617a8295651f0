/** Buckets that three characters in a row are counted in, a power of two. */
const BUCKETS = 64;

/**
 * Surface of a text: 64 counts of hashed character trigrams, then its length in characters, words and lines, and its share of digits,
 * punctuation and capitals in parts per mille. A learner over these numbers sees wording, but not meaning.
 */
export function surfaceOf(text: string): readonly number[] {
  return [...trigramCounts(text.toLowerCase()), ...measures(text)];
}

export const SURFACE_LENGTH = BUCKETS + 6;

function trigramCounts(text: string): readonly number[] {
  const counts = Array.from({ length: BUCKETS }, () => 0);
  for (let end = 3; end <= text.length; end += 1) {
    const bucket = hashed(text.slice(end - 3, end)) & (BUCKETS - 1);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

/** FNV-1a, 32 bits, folded so that the low bits know of all others. */
function hashed(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function measures(text: string): readonly number[] {
  const perMille = (pattern: RegExp): number =>
    text === "" ? 0 : Math.floor(((text.match(pattern)?.length ?? 0) * 1000) / text.length);
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return [text.length, count(/\S+/g), count(/\n/g) + 1, perMille(/\d/g), perMille(/[^\w\s]/g), perMille(/[A-Z]/g)];
}
