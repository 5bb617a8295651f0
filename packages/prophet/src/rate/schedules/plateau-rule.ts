import type { RateRule, RateState } from "../rate-rule.ts";

export interface PlateauSettings {
  readonly rate: number;
  /** What the rate is multiplied with when nothing has become better. */
  readonly factor: number;
  /** Looks without a better loss that are borne; one more lowers the rate. */
  readonly patience: number;
  /** Better is below best · (1 - threshold). */
  readonly threshold: number;
  /** Looks after a lowering in which none counts as bad. */
  readonly cooldown: number;
  readonly rateMin: number;
  /** Steps whose mean loss is one look: PyTorch's epoch. */
  readonly period: number;
}

/** PyTorch's defaults. */
export const PLATEAU_DEFAULTS = { factor: 0.1, patience: 10, threshold: 1e-4, cooldown: 0, rateMin: 0 } as const;

/** Lowerings smaller than this are left out, as PyTorch's `eps`. */
const CHANGE_MIN = 1e-8;

type Memory = Readonly<Record<string, number>>;

/** `ReduceLROnPlateau` (PyTorch; mode min, relative threshold), on the mean loss of each period. */
export function plateauRule(settings: PlateauSettings): RateRule {
  return {
    first: { rate: settings.rate, mode: "cruise", memory: { sum: 0, losses: 0, bad: 0, cooldown: 0 } },
    next: (state, { loss }) => {
      const memory = gathered(state.memory, loss);
      return of(memory, "losses") < settings.period ? { ...state, memory } : looked({ ...state, memory }, settings);
    },
    afterRewind: (state) => state,
  };
}

const of = (memory: Memory, name: string): number => memory[name] ?? 0;

/** A loss that is no number spoils the look that it belongs to: it counts as bad. */
function gathered(memory: Memory, loss: number): Memory {
  const losses = of(memory, "losses") + 1;
  const sum = of(memory, "sum") + loss;
  return Number.isFinite(sum) ? { ...memory, losses, sum } : { ...memory, losses, spoilt: 1 };
}

function looked(state: RateState, settings: PlateauSettings): RateState {
  const { sum, losses, spoilt, ...past } = state.memory;
  const mean = spoilt === 1 ? Number.POSITIVE_INFINITY : (sum ?? 0) / (losses ?? 1);
  const isBetter = mean < (past["best"] ?? Number.POSITIVE_INFINITY) * (1 - settings.threshold);
  const rest = Math.max(0, of(past, "cooldown") - 1);
  const bad = isBetter || of(past, "cooldown") > 0 ? 0 : of(past, "bad") + 1;
  const memory = { ...past, ...(isBetter ? { best: mean } : {}), bad, cooldown: rest, sum: 0, losses: 0 };
  if (bad <= settings.patience) return { ...state, memory };
  return { ...state, rate: lowered(state.rate, settings), memory: { ...memory, bad: 0, cooldown: settings.cooldown } };
}

function lowered(rate: number, { factor, rateMin }: PlateauSettings): number {
  const next = Math.max(rate * factor, rateMin);
  return rate - next > CHANGE_MIN ? next : rate;
}
