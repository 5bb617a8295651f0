/** Compute as parts per million of a job's own allotment. ACB-K knows three levels. */
export type PowerLevelPpm = 0 | 200_000 | 1_000_000;

export const POWER_LEVELS_PPM: readonly PowerLevelPpm[] = [0, 200_000, 1_000_000];
