import { RandomStream } from "@plimsoll/foundation";
import { expect, test } from "vitest";
import { FAULT_KINDS } from "./fault-kind.ts";
import { faultPlan, type PlanSettings } from "./fault-plan.ts";

const plan = (seed: number, change: Partial<PlanSettings> = {}) =>
  faultPlan((kind) => RandomStream.from(seed, kind), {
    minutes: 60,
    sites: 20,
    kinds: FAULT_KINDS,
    isSwarm: false,
    ...change,
  });

test("ST-20 what, when and where follows from the seed, in the order of time, each kind at least once", () => {
  const faults = plan(1);
  expect(faults).toEqual(plan(1));
  expect(faults).not.toEqual(plan(2));
  expect(faults.map(({ number }) => number)).toEqual(faults.map((_, place) => place));
  expect(faults.map(({ atMs }) => atMs)).toEqual(faults.map(({ atMs }) => atMs).toSorted((a, b) => a - b));
  expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(FAULT_KINDS));
  expect(plan(1, { kinds: [] })).toEqual([]);
});

test("ST-23 in a swarm kinds have weights of their own", () => {
  const counts = Array.from({ length: 12 }, (_, seed) => plan(seed, { isSwarm: true, kinds: ["crash"] }).length);
  expect(new Set(counts).size).toBeGreaterThan(2);
  expect(new Set(Array.from({ length: 12 }, (_, seed) => plan(seed, { kinds: ["crash"] }).length)).size).toBe(1);
});

test("ST-20 a kind that is left out changes no other", () => {
  const of = (kinds: PlanSettings["kinds"]) =>
    plan(5, { kinds })
      .filter(({ kind }) => kind === "pause")
      .map(({ atMs, place }) => [atMs, place]);
  expect(of(["pause"])).toEqual(of(FAULT_KINDS));
});
