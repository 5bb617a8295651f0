/**
 * A number below 2^53 for a key: equal keys have equal numbers, so a repeated key is never missed. Two keys of one number, one
 * chance in 2^53 where nobody made them, are taken for a repetition, and the file is refused.
 */
export const keyNumber = (low: number, high: number): number => (low >>> 0) * 0x20_0000 + (high & 0x1f_ffff);

export const LOW_START = 0x811c9dc5 | 0;
export const HIGH_START = 0x2545f491;

/** FNV-1a. */
export const mixLow = (low: number, byte: number): number => Math.imul(low ^ byte, 0x01000193);
export const mixHigh = (high: number, byte: number): number => Math.imul(high + byte, 0x85ebca6b) ^ (high >>> 13);

/** The number of a key by its characters, whatever escapes they were written with. */
export function keyNumberOf(key: string): number {
  let [low, high] = [LOW_START, HIGH_START];
  for (const character of key) {
    for (const byte of utf8Of(character.codePointAt(0) ?? 0)) {
      low = mixLow(low, byte);
      high = mixHigh(high, byte);
    }
  }
  return keyNumber(low, high);
}

/** UTF-8 (RFC 3629), and of a lone surrogate, which has none, the three bytes that it would have. */
function utf8Of(point: number): readonly number[] {
  const rest = (shift: number): number => 0x80 | ((point >>> shift) & 0x3f);
  if (point < 0x80) return [point];
  if (point < 0x800) return [0xc0 | (point >>> 6), rest(0)];
  if (point < 0x1_0000) return [0xe0 | (point >>> 12), rest(6), rest(0)];
  return [0xf0 | (point >>> 18), rest(12), rest(6), rest(0)];
}
