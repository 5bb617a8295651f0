import { type Mode, MODES, type RateRule, type RateState } from "./rate-rule.ts";

export interface ClassicRuleSettings {
  readonly baseRate: number;
  /** Risk above which a mode holds; cruise holds elsewhere. */
  readonly thresholds: Readonly<Record<Exclude<Mode, "cruise">, number>>;
  /** The rate that a mode goes for, in base rates. */
  readonly multipliers: Readonly<Record<Mode, number>>;
  /** Share of the old in the smoothed risk. */
  readonly riskSmoothing: number;
}

const RATE_SMOOTHING = 0.8;
const [RATE_MIN, RATE_MAX] = [1e-6, 1];
const THRESHOLDS = { panic: 0.5, alert: 0.2, warning: 0.1 };

/** The original raises the rate with the risk (v8.4.2). */
export const boostSettings = (baseRate: number): ClassicRuleSettings => ({
  baseRate,
  thresholds: THRESHOLDS,
  multipliers: { panic: 5, alert: 2, warning: 1.2, cruise: 0.5 },
  riskSmoothing: 0.9,
});

/** What its prose says instead: lower it. */
export const dampSettings = (baseRate: number): ClassicRuleSettings => ({
  ...boostSettings(baseRate),
  multipliers: { panic: 0.2, alert: 0.5, warning: 0.8, cruise: 1 },
});

/** The mode is of the risk at this moment; the rate goes a fifth of the way to base rate · multiplier. The smoothed risk is kept and not used. */
export function classicRule(settings: ClassicRuleSettings): RateRule {
  const { baseRate, multipliers, riskSmoothing } = settings;
  return {
    first: { rate: baseRate, mode: "cruise", memory: { smoothedRisk: 0 } },
    next: ({ rate, memory }, { risk }) => {
      const mode = modeOf(risk ?? 0, settings);
      const wanted = RATE_SMOOTHING * rate + (1 - RATE_SMOOTHING) * baseRate * multipliers[mode];
      const smoothedRisk = riskSmoothing * (memory["smoothedRisk"] ?? 0) + (1 - riskSmoothing) * (risk ?? 0);
      return { rate: Math.min(RATE_MAX, Math.max(RATE_MIN, wanted)), mode, memory: { smoothedRisk } };
    },
    afterRewind: (state) => state,
  };
}

const modeOf = (risk: number, { thresholds }: ClassicRuleSettings): Mode =>
  MODES.find((mode) => mode === "cruise" || risk > thresholds[mode]) ?? "cruise";

/** The same rate at each step. */
export const fixedRule = (rate: number): RateRule => {
  const state: RateState = { rate, mode: "cruise", memory: {} };
  return { first: state, next: () => state, afterRewind: () => state };
};
