import type { OnRenewal } from "./job-link.ts";
import type { SimulatedJob } from "./simulated-job.ts";

/** A job that the yard has begun, and what it wants to know of it. */
export interface BegunJob {
  readonly job: SimulatedJob;
  readonly onRenewal: OnRenewal;
  readonly onLost: (act: () => void) => void;
}
