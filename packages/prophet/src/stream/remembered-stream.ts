import type { Stream } from "./stream.ts";

/**
 * The same stream, with the values of its last steps looked up and not computed again. Values are kept by the step's place in a ring: any order of
 * questions has the same answers, in the steps asked for of late the fewest computations.
 * @param span steps that are asked for again, such as a window; memory is 16 bytes for each
 */
export function remembered(stream: Stream, span: number): Stream {
  const size = 2 ** Math.ceil(Math.log2(Math.max(1, span)));
  const steps = new Float64Array(size).fill(-1);
  const values = new Float64Array(size);
  return {
    steps: stream.steps,
    valueAt: (step) => {
      const place = step & (size - 1);
      if (steps[place] !== step) {
        values[place] = stream.valueAt(step);
        steps[place] = step;
      }
      return values[place] as number;
    },
  };
}
