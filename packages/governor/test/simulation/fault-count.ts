import type { FaultKind } from "./faults.ts";

/** A single fault or an ordered pair, and what came of it. */
export interface FaultCount {
  readonly faults: readonly FaultKind[];
  readonly runs: number;
  /** Histories in which every fault changed something. Only these count as tried. */
  readonly bit: number;
  readonly violations: number;
  /** Histories in which something was broken, so that they can be played again. */
  readonly brokenSeeds: readonly string[];
}

/** As much of an outcome as is counted. */
export interface Counted {
  readonly violations: readonly unknown[];
  readonly bit: readonly boolean[];
}

export interface CountPlan {
  /** Histories at least. */
  readonly runsMin: number;
  /** Goes on until so many of them bit, */
  readonly bitMin: number;
  /** but no further than this. */
  readonly runsMax: number;
}

/** Plays one combination of faults under seed after seed. */
export async function countFaults(
  faults: readonly FaultKind[],
  { runsMin, bitMin, runsMax }: CountPlan,
  play: (seed: string) => Promise<Counted>,
): Promise<FaultCount> {
  let [runs, bit, violations] = [0, 0, 0];
  const brokenSeeds: string[] = [];
  while (runs < runsMin || (bit < bitMin && runs < runsMax)) {
    const seed = String(runs);
    const outcome = await play(seed);
    runs += 1;
    if (outcome.bit.every(Boolean)) bit += 1;
    violations += outcome.violations.length;
    if (outcome.violations.length > 0) brokenSeeds.push(seed);
  }
  return { faults, runs, bit, violations, brokenSeeds };
}

/** Every fault alone. */
export const singles = <Kind extends FaultKind>(kinds: readonly Kind[]): Kind[][] => kinds.map((kind) => [kind]);

/** Every ordered pair, of a fault with itself too. */
export const pairs = <Kind extends FaultKind>(kinds: readonly Kind[]): Kind[][] =>
  kinds.flatMap((first) => kinds.map((second) => [first, second]));
