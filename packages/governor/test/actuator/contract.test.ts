import { expect, test } from "vitest";
import type { PowerLevelPpm } from "../../src/actuator/power-level.ts";
import { highestAchieved, type WorkloadReading } from "../../src/actuator/workload-actuator.ts";
import { CONTRACT, type ContractSubject, CPU_SHARE, workloadContract } from "./contract.ts";
import { HonestActuator, simulated, type SimulatedWorld } from "./simulated-rig.ts";

const ALL_LEVELS: readonly PowerLevelPpm[] = [1_000_000, 200_000, 0];

workloadContract(
  simulated("an honest actuator", (world) => new HonestActuator(world)),
  [...CONTRACT],
);
workloadContract(
  simulated("an honest actuator that reaches 20 %", (world) => new HonestActuator(world), { reachable: ALL_LEVELS }),
  [...CONTRACT, CPU_SHARE],
);

const exactly = (achievedPpm: PowerLevelPpm): WorkloadReading => ({ achievedPpm, reasons: [], nextStepMs: 5 });

class ReportsTheOrder extends HonestActuator {
  override async converge(levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
    const wanted = this.wantedFor(levelPpm);
    await this.world.order(wanted).catch(() => {});
    return exactly(wanted);
  }
}

class KeepsTheLastReading extends HonestActuator {
  #last = exactly(0);
  override async converge(levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
    const reading = await super.converge(levelPpm);
    if (reading.achievedPpm !== null) this.#last = reading;
    return this.#last;
  }
}

class OrdersOnChangeOnly extends HonestActuator {
  #ordered: PowerLevelPpm | null = null;
  override async converge(levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
    if (this.#ordered === levelPpm) return exactly(this.wantedFor(levelPpm));
    const reading = await super.converge(levelPpm);
    if (reading.achievedPpm === this.wantedFor(levelPpm)) this.#ordered = levelPpm;
    return reading;
  }
}

class OrdersAlways extends HonestActuator {
  override async converge(levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
    await this.world.order(this.wantedFor(levelPpm)).catch(() => {});
    return super.converge(levelPpm);
  }
}

class RoundsUp extends HonestActuator {
  override wantedFor(levelPpm: PowerLevelPpm): PowerLevelPpm {
    return this.world.reachable.findLast((each) => each >= levelPpm) ?? 1_000_000;
  }
}

class HidesWhatIsOutOfReach extends HonestActuator {
  override async converge(levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
    const reading = await super.converge(levelPpm);
    return reading.achievedPpm === 0 && levelPpm === 200_000 ? exactly(200_000) : reading;
  }
}

class NeverRaises extends HonestActuator {
  override wantedFor(): PowerLevelPpm {
    return 0;
  }
}

class RaisesTheDead extends HonestActuator {
  override async converge(levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
    if (this.isCondemned && levelPpm > 0) await this.world.revive();
    return super.converge(levelPpm);
  }
}

class SwallowsAFailedKill extends HonestActuator {
  override async terminate(): Promise<void> {
    await super.terminate().catch(() => {});
  }
}

class BelievesItsOwnKill extends HonestActuator {
  override async terminate(): Promise<void> {
    this.isCondemned = true;
  }
  override async survivors(): Promise<readonly string[]> {
    return this.isCondemned ? [] : super.survivors();
  }
}

class SeesNobodyInTheDark extends HonestActuator {
  override survivors(): Promise<readonly string[]> {
    return super.survivors().catch(() => []);
  }
}

class Throws extends HonestActuator {
  override async converge(levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
    const wanted = this.wantedFor(levelPpm);
    await this.world.order(wanted);
    return exactly(await this.world.look());
  }
}

class NeverComesBack extends HonestActuator {
  override async converge(levelPpm: PowerLevelPpm): Promise<WorkloadReading> {
    return { ...(await super.converge(levelPpm)), nextStepMs: Number.POSITIVE_INFINITY };
  }
}

const liar = (rule: string, Liar: new (world: SimulatedWorld) => HonestActuator) =>
  ({ rule, subject: simulated(Liar.name, (world) => new Liar(world)) }) as const;

const LIARS = [
  liar("G-110", ReportsTheOrder),
  liar("G-110", KeepsTheLastReading),
  liar("G-110", Throws),
  liar("G-110", NeverRaises),
  liar("G-110", NeverComesBack),
  liar("G-111", OrdersOnChangeOnly),
  liar("G-111", OrdersAlways),
  liar("G-112", RoundsUp),
  liar("G-112", HidesWhatIsOutOfReach),
  liar("G-113", RaisesTheDead),
  liar("G-113", SwallowsAFailedKill),
  liar("G-113", BelievesItsOwnKill),
  liar("G-114", SeesNobodyInTheDark),
];

test.each(LIARS)("G-116 the contract finds out $subject.name, by rule $rule", async ({ rule, subject }) => {
  expect(await brokenRules(subject)).toContain(rule);
});

test("G-116 the contract finds out who leaves 30 % and calls it 20 %", async () => {
  const subject = simulated("generous", (world) => new HonestActuator(world), {
    reachable: ALL_LEVELS,
    shareFactor: 1.5,
  });
  await expect(CPU_SHARE.run(subject)).rejects.toThrow("less than 0.23");
});

async function brokenRules(subject: ContractSubject): Promise<string[]> {
  const broken: string[] = [];
  for (const check of CONTRACT) await check.run(subject).catch(() => broken.push(check.title.slice(0, 5)));
  return broken;
}

test("G-110 of several parts the one that is held least counts, and what nobody knows is above all", () => {
  expect(highestAchieved([])).toBe(0);
  expect(highestAchieved([0, 200_000])).toBe(200_000);
  expect(highestAchieved([1_000_000, null, 0])).toBeNull();
  expect(highestAchieved([null, 1_000_000])).toBeNull();
});
