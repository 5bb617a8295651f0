/** Lock-in velocity of a run (ACB-K §1), all in micro-CU since the last checkpoint. */
export interface LockIn {
  readonly verdict: "none" | "bounded" | "locked-in";
  /** L_v with the domain's own k: reported. */
  readonly reportedMicroCu: number;
  /** L_v with min(k, 1): enforced. */
  readonly enforcedMicroCu: number;
}

/** What optimisation and control have done over the same time: since the last checkpoint. */
export interface LockInFacts {
  /** CU that the run consumed, micro-CU, rounded up. */
  readonly consumedMicroCu: number;
  /** Capability gained, micro-CU, as reported; null where nobody reported it, which counts as what was consumed. */
  readonly capabilityGainMicroCu: number | null;
  /** Verified successful interventions, each registered cluster once. */
  readonly interventions: number;
  /** The most interventions that count for one checkpoint. */
  readonly interventionsMax: number;
  readonly microCuPerIntervention: number;
  /** E_int as proven, ppm; null while it is unproven. */
  readonly provenControlPpm: number | null;
  /** k of the run's domain, ppm. */
  readonly kPpm: number;
}

/** k as enforced is at most 1: a higher one would loosen the invariant where it must bind (docs/concepts/kernel.md). */
const K_ENFORCED_MAX_PPM = 1_000_000;

/**
 * L_v = max(0, O_r − k · C_b). Control bandwidth is rounded down.
 *
 * There is no verdict before the first checkpoint (`null`) nor while control is unproven: such a run has no power, and what
 * nobody proved does not kill. The figures then stand with a bandwidth of 0.
 */
export function lockInOf(facts: LockInFacts | null): LockIn {
  if (facts === null) return { verdict: "none", reportedMicroCu: 0, enforcedMicroCu: 0 };
  const reportedMicroCu = velocityMicroCu(facts, facts.kPpm);
  const enforcedMicroCu = velocityMicroCu(facts, Math.min(facts.kPpm, K_ENFORCED_MAX_PPM));
  return { verdict: verdictOf(facts, enforcedMicroCu), reportedMicroCu, enforcedMicroCu };
}

/** Would a debit of so many micro-CU, once consumed, let optimisation run ahead of control? */
export const lockInAhead = (facts: LockInFacts, debitMicroCu: number): boolean =>
  lockInOf({ ...facts, consumedMicroCu: facts.consumedMicroCu + debitMicroCu }).enforcedMicroCu > 0;

function verdictOf({ provenControlPpm }: LockInFacts, enforcedMicroCu: number): LockIn["verdict"] {
  if (provenControlPpm === null) return "none";
  return enforcedMicroCu > 0 ? "locked-in" : "bounded";
}

const velocityMicroCu = (facts: LockInFacts, kPpm: number): number =>
  Number(atLeastZero(BigInt(optimisationMicroCu(facts)) - carriedMicroCu(facts, kPpm)));

/** O_r: what was consumed or what was gained, whichever is more. */
const optimisationMicroCu = ({ consumedMicroCu, capabilityGainMicroCu }: LockInFacts): number =>
  Math.max(consumedMicroCu, capabilityGainMicroCu ?? consumedMicroCu);

/** k · C_b, rounded down once: k and E are both in ppm. */
function carriedMicroCu(facts: LockInFacts, kPpm: number): bigint {
  const interventions = Math.min(facts.interventions, facts.interventionsMax);
  const worth = BigInt(interventions) * BigInt(facts.microCuPerIntervention);
  return (worth * BigInt(facts.provenControlPpm ?? 0) * BigInt(kPpm)) / 1_000_000_000_000n;
}

const atLeastZero = (value: bigint): bigint => (value > 0n ? value : 0n);
