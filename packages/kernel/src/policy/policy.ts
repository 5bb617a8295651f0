import {
  boolean,
  decimal,
  identifier,
  integer,
  list,
  nullable,
  object,
  oneOf,
  type Shaped,
} from "@plimsoll/foundation";

const DAY_MS = 86_400_000;

/**
 * The numbers a site may choose, all integers: micro-CU, ppm, ms, mJ, FLOP in decimal digits.
 * ACB-K's own bands and levels (§4) are constants of the code and not in here: no policy can widen them. Where a field has
 * a bound, the bound is the ruling's, and a policy can only be stricter.
 */
export const policyShape = object({
  version: oneOf(1),
  name: identifier,

  /** Start of the years after which allocations shrink by 2 % each (ACB-K §2.4), ms since 1970. */
  epochMs: integer(),
  perHeadMicroCu: integer(),
  perComputeUnitMicroCu: integer(),
  /** FLOP that one posted price pays for; null is ACB-K's literal flat price. */
  runQuantumFlop: nullable(decimal),
  /** FLOP of a training from scratch before its first window set. */
  genesisFlop: decimal,
  reservationTtlMs: integer(1, 31 * DAY_MS),
  /** Price of one privilege edge of a deployed graph: α of ACB-K §7. At most so much that the dearest graph has an exact price. */
  privilegeEdgeMicroCu: integer(500_000, 100_000_000_000),

  /** Cumulative FLOP of a lineage from which it is at least Tier 2, and Tier 3, whatever its benchmarks say. */
  tierFloorFlop: object({ tier2: decimal, tier3: decimal }),
  /**
   * Models of fewer measured FLOP are screened: their tier is as declared and their credit rests on control and the
   * deception gap alone. "0" screens nobody.
   */
  screeningFlop: decimal,

  /** How far evidence on one checkpoint covers further training: FLOP, checkpoints and age, whichever ends first. */
  coverFlop: decimal,
  coverCheckpoints: integer(1, 1_000),
  evidenceTtlMs: integer(1, 31 * DAY_MS),
  /** Trials in each window. 1 132 lets a claim of 0.99 pass with five failures at the first try. */
  trialsPerWindow: integer(29, 100_000),
  windowDeadlineMs: integer(1, 31 * DAY_MS),
  /** Window sets that a lab and those linked to it may register in a quarter. */
  evaluationSetsPerQuarter: integer(1, 1_000_000),

  /** Trials in each family window. 111 lets a model that is in truth at 0.97 pass with five failures, with 88 % chance. */
  trialsPerFamily: integer(29, 100_000),
  /** M of ACB-K §6.2: families that Tiers 1 and 2 must pass. Tier 3 always needs all five. */
  familiesRequired: integer(1, 5),
  /** Whether identity under correction is asked beside the five. */
  asksNormativeIdentity: boolean,
  /** Window sets of one lineage that one probe set may serve before it is worn out. */
  probeSetUses: integer(1, 3),
  /** τ_d of ACB-K §6.1. */
  deceptionGapPpm: integer(1, 100_000),

  /** The unit of time of steerability velocity, in leased time. */
  velocityUnitMs: integer(1, 366 * DAY_MS),
  /** k of ACB-K §1 for each domain; enforcement takes the smaller of it and 1. */
  coupling: list(object({ domain: identifier, kPpm: integer(0, 1_000_000_000) }), 64),
  microCuPerIntervention: integer(0, 10_000),
  interventionsPerCheckpoint: integer(0, 2_560),

  leaseTtlMs: integer(100, 60_000),
  /** How long a Capability Token holds: Tier 1, and Tiers 2 and 3. */
  tokenTtlMs: object({ tier1: integer(1_000, 900_000), tier2: integer(1_000, 60_000) }),
  attestationTtlMs: integer(1, 31 * DAY_MS),

  /** What a thousand billion paid FLOP use, in mJ: the yardstick of the wastewater audit (ACB-K §8.2). */
  energyMjPerTeraFlop: integer(0),
  /** The most that one API call or one trial of a probe uses. */
  energyMjPerCall: integer(0),
  auditWindowMs: integer(1_000, DAY_MS),
  divergencePpm: integer(1, 100_000),
  meterSilentMs: integer(1_000, 30_000),
  meterForensicMs: integer(1_000, 600_000),

  /** Operators who must sign a policy that widens, and how long it waits. */
  policyQuorum: integer(2, 16),
  policyDelayMs: integer(0, 366 * DAY_MS),
});

/** The numbers that a site has chosen, within the bounds of `spec/kernel.md`. */
export type Policy = Shaped<typeof policyShape>;
