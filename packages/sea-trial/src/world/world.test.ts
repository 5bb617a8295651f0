import { expect, test } from "vitest";
import { SimulatedProcess } from "./process.ts";
import { TrialWorld } from "./world.ts";

test("ST-4 what is arranged for one instant happens in its order, each with all that was promised in it", async () => {
  const world = new TrialWorld(1);
  const seen: string[] = [];
  world.at(10, () => {
    world.unsettle();
    void Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => seen.push("promised by the first"));
    seen.push("first");
  });
  world.at(10, () => seen.push("second"));
  world.at(5, () => seen.push("earlier"));
  await world.runUntil(10);
  expect(seen).toEqual(["earlier", "first", "promised by the first", "second"]);
  expect([world.nowMs, world.events]).toEqual([10, 3]);
});

test("ST-4 another time is beside it, and neither runs ahead", async () => {
  const world = new TrialWorld(1);
  const seen: string[] = [];
  const due = [3, 7];
  world.beside({
    nextMs: () => due[0] ?? Infinity,
    runUntil: (ms) => {
      while ((due[0] ?? Infinity) <= ms) seen.push(`other ${due.shift()}`);
    },
  });
  for (const ms of [2, 7, 9]) world.at(ms, () => seen.push(`own ${ms}`));
  await world.runUntil(8);
  expect(seen).toEqual(["own 2", "other 3", "other 7", "own 7"]);
});

test("ST-5 a process that died does nothing any more; one that stands still does it later", async () => {
  const world = new TrialWorld(1);
  const [dead, still] = [new SimulatedProcess(world), new SimulatedProcess(world)];
  const seen: string[] = [];
  for (const [name, process] of [
    ["dead", dead],
    ["still", still],
  ] as const) {
    process.every(10, () => seen.push(`${name} at ${world.nowMs}`));
    process.after(25, () => seen.push(`${name} once at ${world.nowMs}`));
  }
  world.at(15, () => dead.die());
  world.at(15, () => still.pause());
  world.at(40, () => still.resume());
  await world.runUntil(45);
  expect(seen).toEqual(["dead at 10", "still at 10", "still at 40", "still once at 40"]);
});

test("ST-5 what waited comes one after the other, each with all that was promised in it, and before what comes later", async () => {
  const world = new TrialWorld(1);
  const process = new SimulatedProcess(world);
  const seen: string[] = [];
  const settledLater = async (name: string): Promise<void> => {
    seen.push(name);
    await Promise.resolve();
    seen.push(`${name} settled`);
  };
  process.pause();
  for (const name of ["first", "second"]) process.take(() => void settledLater(name));
  world.at(5, () => {
    process.resume();
    process.take(() => seen.push("later"));
  });
  await world.runUntil(6);
  expect(seen).toEqual(["first", "first settled", "second", "second settled", "later"]);
});

test("ST-2 what is thrown where nobody can catch it ends the trial, and not the program", async () => {
  const world = new TrialWorld(1);
  world.at(3, () => {
    world.unsettle();
    Promise.reject(new Error("a defect")).catch((cause: unknown) => world.fail(cause));
  });
  await expect(world.runUntil(10)).rejects.toThrow("a defect");
});

test("ST-1 streams of one seed are the same, and what one draws changes no other", () => {
  const draw = (seed: number, before: number): number[] => {
    const world = new TrialWorld(seed);
    for (let drawn = 0; drawn < before; drawn += 1) world.random("weather").uint32();
    const random = world.random("faults", 1);
    return [random.uint32(), random.uint32()];
  };
  expect(draw(3, 0)).toEqual(draw(3, 5));
  expect(draw(3, 0)).not.toEqual(draw(4, 0));
});
