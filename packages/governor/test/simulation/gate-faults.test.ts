import { expect, test } from "vitest";
import { type CountPlan, countFaults, pairs, singles } from "./fault-count.ts";
import { GATE_FAULTS } from "./faults.ts";
import { SEEDED_GATE_DEFECTS } from "./gate-defects.ts";
import { simulateGate } from "./simulate-gate.ts";

const PATIENCE_MS = 180_000;
const ONCE = { runsMin: 1, bitMin: 0, runsMax: 1 };
/** A fault that changes nothing was not tried (G-190). */
const UNTIL_IT_BITES = { runsMin: 1, bitMin: 1, runsMax: 20 };

const count = async (combinations: ReturnType<typeof pairs<(typeof GATE_FAULTS)[number]>>, plan: CountPlan) => {
  const counts = [];
  let serving = 0;
  for (const faults of combinations)
    counts.push(
      await countFaults(faults, plan, async (seed) => {
        const outcome = await simulateGate({ seed, faults });
        if (outcome.served > 0) serving += 1;
        return outcome;
      }),
    );
  // A gate that never serves breaks no rule either, and would show nothing.
  expect(serving).toBeGreaterThan(counts.length / 2);
  return counts;
};

test(
  "G-195 L1 L6 L9 no single fault lets a gate serve after token TTL + 1 s, or after a withdrawal that it heard + 1 s",
  { timeout: PATIENCE_MS },
  async () => {
    const counts = await count(singles(GATE_FAULTS), UNTIL_IT_BITES);
    expect(counts.filter(({ violations }) => violations > 0)).toEqual([]);
    expect(counts.filter(({ bit }) => bit > 0).length).toBe(GATE_FAULTS.length);
  },
);

/** Every second one; `scripts/study/enforcement-faults.ts` plays all. */
test("G-195 L1 L6 L9 no ordered pair of faults does", { timeout: PATIENCE_MS }, async () => {
  const counts = await count(
    pairs(GATE_FAULTS).filter((_, index) => index % 2 === 0),
    ONCE,
  );
  expect(counts.filter(({ violations }) => violations > 0)).toEqual([]);
  expect(counts.filter(({ bit }) => bit > 0).length).toBeGreaterThanOrEqual(15);
});

test("G-195 without a fault a gate serves, is told of the withdrawal, cuts what goes on and serves no more", async () => {
  const { violations, served, cut, denied, withdrawn } = await simulateGate({
    seed: "plain",
    faults: [],
    uncontrolled: 200,
  });
  expect(violations).toEqual([]);
  expect(withdrawn).toBe(true);
  expect(Math.min(served, cut, denied)).toBeGreaterThan(0);
});

test("G-190 the same seed gives the same history of a gate", async () => {
  const scenario = { seed: "again", faults: ["lost message", "clock back"] } as const;
  expect(await simulateGate(scenario)).toEqual(await simulateGate(scenario));
});

/** A gate that is opened anew has forgotten how late it was, and here nobody is left who could tell it. */
test.fails("G-197 three faults: a site that is silent, a clock set back, and a gate opened anew", async () => {
  const plans = [
    { kind: "controller death", atMs: 1_000, on: null },
    { kind: "clock back", atMs: 3_500, on: null, step: { clocks: ["gate"], byMs: -3_000 } },
    { kind: "gate death", atMs: 3_600, on: null },
  ] as const;
  const faults = plans.map(({ kind }) => kind);
  const { violations } = await simulateGate({
    seed: "3",
    faults,
    plans,
    uncontrolled: 0,
    feedRequiredWithinMs: null,
    restarts: true,
    siteRestarts: false,
  });
  expect(violations).toEqual([]);
});

test.each(SEEDED_GATE_DEFECTS)(
  "G-196 L1 L6 L9 canary: the checkers catch $what",
  async ({ defects, scenario, caughtAs }) => {
    expect((await simulateGate({ ...scenario, seed: "c0" })).violations).toEqual([]);
    const { violations } = await simulateGate({ ...scenario, seed: "c0", defects });
    expect(violations.map(({ rule }) => rule)).toContain(caughtAs);
  },
);
