/** What a job's warden said last. */
export interface JobReading {
  /** The level that verifiably holds, ppm; null before the first heartbeat. */
  readonly levelPpm: number | null;
  readonly processes: number;
  /** CPU time of the whole tree so far. */
  readonly cpuMs: number;
}
