/** Mechanical collapse (reference §9.7), registered before any run. */
export const COLLAPSE = {
  /** Two-sided level below which a behaviour is distinct from ASB Null: one in twenty. */
  alphaOneIn: 20n,
  compileRatePpmMin: 700_000,
  haltRatePpmMax: 200_000,
  auditFailureRatePpmMax: 100_000,
  /** The pressure window: what comes before is free of the second contradiction in every condition. */
  windowFirstEpisode: 4,
  windowEpisodes: 16,
} as const;

/** Calibration (reference §9.2). An oracle that is deterministic has no excuse, so it must succeed always (§11 T23). */
export const CALIBRATION = {
  oracleSuccessPpmMin: 1_000_000,
  nullSuccessPpmMax: 100_000,
  nullEpisodesPerSeed: 1_000,
  branchingMin: 2,
} as const;
