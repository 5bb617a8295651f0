import { type Digest, digestOf, utf8 } from "@plimsoll/foundation";
import type { TrainerSpec } from "../trainer/trainer-spec.ts";
import { exactJson } from "./exact-json.ts";

/**
 * What a training is known by: the SHA-256 of its spec in canonical text, and of the series that it learns from where the spec only says that
 * there is one. Two trainings of the same digest have the same bits at each step.
 */
export function trainingDigest(spec: TrainerSpec, series: ArrayLike<number> | null): Digest {
  const data = series === null ? null : digestOf(new Uint8Array(Float64Array.from(series).buffer));
  return digestOf(utf8(exactJson({ spec, series: data })));
}
