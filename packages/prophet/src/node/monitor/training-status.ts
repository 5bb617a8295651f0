import type { TrainerSpec } from "../../trainer/trainer-spec.ts";
import type { StepRecord } from "../../trainer/step-record.ts";

/** Without a step for so long a training has stalled. */
const STALL_MS = 30_000;
/** The rate of steps is taken over at least so long. */
const RATE_WINDOW_MS = 1_000;

/** What is to be seen of a training from outside, at this moment. A step costs a few assignments; all else is done when somebody asks. */
export class TrainingStatus {
  readonly spec: TrainerSpec;
  /** Steps of the whole training, those before a resume too. */
  stepsDone: number;
  spikes: number;
  rewinds: number;
  drifts: number;
  last: StepRecord | null = null;
  readonly #nowMs: () => number;
  #lastStepAtMs: number | null = null;
  #checkpointAtMs: number | null = null;
  #rateFrom: { readonly stepsDone: number; readonly atMs: number };
  #stepsPerSecond: number | null = null;

  /** @param nowMs a clock that only goes forward */
  constructor(
    spec: TrainerSpec,
    from: Pick<TrainingStatus, "stepsDone" | "spikes" | "rewinds" | "drifts">,
    nowMs: () => number,
  ) {
    this.spec = spec;
    this.stepsDone = from.stepsDone;
    this.spikes = from.spikes;
    this.rewinds = from.rewinds;
    this.drifts = from.drifts;
    this.#nowMs = nowMs;
    this.#rateFrom = { stepsDone: from.stepsDone, atMs: nowMs() };
  }

  stepped(record: StepRecord): void {
    this.last = record;
    this.stepsDone += 1;
    if (record.spiked) this.spikes += 1;
    if (record.rewoundTo !== null) this.rewinds += 1;
    if (record.drifted) this.drifts += 1;
  }

  /** Some steps were done up to now; to be said every few milliseconds, so that no step pays for a look at the clock. */
  ticked(): void {
    const nowMs = this.#nowMs();
    if (this.last !== null) this.#lastStepAtMs = nowMs;
    if (nowMs - this.#rateFrom.atMs < RATE_WINDOW_MS) return;
    this.#stepsPerSecond = this.#rateSince(nowMs);
    this.#rateFrom = { stepsDone: this.stepsDone, atMs: nowMs };
  }

  checkpointed(): void {
    this.#checkpointAtMs = this.#nowMs();
  }

  /** A step was done, and the last one is not long ago. */
  get isReady(): boolean {
    return this.#lastStepAtMs !== null && this.#nowMs() - this.#lastStepAtMs < STALL_MS;
  }

  /** Over the last second or so, or since the start; 0 while the training stalls. */
  get stepsPerSecond(): number {
    if (!this.isReady) return 0;
    return this.#stepsPerSecond ?? this.#rateSince(this.#nowMs());
  }

  #rateSince(nowMs: number): number {
    const { stepsDone, atMs } = this.#rateFrom;
    return nowMs > atMs ? ((this.stepsDone - stepsDone) / (nowMs - atMs)) * 1000 : 0;
  }

  /** `null` before the first checkpoint of this process. */
  get checkpointAgeMs(): number | null {
    return this.#checkpointAtMs === null ? null : this.#nowMs() - this.#checkpointAtMs;
  }
}
