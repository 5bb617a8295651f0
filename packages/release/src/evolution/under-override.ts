import type { Policy } from "../policy/policy.ts";
import type { Override } from "./override.ts";

/** The account of T as an evaluation finds it. */
export interface Account {
  readonly cap: number;
  readonly balance: number;
}

export interface Underlying {
  readonly policy: Policy;
  readonly budget: Account;
}

type Scope = Override["scope"];

/** The most that the shape of a policy allows. */
const EVIDENCE_DAYS_MAX = 36_500;
const DRILL_DAYS_MAX = 3_650;

/**
 * Policy and account for one evaluation under overrides that were checked. Each scope counts once, however many were granted.
 * Votes and decisions bind the policy as it stands in the log, not this one.
 */
export function underOverride(
  policy: Policy,
  budget: Account,
  overrides: readonly Pick<Override, "scope">[],
): Underlying {
  const scopes = new Set(overrides.map(({ scope }) => scope));
  return [...scopes].reduce<Underlying>((base, scope) => EFFECTS[scope].change(base), { policy, budget });
}

/** What an override does, in the words of its record. */
export const effectOf = ({ scope }: Pick<Override, "scope">): string => EFFECTS[scope].text;

interface Effect {
  readonly text: string;
  readonly change: (base: Underlying) => Underlying;
}

const EFFECTS: Readonly<Record<Scope, Effect>> = {
  EXTEND_EVIDENCE_AGE: {
    text: "Evidence counts up to twice the age that the policy gives its kind, in this evaluation.",
    change: ({ policy, budget }) => ({ policy: { ...policy, verification: withOlderEvidence(policy) }, budget }),
  },
  GRANT_T_VALUE: {
    text: "The account is filled to its cap before this evaluation.",
    change: ({ policy, budget }) => ({ policy, budget: { ...budget, balance: Math.max(budget.balance, budget.cap) } }),
  },
  EXTEND_PAUSE_DRILL_AGE: {
    text: "A drill counts up to twice the age that the policy gives it, in this evaluation.",
    change: ({ policy, budget }) => ({ policy: { ...policy, stability: withOlderDrills(policy) }, budget }),
  },
};

const withOlderEvidence = ({ verification }: Policy): Policy["verification"] => ({
  ...verification,
  maxAgeDays: verification.maxAgeDays.map(({ kind, days }) => ({ kind, days: doubled(days, EVIDENCE_DAYS_MAX) })),
});

const withOlderDrills = ({ stability }: Policy): Policy["stability"] => ({
  ...stability,
  drillMaxAgeDays: doubled(stability.drillMaxAgeDays, DRILL_DAYS_MAX),
});

const doubled = (days: number, daysMax: number): number => Math.min(daysMax, 2 * days);
