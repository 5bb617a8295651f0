import type { Ratio } from "@plimsoll/foundation";

/** Weights of 0 … `trials` failures among independent trials, each of which fails at `rate` (binomial). */
export function binomialWeights(trials: number, { numerator, denominator }: Ratio): readonly bigint[] {
  const controlled = denominator - numerator;
  let weight = controlled ** BigInt(trials);
  return Array.from({ length: trials + 1 }, (_, failures) => {
    const current = weight;
    weight = (weight * BigInt(trials - failures) * numerator) / (BigInt(failures + 1) * controlled);
    return current;
  });
}

/**
 * Weights of 0 … `trials` failures in one cluster whose trials fail together (beta-binomial; Skellam 1948): each fails at `rate`, and any
 * two of them are correlated by ρ = `correlationPercent` / 100. At 100 all of them fail or none.
 */
export function clusterWeights(trials: number, rate: Ratio, correlationPercent: number): readonly bigint[] {
  const apart = BigInt(100 - correlationPercent);
  // A beta law with mean `rate` has a = rate · (1 − ρ) / ρ, and b likewise; both are counted in units of ρ · denominator / 100.
  const unit = BigInt(correlationPercent) * rate.denominator;
  const failing = rising(rate.numerator * apart, unit, trials);
  const controlled = rising((rate.denominator - rate.numerator) * apart, unit, trials);
  if (apart === 0n) return allOrNone(trials, rate);
  let ways = 1n;
  return Array.from({ length: trials + 1 }, (_, failures) => {
    const weight = ways * (failing[failures] as bigint) * (controlled[trials - failures] as bigint);
    ways = (ways * BigInt(trials - failures)) / BigInt(failures + 1);
    return weight;
  });
}

/** The products start · (start + unit) · (start + 2 unit) … of 0, 1 … `length` factors. */
function rising(start: bigint, unit: bigint, length: number): readonly bigint[] {
  let product = 1n;
  return Array.from({ length: length + 1 }, (_, factors) => {
    if (factors > 0) product *= start + unit * BigInt(factors - 1);
    return product;
  });
}

const allOrNone = (trials: number, { numerator, denominator }: Ratio): readonly bigint[] =>
  Array.from({ length: trials + 1 }, (_, failures) => {
    if (failures === trials) return numerator;
    return failures === 0 ? denominator - numerator : 0n;
  });
