import type { RateFacts, RateRule, RateState } from "../rate-rule.ts";

export interface SurpriseSettings {
  readonly rate: number;
  /** Steps that the recent error is averaged over. */
  readonly recentSteps: number;
  /** Steps that the usual error is averaged over. */
  readonly usualSteps: number;
  /** The rate stays within rate / span and rate · span. */
  readonly span: number;
}

/**
 * Learns faster while the errors are greater than usual, as after a drift, and slower while they are smaller: rate · (recent / usual)^¼. What the
 * original's rule does with its risk, which echoes the error, is done here with the error itself, against its own scale.
 */
export function surpriseRule(settings: SurpriseSettings): RateRule {
  return {
    first: { rate: settings.rate, mode: "cruise", memory: { steps: 0, recent: 0, usual: 0 } },
    next: (state, facts) => rated(averaged(state.memory, facts, settings), settings),
    afterRewind: (state) => state,
  };
}

type Memory = RateState["memory"];

/** Means of all errors at first, then exponential averages. An error that is no number teaches nothing. */
function averaged(memory: Memory, { error }: RateFacts, { recentSteps, usualSteps }: SurpriseSettings): Memory {
  if (!Number.isFinite(error)) return memory;
  const steps = (memory["steps"] ?? 0) + 1;
  const towards = (mean: number, span: number): number => mean + (error - mean) / Math.min(steps, span);
  return {
    steps,
    recent: towards(memory["recent"] ?? 0, recentSteps),
    usual: towards(memory["usual"] ?? 0, usualSteps),
  };
}

function rated(memory: Memory, { rate, span }: SurpriseSettings): RateState {
  const [recent, usual] = [memory["recent"] ?? 0, memory["usual"] ?? 0];
  // Two square roots have the same bits everywhere; a power may not.
  const factor = usual > 0 ? Math.sqrt(Math.sqrt(recent / usual)) : 1;
  const mode = factor > 1.2 ? "alert" : factor > 1.05 ? "warning" : "cruise";
  return { rate: rate * Math.min(span, Math.max(1 / span, factor)), mode, memory };
}
