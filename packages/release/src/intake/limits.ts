/** Bounds of what intake reads at all. What is beyond one of them is refused before anything looks into it (sheet 5.11, stage 1). */
export interface StructureLimits {
  /** Bytes of one item: the widest that a source of a dossier may be. */
  readonly itemBytesMax: number;
  /** Bytes of all items of one evaluation. */
  readonly totalBytesMax: number;
  /** Levels of lists and objects within one another. */
  readonly depthMax: number;
  /** Names in one object. */
  readonly keysMax: number;
  /** Names, items and scalars of a whole value: bounds the work of all that comes after. */
  readonly nodesMax: number;
  /** Characters of one text within a value. */
  readonly textMax: number;
  /** Names under which an address stands. */
  readonly uriKeys: readonly string[];
  /** Schemes that an address may have, lower case. */
  readonly uriSchemes: readonly string[];
  /** Names that reach an object's prototype in some reader of JSON. */
  readonly forbiddenKeys: readonly string[];
}

export const STRUCTURE_LIMITS: StructureLimits = {
  itemBytesMax: 268_435_456,
  totalBytesMax: 1_073_741_824,
  // A dossier is 6 deep; foreign evaluation logs were seen up to 19.
  depthMax: 64,
  // A dossier's widest object has 17 names; a log may hold one for each sample.
  keysMax: 100_000,
  nodesMax: 20_000_000,
  textMax: 16_777_216,
  uriKeys: ["uri", "url", "href", "src"],
  uriSchemes: ["https", "http"],
  forbiddenKeys: ["__proto__", "constructor", "prototype"],
};
