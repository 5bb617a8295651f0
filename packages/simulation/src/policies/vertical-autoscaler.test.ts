import { describe, expect, it } from "vitest";
import { type PlacedCell, placedCluster } from "../../test/placed-cluster.ts";
import { CLEAN, RIGHT, SCALE } from "../cluster/actions.ts";
import { clusterProfile } from "../cluster/profiles.ts";
import { seedKey } from "../random/counter.ts";
import { createDecayingHistogram, type DecayingHistogram } from "./decaying-histogram.ts";
import { verticalAutoscalerPolicy } from "./vertical-autoscaler.ts";

const CLASSIC = clusterProfile("classic");
const viewOfCells = (...cells: PlacedCell[]) => placedCluster(CLASSIC, cells).view();

function start() {
  return verticalAutoscalerPolicy().start(CLASSIC, seedKey(0));
}

describe("decaying histogram", () => {
  it("SIM-50 covers the quantile to within a bucket of 5 %", () => {
    const histogram = createDecayingHistogram(150);
    for (let sample = 1; sample <= 100; sample++) histogram.add(sample / 100, 0);
    for (const quantile of [0.5, 0.9, 1]) {
      expect(histogram.percentile(quantile)).toBeGreaterThanOrEqual(quantile - 1e-9);
      expect(histogram.percentile(quantile)).toBeLessThanOrEqual(quantile * 1.06);
    }
    expect(createDecayingHistogram(150).percentile(0.9)).toBe(0);
  });

  it("SIM-50 weighs a sample by half after each half-life", () => {
    const histogram = createDecayingHistogram(10);
    for (let sample = 0; sample < 8; sample++) histogram.add(0.8, 0);
    for (let sample = 0; sample < 3; sample++) histogram.add(0.2, 20);
    // The eight old ones weigh as two against three: the median is low, the upper third high.
    expect(histogram.percentile(0.5)).toBeLessThan(0.22);
    expect(histogram.percentile(0.7)).toBeGreaterThan(0.79);
  });
});

describe("decaying histogram of a long life", () => {
  it("SIM-50 forgets as it did on the first day, however long it has run", () => {
    const laterBy = (time: number): DecayingHistogram => {
      const histogram = createDecayingHistogram(10);
      for (let sample = 0; sample < 8; sample++) histogram.add(0.8, time);
      for (let sample = 0; sample < 3; sample++) histogram.add(0.2, time + 20);
      return histogram;
    };
    // 990 is below the hundred half-lives after which weights are written anew; its second sample is beyond them.
    for (const time of [990, 1_000, 10_240, 1e6, 1e9])
      for (const quantile of [0.5, 0.7, 0.9])
        expect(laterBy(time).percentile(quantile)).toBe(laterBy(0).percentile(quantile));
  });

  it("SIM-50 still tells a quantile after a million decisions", () => {
    const histogram = createDecayingHistogram(150);
    for (let time = 0; time < 1_000_000; time++) histogram.add(time % 10 === 0 ? 0.9 : 0.3, time);
    expect(histogram.percentile(0.5)).toBeLessThan(0.32);
    expect(histogram.percentile(0.95)).toBeGreaterThan(0.89);
  });
});

describe("vertical autoscaler", () => {
  it("SIM-50 evicts the cell whose recommendation, with its margin, is beyond what is not hot", () => {
    expect(start().act(viewOfCells({ y: 1, x: 1, memory: 0.72 }))).toBe(CLEAN);
    expect(start().act(viewOfCells({ y: 1, x: 3, memory: 0.72 }))).not.toBe(CLEAN);
    expect(start().act(viewOfCells({ y: 1, x: 2, memory: 0.72 }))).toBe(RIGHT);
    expect(start().act(viewOfCells({ y: 1, x: 1, memory: 0.6 }))).toBe(RIGHT);
  });

  it("SIM-50 decides by the 90th percentile of what was, not by what is", () => {
    const decider = start();
    const calm = viewOfCells({ y: 1, x: 1, memory: 0.4 });
    for (let step = 0; step < 20; step++) decider.act(calm);
    expect(decider.act(viewOfCells({ y: 1, x: 1, memory: 0.78 }))).not.toBe(CLEAN);
  });

  it("SIM-50 begins a cell's history anew once it is cleaned", () => {
    const decider = start();
    const full = viewOfCells({ y: 1, x: 1, memory: 0.75 });
    expect(decider.act(full)).toBe(CLEAN);
    expect(decider.act(viewOfCells({ y: 1, x: 1, memory: 0.3 }))).toBe(RIGHT);
  });

  it("SIM-50 scales where two are due and something is hot", () => {
    const hot = [
      { y: 0, x: 0, memory: 0.85 },
      { y: 2, x: 2, memory: 0.85 },
    ];
    expect(start().act(viewOfCells(...hot))).toBe(SCALE);
    expect(start().act(viewOfCells(...hot.slice(1)))).not.toBe(SCALE);
  });

  it("SIM-50 counts a cell out of memory as a fifth more than it had", () => {
    const out = viewOfCells({ y: 1, x: 1, memory: 0.995 });
    const firstWith = (oomBump: number): number =>
      verticalAutoscalerPolicy({ oomBump, margin: -0.25 }).start(CLASSIC, seedKey(0)).act(out);
    expect(firstWith(1)).toBe(RIGHT);
    expect(firstWith(1.2)).toBe(CLEAN);
  });
});
