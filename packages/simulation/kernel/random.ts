// AssemblyScript. The words of src/random/counter.ts, one at a time and four at a time.

const GOLDEN: u32 = 0x9e3779b9;

@inline
export function wordAt(low: u32, high: u32, index: u32): u32 {
  let x = low + index * GOLDEN;
  x = (x ^ (x >> 16) ^ high) * 0x7feb352d;
  x = (x ^ (x >> 15)) * 0x846ca68b;
  return x ^ (x >> 16);
}

/** The four states from which the words at places index … index + 3 are mixed. */
@inline
export function fourPlaces(low: u32, index: u32): v128 {
  const first = i32x4.splat(low + index * GOLDEN);
  return i32x4.add(first, i32x4(0, <i32>GOLDEN, <i32>(2 * GOLDEN), <i32>(3 * GOLDEN)));
}

// The multipliers of the mixer.
export const FIRST_MULTIPLIER: i32 = 0x7feb352d;
export const SECOND_MULTIPLIER: i32 = <i32>0x846ca68b;

/** Four words from four places; `high` is the key's other half in every lane. */
@inline
export function fourWords(places: v128, high: v128): v128 {
  return mixFour(places, high, i32x4.splat(FIRST_MULTIPLIER), i32x4.splat(SECOND_MULTIPLIER));
}

/** The same for a loop that holds the multipliers itself. */
@inline
export function mixFour(places: v128, high: v128, first: v128, second: v128): v128 {
  let x = v128.xor(v128.xor(places, i32x4.shr_u(places, 16)), high);
  x = i32x4.mul(x, first);
  x = v128.xor(x, i32x4.shr_u(x, 15));
  x = i32x4.mul(x, second);
  return v128.xor(x, i32x4.shr_u(x, 16));
}
