/**
 * The values that events are made of: whole numbers from 0 to 2^53 - 1, byte strings, texts, null and arrays. No maps, no
 * floats and no tags, so that there is one encoding of each value and a reader of a hundred lines can check it.
 */
export type CborValue = number | string | Uint8Array | null | readonly CborValue[];

/** Arrays within arrays, at most: what is deeper would end some reader's stack. */
export const DEPTH_MAX = 16;
