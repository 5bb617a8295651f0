import { type Bracket, bracketAtMost, bracketOf, bracketPower, bracketProduct } from "./bracket.ts";
import { ppm, type Ratio } from "./ratio.ts";

/**
 * A claim on control that may be looked at after every trial: a betting e-process (Waudby-Smith, Ramdas 2024).
 *
 * Somebody who doubts that control is at most t starts with a wealth of 1 and bets on every trial before it is seen: a
 * controlled one multiplies the wealth by 1 + λ(1 − t), any other by 1 − λt. While control is at most t, whatever came before, the wealth does not
 * grow on average, so it ever reaches 1/α with a chance of at most α (Ville 1939), however somebody stops.
 *
 * Wealth is split over five fixed bets. One that fits a true failure rate of r(1 − t) has the factors (1 − r(1 − t)) / t and r. It
 * depends on the two counts alone, so nothing is accumulated and nothing is rounded.
 *
 * The bound holds for trials that fail with a chance of at least 1 − t *given all before them*. Trials that fail together do not:
 * those MUST be counted by cluster.
 */
export interface Bets {
  /** The control that is to be exceeded, ppm, strictly between 0 and 1 000 000. */
  readonly claimPpm: number;
  readonly controlled: number;
  /** Everything else: witnessed failures, errors, time-outs. */
  readonly failures: number;
}

/** The bets and their shares of the wealth, both in eighths. The first is for no failure at all, the last for control close to the claim. */
const BETS = [
  { rate: 0n, share: 3n },
  { rate: 1n, share: 1n },
  { rate: 2n, share: 2n },
  { rate: 4n, share: 1n },
  { rate: 6n, share: 1n },
] as const;
const EIGHTHS = 8n;

/**
 * No bets yet, against a claim of so much control.
 *
 * @param claimPpm 1 to 999 999
 */
export const bettingStart = (claimPpm: number): Bets => ({ claimPpm, controlled: 0, failures: 0 });

/** The bets after one more trial. */
export const betOn = (bets: Bets, controlled: boolean): Bets =>
  controlled ? { ...bets, controlled: bets.controlled + 1 } : { ...bets, failures: bets.failures + 1 };

/**
 * Whether the wealth is now at least 1/α: control above the claim is proven at error rate alpha, though somebody looked before. Later
 * failures can take it back, which Ville's bound does not ask for and a monitor wants. Counts that no trials can give and claims
 * outside their range prove nothing.
 */
export function provenAnytime(bets: Bets, alpha: Ratio): boolean {
  if (!areBets(bets) || !(alpha.numerator > 0n && alpha.numerator < alpha.denominator)) return false;
  const factors = factorsOf(bets.claimPpm);
  return bracketAtMost(...wealthAgainst(factors, bets, alpha)) ?? exactly(factors, bets, alpha);
}

/** The wealth itself, exactly and not in lowest terms, for reports. 0 for counts that no trials can give. */
export const wealthOf = (bets: Bets): Ratio =>
  areBets(bets) ? wholeWealth(factorsOf(bets.claimPpm), bets) : { numerator: 0n, denominator: 1n };

/**
 * The fewest trials that prove a claim at error rate alpha with so many failures among them. It does not matter where the failures
 * came, so a monitor that knows this number compares two integers. `null` where no number up to `trialsMax` does.
 */
export function anytimeTrials(claimPpm: number, failures: number, alpha: Ratio, trialsMax: number): number | null {
  const proves = (trials: number): boolean =>
    provenAnytime({ claimPpm, controlled: trials - failures, failures }, alpha);
  if (failures > trialsMax || !proves(trialsMax)) return null;
  return firstProof(failures - 1, trialsMax, proves);
}

/** More controlled trials never lower the wealth, so the proofs are all on one side. */
function firstProof(unproven: number, proven: number, proves: (trials: number) => boolean): number {
  let [below, above] = [unproven, proven];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (proves(middle)) above = middle;
    else below = middle;
  }
  return above;
}

const areBets = ({ claimPpm, controlled, failures }: Bets): boolean =>
  [claimPpm, controlled, failures].every((count) => Number.isSafeInteger(count) && count >= 0) &&
  claimPpm > 0 &&
  claimPpm < 1_000_000;

/** What a controlled trial multiplies each bet by, over one denominator. */
interface Factors {
  readonly controlled: readonly bigint[];
  readonly denominator: bigint;
}

/** With t = a/b, (1 − r(1 − t)) / t is (8b − ρ(b − a)) / 8a for r = ρ/8. */
function factorsOf(claimPpm: number): Factors {
  const { numerator: a, denominator: b } = ppm(claimPpm);
  return { controlled: BETS.map(({ rate }) => EIGHTHS * b - rate * (b - a)), denominator: EIGHTHS * a };
}

/** Both sides of `1/α ≤ Σ share · controlledˢ · rateᶠ / (8 · denominatorˢ · 8ᶠ)`, without a fraction. */
function wealthAgainst(factors: Factors, { controlled, failures }: Bets, alpha: Ratio): [Bracket, Bracket] {
  const limit = bracketProduct(bracketPower(EIGHTHS, failures + 1), bracketPower(factors.denominator, controlled));
  const shares = BETS.flatMap(({ rate, share }, bet) => {
    if (rate === 0n && failures > 0) return [];
    const won = bracketPower(factors.controlled[bet] as bigint, controlled);
    const lost = failures === 0 ? bracketOf(1n) : bracketPower(rate, failures);
    return [bracketProduct(bracketProduct(won, lost), bracketOf(share * alpha.numerator))];
  });
  return [bracketProduct(limit, bracketOf(alpha.denominator)), shares.reduce(bracketSum)];
}

/** The mantissas are brought to the larger exponent: `low` rounds down, `high` up. */
function bracketSum(left: Bracket, right: Bracket): Bracket {
  const exponent = Math.max(left.exponent, right.exponent);
  const [leftShift, rightShift] = [BigInt(exponent - left.exponent), BigInt(exponent - right.exponent)];
  return {
    low: (left.low >> leftShift) + (right.low >> rightShift),
    high: (left.high >> leftShift) + (right.high >> rightShift) + 2n,
    exponent,
  };
}

function exactly(factors: Factors, bets: Bets, alpha: Ratio): boolean {
  const { numerator, denominator } = wholeWealth(factors, bets);
  return numerator * alpha.numerator >= denominator * alpha.denominator;
}

function wholeWealth({ controlled: factors, denominator }: Factors, { controlled, failures }: Bets): Ratio {
  const [wins, losses] = [BigInt(controlled), BigInt(failures)];
  const wealth = BETS.reduce(
    (sum, { rate, share }, bet) => sum + share * (factors[bet] as bigint) ** wins * rate ** losses,
    0n,
  );
  return { numerator: wealth, denominator: EIGHTHS * denominator ** wins * EIGHTHS ** losses };
}
