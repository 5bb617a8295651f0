import type { GenerationRecord } from "@plimsoll/simulation";

/** One line of what the original's head-up display showed. */
export const hudLine = (record: GenerationRecord): string =>
  [
    `GEN ${record.generation}`,
    `POP ${record.population}`,
    `ENERGY ${record.energyMean.toFixed(1)}`,
    `ENTROPY ${record.entropyTotal.toFixed(0)}`,
    `EMG ${record.emergencyMoves}`,
    `SAVED ${record.isolationSaves}`,
    `RISK ${record.risk.toFixed(3)}`,
    `FLOW ${record.flow.toFixed(3)}`,
    record.verdict.toUpperCase(),
  ].join("  ");
