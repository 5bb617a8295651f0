import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CLASSIC } from "../../trainer/profiles.ts";
import { createTrainer } from "../../trainer/trainer.ts";
import { aurocOf, HORIZON, RiskTally } from "./risk-tally.ts";
import { RunTally } from "./run-tally.ts";

const step = fc.record({ risk: fc.option(fc.integer({ min: 0, max: 20 }).map((n) => n / 20)), spiked: fc.boolean() });
const steps = fc.array(step, { maxLength: 80 });

/** As its definition says, pair by pair. */
function naiveAuroc(all: readonly { readonly risk: number | null; readonly spiked: boolean }[]): number | null {
  const rated = all
    .slice(0, Math.max(0, all.length - HORIZON))
    .flatMap(({ risk }, at) =>
      risk === null ? [] : [{ risk, isHit: all.slice(at + 1, at + 1 + HORIZON).some(({ spiked }) => spiked) }],
    );
  const [hits, misses] = [true, false].map((isHit) => rated.filter((each) => each.isHit === isHit)) as [
    typeof rated,
    typeof rated,
  ];
  if (hits.length === 0 || misses.length === 0) return null;
  const won = hits.flatMap((hit) =>
    misses.map((miss) => (hit.risk > miss.risk ? 1 : hit.risk === miss.risk ? 0.5 : 0)),
  );
  return won.reduce<number>((sum, each) => sum + each, 0) / won.length;
}

describe("the AUROC of a run", () => {
  test("PR-247 is that of its definition, over risks whose ten next steps are done", () => {
    fc.assert(
      fc.property(steps, (all) => {
        const tally = new RiskTally();
        for (const { risk, spiked } of all) tally.add(risk, spiked);
        const [counted, naive] = [aurocOf(tally.kept()), naiveAuroc(all)];
        if (naive === null) expect(counted).toBeNull();
        else expect(counted).toBeCloseTo(naive, 12);
      }),
    );
  });

  test("PR-247 does not depend on where a run was cut in two", () => {
    fc.assert(
      fc.property(steps, fc.nat(80), (all, cut) => {
        const [whole, first] = [new RiskTally(), new RiskTally()];
        for (const { risk, spiked } of all) whole.add(risk, spiked);
        for (const { risk, spiked } of all.slice(0, cut)) first.add(risk, spiked);
        const second = new RiskTally(first.kept());
        for (const { risk, spiked } of all.slice(cut)) second.add(risk, spiked);
        expect(second.kept()).toEqual(whole.kept());
      }),
    );
  });

  test("PR-247 is 1 of a risk that knows, 0 of one that knows the contrary, null where nothing came", () => {
    const auroc = (risk: (isBefore: boolean) => number, period: number): number | null => {
      const tally = new RiskTally();
      for (let at = 0; at < 400; at += 1) tally.add(risk(at % period >= period - HORIZON), at % period === 0 && at > 0);
      return aurocOf(tally.kept());
    };
    expect(auroc((isBefore) => (isBefore ? 0.9 : 0.1), 40)).toBe(1);
    expect(auroc((isBefore) => (isBefore ? 0.1 : 0.9), 40)).toBe(0);
    expect(auroc(() => 0.5, 1000)).toBeNull();
  });
});

describe("the tally of a run", () => {
  const record = createTrainer(CLASSIC).step(1);

  test("PR-248 counts errors that are not finite apart, so that it can be kept, and has no moving mean over them", () => {
    const tally = RunTally.empty();
    for (let at = 0; at < 150; at += 1) tally.add({ ...record, error: at === 90 ? Number.POSITIVE_INFINITY : 1 });
    expect(tally.kept()).toMatchObject({ steps: 150, errorSum: 149, nonFiniteErrors: 1 });
    expect(tally.takeBest(0)).toBe(false);
    for (let at = 0; at < 60; at += 1) tally.add({ ...record, error: 1 });
    expect(tally.takeBest(0)).toBe(true);
  });

  test("PR-248 gains what the smoothed loss fell by since the checkpoint before, in millionths", () => {
    const tally = RunTally.empty();
    tally.add({ ...record, loss: 2 });
    expect(tally.takeGainMicro()).toBe(0);
    tally.add({ ...record, loss: 1 });
    expect(tally.takeGainMicro()).toBe(20_000);
    tally.add({ ...record, loss: Number.NaN });
    expect(tally.takeGainMicro()).toBe(0);
    tally.add({ ...record, loss: 3 });
    expect(tally.takeGainMicro()).toBeLessThan(0);
  });

  test.each([null, {}, { ...RunTally.empty().kept(), steps: -1 }, { ...RunTally.empty().kept(), more: 1 }])(
    "PR-248 %j is no tally",
    (kept) => {
      expect(() => RunTally.from(kept)).toThrow(expect.objectContaining({ code: "PROPHET_CHECKPOINT" }) as Error);
    },
  );
});
