import { expect, test } from "vitest";
import { clusterProfile } from "../profiles.ts";
import type { ClusterKernel } from "../kernel/cluster-kernel.ts";
import { measureSpeed } from "./measure-speed.ts";
import { runHere } from "./range-runner.ts";

/** A clock that says a second went by whenever it is asked. */
function countingClock(): () => number {
  let seconds = 0;
  return () => (seconds += 1);
}

const OPTIONS = { spec: clusterProfile("classic"), environments: 64, autoreset: "same-step" } as const;

test("SIM-71 the speed is steps over processor time, and the ratio that of the same rounds", () => {
  const speed = measureSpeed(OPTIONS, 1, countingClock());
  expect(speed.stepsPerSecond).toBe(64 * Math.round(1_000_000 / 64));
  expect(speed.ratioToTwin).toBe((64 * Math.round(1_000_000 / 64)) / 20_000);
});

test("SIM-71 the hash is of the world and not of the machine, the batch or the rounds", () => {
  const [first, wide] = [OPTIONS, { ...OPTIONS, environments: 128 }].map((options) =>
    measureSpeed(options, 1, countingClock()),
  );
  expect(first?.hash).toMatch(/^[0-9a-f]{8}$/);
  expect(wide?.hash).toBe(first?.hash);
  const hard = measureSpeed({ ...OPTIONS, spec: clusterProfile("hard") }, 1, countingClock());
  expect(hard.hash).not.toBe(first?.hash);
});

test("SIM-71 a kernel that does something else has no speed", () => {
  const late = (kernel: ClusterKernel, range: Parameters<typeof runHere>[1]): void => {
    if (range.task !== "step") runHere(kernel, range);
  };
  expect(() => measureSpeed({ ...OPTIONS, run: late }, 1, countingClock())).toThrow(
    expect.objectContaining({ code: "CLUSTER_KERNEL_DIVERGED" }),
  );
});

test.each([0, -1, 1.5, Number.NaN, Infinity])("SIM-71 %s rounds have no median", (rounds) => {
  expect(() => measureSpeed(OPTIONS, rounds, countingClock())).toThrow(
    expect.objectContaining({ code: "CLUSTER_SPEED_ROUNDS" }),
  );
});
