import { PlimsollError } from "@plimsoll/foundation";
import type { ProcessIdentity, ProcessRecord } from "../process-table/process-record.ts";
import type { ActuatorKind, HeldTree, PowerActuator, PowerReading } from "./power-actuator.ts";
import type { PowerLevelPpm } from "./power-level.ts";

/**
 * Holds a tree by a cgroup; by signals where it turns out only at the adoption that the tree cannot be moved there, as from another
 * user's scope, or with real-time threads. Both MUST have the same roster. The kind is known once `adopt` has returned.
 */
export class CgroupElseSignals implements PowerActuator {
  readonly cgroupDirectories: readonly string[];
  readonly #cgroup: PowerActuator;
  readonly #signals: PowerActuator;
  #chosen: PowerActuator;

  constructor(cgroup: PowerActuator, signals: PowerActuator) {
    this.#cgroup = cgroup;
    this.#signals = signals;
    this.#chosen = cgroup;
    this.cgroupDirectories = cgroup.cgroupDirectories;
  }

  get kind(): ActuatorKind {
    return this.#chosen.kind;
  }

  adopt(root: ProcessIdentity, held?: HeldTree): void {
    try {
      this.#cgroup.adopt(root, held);
    } catch (cause) {
      if (!(cause instanceof PlimsollError && cause.code === "CGROUP_UNAVAILABLE")) throw cause;
      this.#chosen = this.#signals;
      this.#signals.adopt(root, held);
    }
  }

  enforce(levelPpm: PowerLevelPpm, nowMs: number): PowerReading {
    return this.#chosen.enforce(levelPpm, nowMs);
  }

  /** Whoever could not be taken out of the cgroup again dies with it. */
  strike(): void {
    this.#cgroup.strike();
  }

  survivors(): ProcessRecord[] {
    return this.#chosen.survivors();
  }

  known(): ProcessIdentity[] {
    return this.#chosen.known();
  }

  release(): boolean {
    return this.#cgroup.release();
  }
}
