/** Compute as parts per million of a job's own allotment. ACB-K knows three levels. */
export type PowerLevelPpm = 0 | 200_000 | 1_000_000;
