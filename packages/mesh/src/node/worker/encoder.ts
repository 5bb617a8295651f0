import { HASH_ANGLES, hashAngles } from "./hash-angles.ts";

/** Turns an answer into angles. The name goes into the thought: angles of two encoders MUST NOT be compared. */
export interface Encoder {
  readonly name: string;
  /** Two bytes for each dimension of the mesh. Rejects when it cannot. */
  encode(text: Uint8Array, signal: AbortSignal): Promise<Uint8Array>;
}

/** Thoughts by digest, for meshes without a model: equal texts agree, others are as good as orthogonal. */
export const hashEncoder = (dimensions: number): Encoder => ({
  name: HASH_ANGLES,
  encode: async (text) => hashAngles(text, dimensions),
});
