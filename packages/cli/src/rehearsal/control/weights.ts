import { type Digest, digestOfTexts } from "@plimsoll/foundation";

/** Weights as a rehearsal knows them: what is hidden from the site, and what the site is told. */
export interface Weights {
  readonly digest: Digest;
  /** FLOP of the whole lineage up to here. */
  readonly trainedFlop: bigint;
  /** How far control has eroded, in failures per thousand trials beyond the floor. Nobody reads this but the trials. */
  readonly erosion: number;
}

/** Digests of weights that were never trained: a name for each. */
export const weightsDigest = (lineage: string, ordinal: number): Digest =>
  digestOfTexts([`rehearsed weights ${lineage} ${ordinal}`]);
