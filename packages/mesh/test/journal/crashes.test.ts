import { expect, test } from "vitest";
import type { Disk } from "../../src/ports/disk.ts";
import { liveAndDie, type LivesOutcome, type LivesSetting } from "./lives.ts";

const SEEDS = 100;

async function allSeeds(setting: LivesSetting, seeds = SEEDS): Promise<LivesOutcome> {
  const outcomes: LivesOutcome[] = [];
  for (let seed = 0; seed < seeds; seed += 1) outcomes.push(await liveAndDie(seed, setting));
  const sum = (count: (outcome: LivesOutcome) => number) => outcomes.reduce((all, outcome) => all + count(outcome), 0);
  return {
    faults: outcomes.flatMap(({ faults }, seed) => faults.map((fault) => `seed ${seed}: ${fault}`)),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    torn: sum(({ torn }) => torn),
    damaged: sum(({ damaged }) => damaged),
    snapshots: sum(({ snapshots }) => snapshots),
  };
}

test("ME-190 C1 a process that dies at any operation of its disk loses nothing that it acknowledged", async () => {
  const { faults, acknowledged, torn, damaged, snapshots } = await allSeeds({ hasPowerCuts: false });
  console.info(
    `C1  simulated kills  ${SEEDS * 6}, acknowledged ${acknowledged}, lost ${faults.length}, torn ${torn}  (bar lost 0)`,
  );
  expect(faults).toEqual([]);
  expect(damaged).toBe(0);
  expect(Math.min(acknowledged, torn, snapshots)).toBeGreaterThan(20);
});

test("ME-191 C2 a machine whose power goes at any operation loses nothing that it acknowledged", async () => {
  const { faults, acknowledged, torn, damaged, snapshots } = await allSeeds({ hasPowerCuts: true });
  console.info(
    `C2  power cuts  ${SEEDS * 6}, acknowledged ${acknowledged}, lost ${faults.length}, torn ${torn}, with holes ${damaged}  (bar lost 0)`,
  );
  expect(faults).toEqual([]);
  expect(Math.min(acknowledged, torn, damaged, snapshots)).toBeGreaterThan(20);
});

const withoutSync = (disk: Disk): Disk => ({ ...disk, sync: async () => {} });

test("ME-191 C2 a build that forgets to sync is caught", async () => {
  const { faults } = await allSeeds({ hasPowerCuts: true, alter: withoutSync }, 20);
  expect(faults.some((fault) => fault.includes("acknowledged and lost"))).toBe(true);
});
