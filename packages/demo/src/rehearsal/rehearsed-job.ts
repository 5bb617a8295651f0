import { digestOfBytes } from "@plimsoll/foundation/node";
import type { CheckpointSource, FoundCheckpoint, Job, JobExit, JobLauncher } from "@plimsoll/governor";
import { checkpointName } from "../story/checkpoint-name.ts";
import type { LearnerCheckpoint } from "../learner/checkpoint.ts";
import { HELD } from "../learner/train.ts";

const FULL_PPM = 1_000_000;

/**
 * The learner without processes: it trains when the governor asks for its next checkpoint and never otherwise, so power
 * is obeyed by construction. What it decides is the same as the real one's; how fast it stops is not shown here.
 */
export class RehearsedJob implements Job, JobLauncher, CheckpointSource {
  readonly #training: Iterator<LearnerCheckpoint | typeof HELD, void>;
  #levelPpm = 0;
  readonly #weights = new Map<string, { readonly found: FoundCheckpoint; readonly policy: Uint8Array }>();
  #exit: (exit: JobExit) => void = () => {};
  readonly exited = new Promise<JobExit>((resolve) => (this.#exit = resolve));

  /** @param trainingAt the learner, at the scale that it is advised: the power that it has */
  constructor(trainingAt: (scale: () => number) => Iterator<LearnerCheckpoint | typeof HELD, void>) {
    this.#training = trainingAt(() => this.#levelPpm / FULL_PPM);
  }

  weightsOf(path: string): Uint8Array {
    const held = this.#weights.get(path);
    if (held === undefined) throw new Error(`no checkpoint ${path}`);
    return held.policy;
  }

  async launch(levelPpm: number): Promise<Job> {
    this.#levelPpm = levelPpm;
    return this;
  }

  async next(): Promise<FoundCheckpoint | null> {
    const next = this.#training.next();
    if (next.done === true) {
      this.#exit({ code: 0, signal: null });
      return null;
    }
    if (next.value === HELD) throw new TypeError("expected power when a checkpoint is asked for, got none");
    return this.#found(next.value);
  }

  #found({ step, trainedFlop, meanRewardMicro, policy }: LearnerCheckpoint): FoundCheckpoint {
    const name = checkpointName(step);
    const found = {
      name,
      path: name,
      digest: digestOfBytes(policy),
      step,
      trainedFlop: String(trainedFlop),
      meanRewardMicro,
      gainMicro: null,
    };
    this.#weights.set(name, { found, policy });
    return found;
  }

  newest(): null {
    return null;
  }

  find(digest: string): FoundCheckpoint | null {
    return [...this.#weights.values()].find(({ found }) => found.digest === digest)?.found ?? null;
  }

  startAfter(): void {}
  announce(): void {}
  freeze(): void {}
  renew(): void {}
  async setLevel(levelPpm: number): Promise<void> {
    this.#levelPpm = levelPpm;
  }

  async kill(): Promise<{ confirmed: true; elapsedMs: 0 }> {
    return { confirmed: true, elapsedMs: 0 };
  }

  cpuMs(): null {
    return null;
  }
}
