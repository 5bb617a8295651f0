import { angleAt } from "./angles.ts";
import { cosineTable, FULL_SCALE, sineIndex } from "./cosine-table.ts";

/** What is added: a thought's angles and its weight. */
export interface PhaseTerm {
  readonly angles: Uint8Array;
  readonly weight: number;
}

/**
 * The phase vector: for each dimension the sums of weight · cosQ(angle) and weight · sinQ(angle), and the sum of weights.
 *
 * Whole numbers below 2^53, so that adding and taking away again in any order comes to the same bits.
 */
export class PhaseSum {
  readonly dimensions: number;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  #weight = 0;

  constructor(dimensions: number) {
    this.dimensions = dimensions;
    this.#cosines = new Float64Array(dimensions);
    this.#sines = new Float64Array(dimensions);
  }

  get weight(): number {
    return this.#weight;
  }

  add(term: PhaseTerm): void {
    this.#accumulate(term, term.weight);
  }

  remove(term: PhaseTerm): void {
    this.#accumulate(term, -term.weight);
  }

  /** The sums of cosines, 8 bytes in two's complement each, big-endian. */
  cosineBytes(): Uint8Array {
    return signedBytes(this.#cosines);
  }

  sineBytes(): Uint8Array {
    return signedBytes(this.#sines);
  }

  /** Mean over the dimensions of sqrt(C² + S²) / W, 0 to 1; 0 where nothing was added. For display: it is a float. */
  coherence(): number {
    if (this.#weight === 0 || this.dimensions === 0) return 0;
    const lengths = this.#cosines.map((cosine, at) => Math.sqrt(cosine ** 2 + (this.#sines[at] as number) ** 2));
    const total = lengths.reduce((sum, length) => sum + length, 0);
    return Math.min(1, total / (this.dimensions * this.#weight * FULL_SCALE));
  }

  #accumulate({ angles }: PhaseTerm, weight: number): void {
    const table = cosineTable();
    const cosines = this.#cosines;
    const sines = this.#sines;
    const { dimensions } = this;
    this.#weight += weight;
    for (let dimension = 0; dimension < dimensions; dimension += 1) {
      const angle = angleAt(angles, dimension);
      cosines[dimension] = (cosines[dimension] as number) + weight * (table[angle] as number);
      sines[dimension] = (sines[dimension] as number) + weight * (table[sineIndex(angle)] as number);
    }
  }
}

const TWO_TO_32 = 2 ** 32;

/** In halves: whole numbers of 64 bits would each be an object. */
function signedBytes(values: Float64Array): Uint8Array {
  const bytes = new Uint8Array(8 * values.length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    const upper = Math.floor(value / TWO_TO_32);
    view.setInt32(8 * at, upper);
    view.setUint32(8 * at + 4, value - upper * TWO_TO_32);
  }
  return bytes;
}
