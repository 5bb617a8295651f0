import { PlimsollError } from "@plimsoll/foundation";
import type { Stream } from "./stream.ts";

/** Values that somebody measured. @throws PlimsollError `PROPHET_SERIES` where there are none, or one is not finite */
export function seriesStream(series: ArrayLike<number> | null): Stream {
  const values = Float64Array.from(series ?? []);
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (values.length === 0 || wrong >= 0)
    throw new PlimsollError({
      code: "PROPHET_SERIES",
      expected: "a series of finite numbers",
      received: values.length === 0 ? "none" : `${values[wrong]} at place ${wrong}`,
      fix: "bring the values of the stream, and leave out rows without a number",
    });
  return { steps: values.length, valueAt: (step) => values[Math.min(step, values.length - 1)] ?? 0 };
}
