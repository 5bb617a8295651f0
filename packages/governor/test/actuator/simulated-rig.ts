import type { PowerLevelPpm } from "../../src/actuator/power-level.ts";
import {
  unverified,
  type WorkloadActuator,
  type WorkloadReading,
  type WorkloadReason,
} from "../../src/actuator/workload-actuator.ts";
import { CallFaults } from "./call-faults.ts";
import type { ContractSubject, WorkloadRig } from "./contract.ts";

/** A workload of one number, and the calls that a world allows. */
export class SimulatedWorld {
  readonly faults = new CallFaults();
  readonly reachable: readonly PowerLevelPpm[];
  levelPpm: PowerLevelPpm = 1_000_000;
  isAlive = true;

  constructor(reachable: readonly PowerLevelPpm[]) {
    this.reachable = reachable;
  }

  order(levelPpm: PowerLevelPpm): Promise<void> {
    return this.faults.around("order", "order", async () => {
      this.levelPpm = levelPpm;
    });
  }

  look(): Promise<PowerLevelPpm> {
    return this.faults.around("look", "look", async () => this.levelPpm);
  }

  kill(): Promise<void> {
    return this.faults.around("kill", "order", async () => {
      this.isAlive = false;
      this.levelPpm = 0;
    });
  }

  /** A process comes to life again, as whoever is started anew by its supervisor. */
  revive(): Promise<void> {
    return this.faults.around("revive", "order", async () => {
      this.isAlive = true;
      this.levelPpm = 1_000_000;
    });
  }

  list(): Promise<readonly string[]> {
    return this.faults.around("list", "look", async () => (this.isAlive ? ["one"] : []));
  }
}

/** Keeps the contract, in as little code as that takes. The liars of the tests each differ from it in one thing. */
export class HonestActuator implements WorkloadActuator {
  readonly kind = "process";
  readonly world: SimulatedWorld;
  isCondemned = false;

  constructor(world: SimulatedWorld) {
    this.world = world;
  }

  async converge(levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
    if (this.isCondemned) return unverified("TERMINATED", "condemned", 5);
    const wanted = this.wantedFor(levelPpm);
    try {
      if ((await this.world.look()) !== wanted) await this.world.order(wanted);
      const achievedPpm = await this.world.look();
      return { achievedPpm, reasons: reasonsFor(levelPpm, wanted, achievedPpm), nextStepMs: 5 };
    } catch (cause) {
      return unverified("LOOK_FAILED", String(cause), 5);
    }
  }

  wantedFor(levelPpm: PowerLevelPpm): PowerLevelPpm {
    return this.world.reachable.find((each) => each <= levelPpm) ?? 0;
  }

  async terminate(): Promise<void> {
    this.isCondemned = true;
    await this.world.kill();
  }

  survivors(): Promise<readonly string[]> {
    return this.world.list();
  }

  async release(): Promise<void> {}
}

function reasonsFor(asked: PowerLevelPpm, wanted: PowerLevelPpm, achieved: PowerLevelPpm): WorkloadReason[] {
  const unreachable = asked === wanted ? [] : [{ code: "LEVEL_UNREACHABLE" as const, detail: `${asked}` }];
  return achieved === wanted ? unreachable : [...unreachable, { code: "NOT_YET_HELD", detail: `${achieved}` }];
}

/** The world's own share of CPU: what a level grants, times `shareFactor`. */
export function simulated(
  name: string,
  actuatorFor: (world: SimulatedWorld) => WorkloadActuator,
  { reachable = [1_000_000, 0], shareFactor = 1 }: { reachable?: readonly PowerLevelPpm[]; shareFactor?: number } = {},
): ContractSubject {
  return { name, reachable, settleMs: 30, measureMs: 150, open: async () => rigOf(new SimulatedWorld(reachable)) };

  function rigOf(world: SimulatedWorld): WorkloadRig {
    let cpuMs = 0;
    let atMs = performance.now();
    const advance = (): number => {
      const nowMs = performance.now();
      cpuMs += ((nowMs - atMs) * world.levelPpm * shareFactor) / 1_000_000;
      atMs = nowMs;
      return cpuMs;
    };
    return {
      actuator: actuatorFor(world),
      faults: world.faults,
      holds: async (levelPpm) => world.levelPpm <= levelPpm,
      living: async () => (world.isAlive ? ["one"] : []),
      interfere: async () => {
        world.levelPpm = 1_000_000;
      },
      wait: async (ms) => {
        advance();
        await new Promise((resolve) => setTimeout(resolve, Math.min(ms, 5)));
      },
      cpuMs: async () => advance(),
      close: async () => {},
    };
  }
}
