import type { Apparatus } from "../src/run/apparatus.ts";
import { ablate } from "../src/verdict/ablate.ts";
import { verifyBaseline } from "../src/verdict/verify-baseline.ts";
import { cpuSeconds } from "./figures.ts";

/** Seconds of processor time by condition: the baseline and each ablation, over all seeds, judged. */
export type BatterySeconds = Readonly<Record<string, number>>;

/** The seeds of a run of n: 0 to n − 1. */
const seedsOf = (count: number): readonly number[] => Array.from({ length: count }, (_, seed) => seed);

/** One condition after the other, as the harness runs them; a verdict other than the expected one is no figure. */
export function timedBattery(apparatus: Apparatus, seeds: number): BatterySeconds {
  const marks = [cpuSeconds()];
  const baseline = verifyBaseline(
    apparatus,
    seedsOf(seeds),
    () => null,
    () => undefined,
  );
  marks.push(cpuSeconds());
  const reports = ablate(apparatus, seedsOf(seeds), (done) => {
    if (done % seeds === 0) marks.push(cpuSeconds());
  });
  marks[marks.length - 1] = cpuSeconds();
  if (baseline.verdict !== "VERIFIED") throw new Error("the baseline is not verified");
  const survivor = reports.find(({ collapsed }) => collapsed.count < seeds);
  if (survivor !== undefined) throw new Error(`${survivor.name} did not collapse on every seed`);
  const names = ["baseline", ...reports.map(({ name }) => name)];
  return Object.fromEntries(names.map((name, place) => [name, marks[place + 1]! - marks[place]!]));
}
