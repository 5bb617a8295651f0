/** Weights, scores and shares are ten-thousandths. */
const WHOLE = 10_000n;

/** What speaks for or against a claim, already weighed: of each independence group only its greatest weight counts. */
export interface Weighed {
  readonly group: string;
  /** 0 to 10 000. */
  readonly weight: number;
}

export interface ClaimScore {
  /** `1 - Π(1 - w)` over supporting groups, rounded down. */
  readonly support: number;
  /** The same over refuting groups, rounded up. */
  readonly refutation: number;
  /** `support x (1 - refutation)` of the exact values, rounded down. */
  readonly score: number;
  readonly supportingGroups: number;
}

/** How far evidence carries a claim. Exact until the end, and then rounded against the claim. */
export function weigh(supporting: readonly Weighed[], refuting: readonly Weighed[]): ClaimScore {
  const [forIt, against] = [greatestOfEach(supporting), greatestOfEach(refuting)];
  const [doubt, unrefuted] = [remainder(forIt), remainder(against)];
  const support = doubt.of - doubt.left;
  return {
    support: Number((support * WHOLE) / doubt.of),
    refutation: Number(roundedUp((unrefuted.of - unrefuted.left) * WHOLE, unrefuted.of)),
    score: Number((support * unrefuted.left * WHOLE) / (doubt.of * unrefuted.of)),
    supportingGroups: forIt.length,
  };
}

function greatestOfEach(all: readonly Weighed[]): number[] {
  const greatest = new Map<string, number>();
  for (const { group, weight } of all) greatest.set(group, Math.max(weight, greatest.get(group) ?? 0));
  return [...greatest.values()].filter((weight) => weight > 0);
}

/** `Π(1 - w)` as a fraction. */
function remainder(weights: readonly number[]): { readonly left: bigint; readonly of: bigint } {
  const left = weights.reduce((product, weight) => product * (WHOLE - BigInt(weight)), 1n);
  return { left, of: WHOLE ** BigInt(weights.length) };
}

const roundedUp = (dividend: bigint, divisor: bigint): bigint => (dividend + divisor - 1n) / divisor;
