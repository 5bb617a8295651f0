/** A power of two. */
const PLACES = 32_768;
/** Longer texts hardly come again, and cost as much to look up as to keep. */
const LENGTH_MAX = 100;
/** Units at each end of a text that choose its place: ids and keys differ in any of them. */
const UNITS = 6;

/** By place: the last text that belongs there, so that nothing grows and nothing is left behind to be collected. */
const kept: string[] = Array.from({ length: PLACES }, () => "");

/**
 * The same text, and where it was read lately mostly the very same string: keys, chains, kinds and the ids that events cite come
 * again and again, and a hundred thousand events keep each of them once.
 */
export function interned(text: string): string {
  if (text.length > LENGTH_MAX) return text;
  const place = placeOf(text);
  const known = kept[place] as string;
  if (known === text) return known;
  kept[place] = text;
  return text;
}

function placeOf(text: string): number {
  const { length } = text;
  const units = Math.min(UNITS, length);
  let mixed = length;
  for (let unit = 0; unit < units; unit += 1) {
    mixed = Math.imul(mixed ^ text.charCodeAt(unit), 0x01000193);
    mixed = Math.imul(mixed ^ text.charCodeAt(length - 1 - unit), 0x01000193);
  }
  return (mixed ^ (mixed >>> 15)) & (PLACES - 1);
}
