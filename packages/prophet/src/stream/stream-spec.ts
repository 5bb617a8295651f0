import { integer, type Shaped, union } from "@plimsoll/foundation";
import type { Key } from "@plimsoll/simulation";
import { classicStream } from "./classic-stream.ts";
import { driftingFields, driftingStream } from "./drifting-stream.ts";
import { seriesStream } from "./series-stream.ts";
import { standardised } from "./standardised.ts";
import type { Stream } from "./stream.ts";

export const streamShape = union("kind", {
  /** The original's four phases over the steps of the run. */
  classic: {},
  /** Values that the caller brings, such as a column of a file. */
  series: {},
  /** The same in deviations from the mean, both of the first values, which are spent on them: the stream begins after. */
  standardised: { firstCount: integer(2, 1_000_000) },
  /** Sine, square wave and chaos in a seeded order: other regimes, lengths, periods and amplitudes for every seed. */
  drifting: driftingFields,
});

export type StreamSpec = Shaped<typeof streamShape>;

/**
 * The stream that a spec names.
 * @param series the values of a stream of kind `series` or `standardised`; `null` for the others
 * @throws PlimsollError `PROPHET_SERIES`
 */
export function streamOf(spec: StreamSpec, steps: number, noise: Key, series: ArrayLike<number> | null): Stream {
  if (spec.kind === "classic") return classicStream(steps, noise);
  if (spec.kind === "series") return seriesStream(series);
  if (spec.kind === "standardised") return seriesStream(standardised(series ?? [], spec.firstCount).values);
  return driftingStream(steps, spec, noise);
}
