import type { Clock } from "@plimsoll/foundation";
import type { PowerLevelPpm } from "../power-level.ts";
import {
  type AchievedPpm,
  highestAchieved,
  unverified,
  type WorkloadActuator,
  type WorkloadReading,
  type WorkloadReason,
} from "../workload-actuator.ts";
import { type LidReading, lidUnverified, type PowerLid } from "./power-lid.ts";
import type { PowerSwitch } from "./power-switch.ts";

/** The rungs by which a workload is held, from the softest. */
export interface LadderOptions {
  /** The first rung: stops and kills. */
  readonly workload: WorkloadActuator;
  /** Caps on the devices that the workload uses. */
  readonly lids: readonly PowerLid[];
  /** The last rung; `null` where nobody may pull the plug. */
  readonly plug: PowerSwitch | null;
  /** How long survivors of a kill are struck at before the plug is pulled, ms. */
  readonly patienceMs: number;
  readonly clock: Clock;
}

const RETRY_INTERVAL_MS = 100;

/**
 * A workload on devices with caps of their own: stop the processes, lock the clocks, cap the power, and as the last resort pull the plug. All
 * rungs are tried, whatever another one answers, and the level is that of the one that is held least.
 */
export class Ladder implements WorkloadActuator {
  readonly kind = "ladder";
  readonly #options: LadderOptions;
  #condemnedAtMs: number | null = null;
  #isUnplugged = false;
  /** Why 20 % cannot be held, as long as it is asked. */
  #outOfReach: readonly WorkloadReason[] = [];

  constructor(options: LadderOptions) {
    this.#options = options;
  }

  async converge(levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
    if (levelPpm !== 200_000) this.#outOfReach = [];
    if (levelPpm !== 200_000) return this.#hold(levelPpm, []);
    // Tried once: to try again at each step would raise what the pause pressed down.
    if (this.#outOfReach.length > 0) return this.#hold(0, this.#outOfReach);
    return this.#tryTwentyPercent();
  }

  async terminate(): Promise<void> {
    this.#condemnedAtMs ??= this.#options.clock.monotonicMs();
    try {
      await this.#options.workload.terminate();
    } finally {
      if (await this.#isPatienceOver()) await this.#pullThePlug();
    }
  }

  async survivors(): Promise<readonly string[]> {
    // Whoever was on a machine without power is dead, and nobody can be asked there any more.
    if (this.#isUnplugged && (await this.#options.plug?.isOff()) === true) return [];
    return this.#options.workload.survivors();
  }

  async release(): Promise<void> {
    await this.#options.workload.release();
  }

  async #tryTwentyPercent(): Promise<WorkloadReading> {
    const lids = await this.#press(200_000);
    this.#outOfReach = unreachableIn(lids);
    if (this.#outOfReach.length > 0) return this.#hold(0, this.#outOfReach);
    const workload = await this.#converge(200_000);
    // The workload fell back to a pause of its own: then the devices must rest too.
    this.#outOfReach = unreachableIn([workload]);
    return this.#outOfReach.length > 0 ? this.#hold(0, this.#outOfReach) : readingOf(200_000, workload, lids);
  }

  async #hold(levelPpm: 0 | 1_000_000, because: readonly WorkloadReason[]): Promise<WorkloadReading> {
    const workload = await this.#converge(levelPpm);
    const reading = readingOf(levelPpm, workload, await this.#press(levelPpm));
    return { ...reading, reasons: [...because, ...reading.reasons] };
  }

  #converge(levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
    return this.#options.workload
      .converge(levelPpm)
      .catch((cause: unknown) => unverified("LOOK_FAILED", String(cause), RETRY_INTERVAL_MS));
  }

  #press(levelPpm: PowerLevelPpm): Promise<LidReading[]> {
    return Promise.all(
      this.#options.lids.map((lid) =>
        lid.press(levelPpm).catch((cause: unknown) => lidUnverified(`${lid.name}: ${String(cause)}`)),
      ),
    );
  }

  async #isPatienceOver(): Promise<boolean> {
    const { plug, patienceMs, clock, workload } = this.#options;
    if (plug === null || clock.monotonicMs() - (this.#condemnedAtMs ?? 0) < patienceMs) return false;
    // Not being able to look is no reason for patience.
    return workload.survivors().then(
      (survivors) => survivors.length > 0,
      () => true,
    );
  }

  async #pullThePlug(): Promise<void> {
    await this.#options.plug?.off();
    this.#isUnplugged = true;
  }
}

function readingOf(levelPpm: PowerLevelPpm, workload: WorkloadReading, lids: readonly LidReading[]): WorkloadReading {
  const held = lids.map((lid) => (levelPpm === 0 ? restOf(lid) : lid.heldPpm));
  const achievedPpm = highestAchieved([workload.achievedPpm, ...held]);
  // That a cap cannot reach 0 is no news: the pause is the processes'.
  const fromLids = achievedPpm === levelPpm ? [] : lids.flatMap(({ reasons, isIdle }) => [...reasons, ...busy(isIdle)]);
  return {
    achievedPpm,
    reasons: [...workload.reasons, ...fromLids],
    nextStepMs: achievedPpm === levelPpm ? workload.nextStepMs : Math.min(workload.nextStepMs, RETRY_INTERVAL_MS),
  };
}

/** A stopped process gives its device no more to do. A device that says it is busy all the same is held by its cap alone. */
const restOf = ({ heldPpm, isIdle }: LidReading): AchievedPpm => (heldPpm !== null && isIdle !== false ? 0 : heldPpm);

const busy = (isIdle: boolean | null): WorkloadReason[] =>
  isIdle === false ? [{ code: "NOT_YET_HELD", detail: "the device is still busy" }] : [];

const unreachableIn = (parts: readonly { readonly reasons: readonly WorkloadReason[] }[]): WorkloadReason[] =>
  parts.flatMap(({ reasons }) => reasons).filter(({ code }) => code === "LEVEL_UNREACHABLE");
