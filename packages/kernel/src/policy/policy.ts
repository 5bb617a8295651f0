import { decimal, identifier, integer, nullable, object, oneOf, type Shaped } from "@plimsoll/foundation";

/**
 * The numbers a site may choose, all integers: micro-CU, ppm, ms, FLOP in decimal digits.
 * ACB-K's own bands and levels (§4) are constants of the code and not in here: no policy can widen them.
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
  /** How far evidence on one checkpoint covers further training: FLOP, checkpoints and age, whichever ends first. */
  coverFlop: decimal,
  coverCheckpoints: integer(1, 1_000),
  evidenceTtlMs: integer(1, 31 * 86_400_000),
  /** Trials in each window. 1 132 lets a claim of 0.99 pass with five failures at the first try. */
  trialsPerWindow: integer(29, 100_000),
  windowDeadlineMs: integer(1, 31 * 86_400_000),
  leaseTtlMs: integer(100, 60_000),
  reservationTtlMs: integer(1, 31 * 86_400_000),
  /** The unit of time of steerability velocity, in leased time. */
  velocityUnitMs: integer(1, 366 * 86_400_000),
});

export type Policy = Shaped<typeof policyShape>;
