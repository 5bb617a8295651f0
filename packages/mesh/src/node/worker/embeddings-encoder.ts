import type { Encoder } from "./encoder.ts";
import { fieldOf, firstOf } from "./endpoint-worker.ts";
import { type Endpoint, postJson } from "./post-json.ts";
import { workerFault } from "./worker-fault.ts";

export interface EmbeddingsEncoderOptions {
  readonly endpoint: Endpoint;
  readonly model: string;
  /** Of the model's weights or version, as its keeper names it; goes into the encoder's name. */
  readonly digest: string;
  /** Of the mesh. The model MUST give exactly so many numbers. */
  readonly dimensions: number;
}

/**
 * Angles from `POST /embeddings`: each number e of the vector, scaled to length √D, becomes atan(e) as a 16-bit fraction
 * of a turn. Made once, by the author; nobody computes it again, so that a float in it harms nothing.
 */
export const embeddingsEncoder = (options: EmbeddingsEncoderOptions): Encoder => ({
  name: `atan-embedding-v1:${options.model}:${options.digest}`,
  encode: async (text, signal) => {
    const input = Buffer.from(text).toString("utf8");
    const reply = await postJson(options.endpoint, "/embeddings", { model: options.model, input }, signal);
    return anglesOf(vectorOf(reply, options.dimensions));
  },
});

function vectorOf(reply: unknown, dimensions: number): readonly number[] {
  const vector = fieldOf(firstOf(fieldOf(reply, "data")), "embedding");
  const isVector = Array.isArray(vector) && vector.length === dimensions && vector.every((e) => Number.isFinite(e));
  if (isVector) return vector as number[];
  throw workerFault(
    "MESH_WORKER_ANSWER",
    `${dimensions} finite numbers`,
    "something else",
    "choose a model of this size",
  );
}

function anglesOf(vector: readonly number[]): Uint8Array {
  const length = Math.hypot(...vector);
  const scale = length === 0 ? 0 : Math.sqrt(vector.length) / length;
  const angles = Buffer.alloc(2 * vector.length);
  vector.forEach((e, index) => angles.writeUInt16BE(turnOf(Math.atan(e * scale)), 2 * index));
  return angles;
}

const turnOf = (radians: number): number => (Math.round((radians / (2 * Math.PI)) * 65_536) + 65_536) % 65_536;
