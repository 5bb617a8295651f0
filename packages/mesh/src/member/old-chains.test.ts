import { expect, test } from "vitest";
import { Continuity } from "../budget/continuity.ts";
import type { EventView } from "../set/event-set.ts";
import { OldChains } from "./old-chains.ts";

const witnessing = { self: "me", members: ["me", "other"], spendWitnesses: 0 };
const found = Array.from({ length: 12 }, (_, place) => `me/${place}` as const);

function oldChains(): OldChains {
  const events = { chain: () => undefined } as unknown as EventView;
  const continuity = new Continuity({ ...witnessing, length: 1 });
  return new OldChains({ ...witnessing, events, found, continuity });
}

test("ME-544 chains of which nothing is ever known do not keep others from leaving", () => {
  const olds = oldChains();
  const steps = (nowMs: number) => olds.steps("me/present", nowMs, () => true);
  expect(steps(0)).toHaveLength(8);
  olds.wrote("me/left");
  expect(steps(10)).toContainEqual({ kind: "leave", chain: "me/left" });
});

test("ME-544 peers are asked about some chains at one time, and about all of them in turn", () => {
  const olds = oldChains();
  const asked = new Set<string>();
  for (let nowMs = 0; nowMs < 10_000; nowMs += 100) {
    const steps = nowMs < olds.dueMs ? [] : olds.steps("me/present", nowMs, () => true);
    expect(steps.length).toBeLessThanOrEqual(8);
    for (const { chain } of steps) asked.add(chain);
  }
  expect([...asked].toSorted()).toEqual(found.toSorted());
});
