import { checkPaired, type Scores } from "./scores.ts";

/** How often one policy beat another on the same seed and profile. */
export interface PairedSigns {
  readonly wins: number;
  readonly ties: number;
  readonly losses: number;
  /**
   * The chance of a split at least as uneven among the pairs that are no ties, if either side were as likely to win: the exact
   * two-sided sign test. 1 where all are ties.
   */
  readonly pValue: number;
}

/** Counts the pairs that `left` wins, ties and loses. Equal is a tie, whatever the scale. Throws `EVALUATION_SCORES`. */
export function pairedSigns(left: Scores, right: Scores): PairedSigns {
  checkPaired(left, right);
  const others = right.flat();
  const signs = left.flat().map((score, run) => Math.sign(score - (others[run] as number)));
  const [wins, losses] = [1, -1].map((wanted) => signs.filter((sign) => sign === wanted).length) as [number, number];
  return { wins, ties: signs.length - wins - losses, losses, pValue: signTest(wins, losses) };
}

/** 2 · P(at most the smaller count) under fair coins, at most 1. Logarithms, so that thousands of pairs do not underflow. */
function signTest(wins: number, losses: number): number {
  const trials = wins + losses;
  let logChance = -trials * Math.LN2;
  let tail = 0;
  for (let count = 0; count <= Math.min(wins, losses); count += 1) {
    tail += Math.exp(logChance);
    logChance += Math.log((trials - count) / (count + 1));
  }
  return Math.min(1, 2 * tail);
}
