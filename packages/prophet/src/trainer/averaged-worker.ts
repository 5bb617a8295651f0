import { object, real, type Shaped } from "@plimsoll/foundation";
import type { Kept } from "../engine/optimizers/optimizer.ts";

/** Three that predict, and the one is believed that erred least of late: the weights, their running mean (Polyak and Juditsky 1992), and silence. */
export const averageShape = object({
  /** Share of the old in the mean of the weights. */
  decay: real(0, 0.999_999),
  /** Share of the old in the errors by which the three are compared. */
  errorDecay: real(0, 0.999_999),
});

export type AverageSpec = Shaped<typeof averageShape>;

/** Errors at one step of the weights, of their mean, and of an output of 0: of a worker that predicts changes, the last value again. */
type Contenders = readonly [present: number, averaged: number, silent: number];

/** The mean of the weights is calm where the targets are noisy; the weights are quick where the stream has changed; silence is best where there is nothing to learn. */
export interface AveragedWorker extends Kept {
  /** The error of the one that erred least before this step. What the three err at this step counts from the next on. */
  counted(present: number, silent: number, lookAveraged: () => number): number;
  /** The weights have moved. */
  follow(): void;
  /** The weights were put back: the mean begins anew from them. */
  restart(): void;
}

/** @param parameters the worker's, live */
export function averagedWorker(parameters: Float32Array, { decay, errorDecay }: AverageSpec): AveragedWorker {
  const mean = new Float32Array(parameters.length);
  let [usual, isBegun]: [Contenders, boolean] = [[0, 0, 0], false];

  function withMean<T>(look: () => T): T {
    const present = parameters.slice();
    parameters.set(mean);
    try {
      return look();
    } finally {
      parameters.set(present);
    }
  }

  return {
    counted: (present, silent, lookAveraged) => {
      const errors: Contenders = [present, isBegun ? withMean(lookAveraged) : present, silent];
      const counted = errors[usual.indexOf(Math.min(...usual))] ?? present;
      if (errors.every(Number.isFinite))
        usual = errors.map(
          (error, which) => errorDecay * (usual[which] ?? 0) + (1 - errorDecay) * error,
        ) as unknown as Contenders;
      return counted;
    },
    follow: () => {
      if (!isBegun) mean.set(parameters);
      isBegun = true;
      for (let i = 0; i < mean.length; i += 1)
        mean[i] = decay * (mean[i] ?? Number.NaN) + (1 - decay) * (parameters[i] ?? Number.NaN);
    },
    restart: () => {
      [usual, isBegun] = [[0, 0, 0], false];
    },
    tensors: { mean },
    scalars: () => ({ present: usual[0], averaged: usual[1], silent: usual[2], isBegun: Number(isBegun) }),
    restore: ({ present = 0, averaged = 0, silent = 0, isBegun: begun = 0 }) => {
      [usual, isBegun] = [[present, averaged, silent], begun === 1];
    },
  };
}
