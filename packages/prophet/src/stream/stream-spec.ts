import { union, type Shaped } from "@plimsoll/foundation";
import type { Key } from "@plimsoll/simulation";
import { classicStream } from "./classic-stream.ts";
import { seriesStream } from "./series-stream.ts";
import type { Stream } from "./stream.ts";

export const streamShape = union("kind", {
  /** The original's four phases over the steps of the run. */
  classic: {},
  /** Values that the caller brings, such as a column of a file. */
  series: {},
});

export type StreamSpec = Shaped<typeof streamShape>;

/**
 * The stream that a spec names.
 * @param series the values of a stream of kind `series`; `null` for the others
 */
export function streamOf(spec: StreamSpec, steps: number, noise: Key, series: ArrayLike<number> | null): Stream {
  switch (spec.kind) {
    case "classic":
      return classicStream(steps, noise);
    case "series":
      return seriesStream(series);
  }
}
