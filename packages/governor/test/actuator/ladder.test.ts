import { systemClock } from "@plimsoll/foundation/node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Ladder } from "../../src/actuator/ladder/ladder.ts";
import type { LidReading, PowerLid } from "../../src/actuator/ladder/power-lid.ts";
import type { PowerSwitch } from "../../src/actuator/ladder/power-switch.ts";
import { NvidiaLid } from "../../src/actuator/nvidia/nvidia-lid.ts";
import type { PowerLevelPpm } from "../../src/actuator/power-level.ts";
import type { RedfishClient } from "../../src/actuator/redfish/redfish-client.ts";
import { RedfishLid } from "../../src/actuator/redfish/redfish-lid.ts";
import type { CallFaults } from "./call-faults.ts";
import { type ContractSubject, workloadContract } from "./contract.ts";
import { FakeNvidiaSmi } from "./fake-nvidia-smi.ts";
import { B200, type GpuCard, H100 } from "./fixtures/gpu-cards.ts";
import { METRICS, RedfishService } from "./redfish-service.ts";
import { HonestActuator, simulated, SimulatedWorld } from "./simulated-rig.ts";

const THREE: readonly PowerLevelPpm[] = [1_000_000, 200_000, 0];
const TWO: readonly PowerLevelPpm[] = [1_000_000, 0];

const ladderOf = (world: SimulatedWorld, lids: readonly PowerLid[], plug: PowerSwitch | null = null): Ladder =>
  new Ladder({ workload: new HonestActuator(world), lids, plug, patienceMs: 50, clock: systemClock });

const nvidia = (smi: FakeNvidiaSmi, faults: CallFaults): PowerLid =>
  new NvidiaLid({ gpu: "GPU-1", run: smi.faulty(faults), lowestClockMhz: 210, outOfBandMw: () => null });

function onCard(
  card: GpuCard,
  workloadReaches: readonly PowerLevelPpm[],
  reachable: readonly PowerLevelPpm[],
): ContractSubject {
  let smi = new FakeNvidiaSmi(card);
  const build = (world: SimulatedWorld): Ladder => {
    smi = new FakeNvidiaSmi(card);
    return ladderOf(world, [nvidia(smi, world.faults)]);
  };
  const subject = simulated(`processes and ${card.name}`, build, { reachable: workloadReaches });
  return {
    ...subject,
    reachable,
    open: async () => {
      const rig = await subject.open();
      const capHolds = (levelPpm: PowerLevelPpm): boolean =>
        smi.enforcedWatts * 1_000_000 <= card.maximumWatts * levelPpm;
      return {
        ...rig,
        holds: async (levelPpm) =>
          (await rig.holds(levelPpm)) === true && ((await rig.holds(0)) === true || capHolds(levelPpm)),
      };
    },
  };
}

workloadContract(onCard(H100, THREE, TWO));
workloadContract(onCard(B200, THREE, THREE));
workloadContract(onCard(B200, TWO, TWO));

const services: RedfishService[] = [];
beforeAll(async () => {
  services.push(await new RedfishService("hgx-b200.json").open());
});
afterAll(() => Promise.all(services.map((service) => service.close())));

const faultyClient = (client: RedfishClient, faults: CallFaults): RedfishClient => ({
  get: (path) => faults.around("GET", "look", () => client.get(path)),
  patch: (path, body, etag) => faults.around("PATCH", "order", () => client.patch(path, body, etag)),
  post: (path, body) => faults.around("POST", "order", () => client.post(path, body)),
  close: () => client.close(),
});

workloadContract(
  simulated(
    "processes and a cap over Redfish",
    (world) => {
      const [service] = services as [RedfishService];
      return ladderOf(world, [new RedfishLid({ client: faultyClient(service.client(), world.faults), path: METRICS })]);
    },
    { reachable: THREE },
  ),
);

const lidThatSays = (reading: Partial<LidReading>): PowerLid => ({
  name: "lid",
  press: async () => ({ heldPpm: 200_000, floorPpm: 0, isIdle: null, reasons: [], ...reading }),
});

async function achieved(levelPpm: PowerLevelPpm, ...lids: readonly PowerLid[]): Promise<unknown> {
  return (await ladderOf(new SimulatedWorld(THREE), lids).converge(levelPpm)).achievedPpm;
}

test("G-123 the rung that is held least is the level", async () => {
  expect(await achieved(200_000, lidThatSays({}))).toBe(200_000);
  expect(await achieved(200_000, lidThatSays({}), lidThatSays({ heldPpm: 1_000_000 }))).toBe(1_000_000);
  expect(await achieved(200_000, lidThatSays({}), lidThatSays({ heldPpm: null }))).toBeNull();
  expect(await achieved(200_000, { name: "broken", press: () => Promise.reject(new Error("gone")) })).toBeNull();
});

test("G-123 paused processes pause a device, unless it says that it is busy or nobody can look", async () => {
  expect(await achieved(0, lidThatSays({ heldPpm: 1_000_000, isIdle: true }))).toBe(0);
  expect(await achieved(0, lidThatSays({ heldPpm: 1_000_000, isIdle: null }))).toBe(0);
  expect(await achieved(0, lidThatSays({ heldPpm: 1_000_000, isIdle: false }))).toBe(1_000_000);
  expect(await achieved(0, lidThatSays({ heldPpm: 200_000, isIdle: false }))).toBe(200_000);
  expect(await achieved(0, lidThatSays({ heldPpm: null }))).toBeNull();
});

class Plug implements PowerSwitch {
  readonly name = "plug";
  pulled = 0;
  isDead = false;
  async off(): Promise<void> {
    this.pulled += 1;
  }
  async isOff(): Promise<boolean> {
    return this.isDead;
  }
}

class Immortal extends HonestActuator {
  override async terminate(): Promise<void> {}
}

test("G-124 the plug is pulled when somebody survives the patience, and death is believed when the power is seen off", async () => {
  const plug = new Plug();
  let nowMs = 0;
  const clock = { wallMs: () => nowMs, monotonicMs: () => nowMs };
  const workload = new Immortal(new SimulatedWorld(TWO));
  const ladder = new Ladder({ workload, lids: [], plug, patienceMs: 1_000, clock });
  await ladder.terminate();
  nowMs = 999;
  await ladder.terminate();
  expect(plug.pulled).toBe(0);
  nowMs = 1_000;
  await ladder.terminate();
  expect(plug.pulled).toBe(1);
  expect(await ladder.survivors()).toEqual(["one"]);
  plug.isDead = true;
  expect(await ladder.survivors()).toEqual([]);
});

test("G-124 nobody pulls the plug on the dead, and where nobody can look it is pulled", async () => {
  for (const [canLook, pulled] of [
    [true, 0],
    [false, 1],
  ] as const) {
    const plug = new Plug();
    const world = new SimulatedWorld(TWO);
    const ladder = new Ladder({
      workload: new HonestActuator(world),
      lids: [],
      plug,
      patienceMs: 0,
      clock: systemClock,
    });
    await ladder.terminate();
    plug.pulled = 0;
    if (!canLook) world.faults.failFrom(1);
    await ladder.terminate().catch(() => {});
    expect(plug.pulled).toBe(pulled);
  }
});
