/** Parameters that are looked at: their movement stands for all. */
const SAMPLE_MAX = 64;

/** How far the last step moved the parameters, in their own length: ‖Δw‖ / ‖w‖, on an even sample of them. About 1e-3 is healthy. */
export interface UpdateRatio {
  /** Once a step; `null` at the first and after `forget`. */
  measure(): number | null;
  forget(): void;
  /** The sample as it was a step ago. */
  readonly sample: Float32Array;
  isKnown: boolean;
}

export function updateRatio(parameters: Float32Array): UpdateRatio {
  const stride = Math.max(1, Math.ceil(parameters.length / SAMPLE_MAX));
  const sample = new Float32Array(Math.ceil(parameters.length / stride));
  const ratio: UpdateRatio = {
    sample,
    isKnown: false,
    measure: () => {
      let [moved, length] = [0, 0];
      for (let i = 0; i < sample.length; i += 1) {
        const [now, before] = [parameters[i * stride] ?? 0, sample[i] ?? 0];
        moved += (now - before) ** 2;
        length += before ** 2;
        sample[i] = now;
      }
      const wasKnown = ratio.isKnown;
      ratio.isKnown = true;
      return wasKnown && length > 0 ? Math.sqrt(moved / length) : null;
    },
    forget: () => {
      ratio.isKnown = false;
    },
  };
  return ratio;
}
