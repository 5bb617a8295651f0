import type { Digest } from "@plimsoll/foundation";
import type { CheckpointSource, FoundCheckpoint } from "@plimsoll/governor";
import type { LabModel } from "../job/lab-model.ts";
import type { SimulatedJob } from "../job/simulated-job.ts";

/** After so many checkpoints a job has done what it was started for. */
const CHECKPOINTS_PER_JOB = 2;

/** The folder that a job writes its checkpoints into, and where a controller finds them. It outlives both. */
export class CheckpointShelf implements CheckpointSource {
  readonly #model: () => LabModel;
  #job: SimulatedJob | null = null;
  #after = -1;
  #writtenByJob = 0;
  #waiting: ((found: FoundCheckpoint | null) => void) | null = null;

  constructor(model: () => LabModel) {
    this.#model = model;
  }

  serves(job: SimulatedJob): void {
    this.#job = job;
    this.#writtenByJob = 0;
  }

  /** A checkpoint's worth was computed. False: the job has no more to do. */
  written(): boolean {
    this.#model().write();
    this.#writtenByJob += 1;
    this.#hand();
    return this.#writtenByJob < CHECKPOINTS_PER_JOB;
  }

  newest(): FoundCheckpoint {
    return this.#model().newest;
  }

  find(digest: Digest): FoundCheckpoint | null {
    return this.#model().find(digest);
  }

  startAfter(digest: Digest | null): void {
    this.#after = digest === null ? -1 : this.#model().indexOf(digest);
    this.#waiting = null;
  }

  next(jobExited: Promise<unknown>): Promise<FoundCheckpoint | null> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
      this.#hand();
      void jobExited.then(() => this.#waiting === resolve && resolve(null));
    });
  }

  announce(): void {
    this.#job?.goOn();
  }

  freeze(digest: Digest): void {
    this.#model().frozen.add(digest);
  }

  #hand(): void {
    const found = this.#model().checkpoints[this.#after + 1];
    if (this.#waiting === null || found === undefined) return;
    const hand = this.#waiting;
    this.#waiting = null;
    this.#after += 1;
    hand(found);
  }
}
