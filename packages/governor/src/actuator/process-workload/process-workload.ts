import type { Clock } from "@plimsoll/foundation";
import type { PowerActuator } from "../power-actuator.ts";
import type { PowerLevelPpm } from "../power-level.ts";
import {
  unverified,
  type WorkloadActuator,
  type WorkloadReading,
  type WorkloadReasonCode,
} from "../workload-actuator.ts";

/** The actuator of a process tree and the clock by which it is held. */
export interface ProcessWorkloadOptions {
  /** Has adopted the root of the tree. */
  readonly actuator: PowerActuator;
  readonly clock: Clock;
}

/** How soon to try again after a look failed: the tree may be running meanwhile. */
const RETRY_INTERVAL_MS = 50;

/** One process tree as a workload: the actuators of this machine, cgroups or signals, under the contract of all others. */
export class ProcessWorkload implements WorkloadActuator {
  readonly kind = "process";
  readonly #actuator: PowerActuator;
  readonly #clock: Clock;
  #isCondemned = false;

  constructor({ actuator, clock }: ProcessWorkloadOptions) {
    this.#actuator = actuator;
    this.#clock = clock;
  }

  async converge(levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
    try {
      return this.#isCondemned ? this.#strikeAgain() : this.#enforce(levelPpm);
    } catch (cause) {
      return unverified("LOOK_FAILED", String(cause), RETRY_INTERVAL_MS);
    }
  }

  async terminate(): Promise<void> {
    this.#isCondemned = true;
    this.#actuator.strike();
  }

  async survivors(): Promise<readonly string[]> {
    const found = this.#actuator.survivors();
    // Who is born while a scan reads is in the next one.
    return (found.length > 0 ? found : this.#actuator.survivors()).map(({ pid }) => `process ${pid}`);
  }

  async release(): Promise<void> {
    if (!this.#actuator.release()) throw new Error(`left: ${this.#actuator.cgroupDirectories.join(", ")}`);
  }

  #enforce(levelPpm: PowerLevelPpm): WorkloadReading {
    const { achievedPpm, nextStepMs } = this.#actuator.enforce(levelPpm, this.#clock.monotonicMs());
    const reasons = achievedPpm === levelPpm ? [] : [because("NOT_YET_HELD", `${achievedPpm} ppm holds`)];
    return { achievedPpm, reasons, nextStepMs: Math.max(1, Math.floor(nextStepMs)) };
  }

  #strikeAgain(): WorkloadReading {
    this.#actuator.strike();
    const isGone = this.#actuator.survivors().length === 0;
    return {
      achievedPpm: isGone ? 0 : null,
      reasons: [because("TERMINATED", isGone ? "nobody lives" : "dying")],
      nextStepMs: RETRY_INTERVAL_MS,
    };
  }
}

const because = (code: WorkloadReasonCode, detail: string) => ({ code, detail });
