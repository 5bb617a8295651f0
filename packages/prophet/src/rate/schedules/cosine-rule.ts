import type { RateRule } from "../rate-rule.ts";

export interface CosineSettings {
  /** The greatest rate, where the warm-up ends. */
  readonly rate: number;
  /** Steps in which the rate grows from rate / warmUpSteps in equal parts; 0: none. */
  readonly warmUpSteps: number;
  /** Share of the rate that is left at the last step, in [0, 1]. */
  readonly floorShare: number;
}

/** Half a cosine from the rate down to its floor (Loshchilov and Hutter 2017), after a linear warm-up. Where nobody knows the end, it stays up. */
export function cosineRule(settings: CosineSettings): RateRule {
  return {
    first: { rate: settings.rate, mode: "cruise", memory: {} },
    next: (_, { step, steps }) => ({ rate: rateAt(settings, step, steps), mode: "cruise", memory: {} }),
    afterRewind: (state) => state,
  };
}

function rateAt({ rate, warmUpSteps, floorShare }: CosineSettings, step: number, steps: number | null): number {
  if (step < warmUpSteps) return (rate * (step + 1)) / warmUpSteps;
  if (steps === null || steps <= warmUpSteps) return rate;
  const progress = Math.min(1, (step - warmUpSteps) / (steps - warmUpSteps));
  return rate * (floorShare + ((1 - floorShare) * (1 + Math.cos(Math.PI * progress))) / 2);
}
