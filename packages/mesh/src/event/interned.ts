/** Texts of one generation. Two generations are kept: what the last so many events said is found, and nobody fills the memory. */
const GENERATION = 8_192;
/** Longer texts hardly come again, and cost as much to look up as to keep. */
const LENGTH_MAX = 100;

let young = new Map<string, string>();
let old = new Map<string, string>();

/**
 * The same text, and where it was read lately the very same string: keys, chains, kinds and the ids that events cite come again
 * and again, and a hundred thousand events keep each of them once.
 */
export function interned(text: string): string {
  if (text.length > LENGTH_MAX) return text;
  const known = young.get(text) ?? old.get(text) ?? text;
  if (young.size >= GENERATION) [old, young] = [young, new Map()];
  young.set(known, known);
  return known;
}
