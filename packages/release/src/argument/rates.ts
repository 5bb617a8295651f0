import { lowerSharePpm, ppm, type ShareCount, upperSharePpm } from "@plimsoll/foundation";
import type { Corpus } from "./corpus.ts";
import { RHETORIC } from "./examine-argument.ts";
import { type Rhetoric, type RhetoricalRule, wordsOf } from "./rhetorical.ts";
import { plain } from "./sentence.ts";

/** How often a rule fires where it should, and where it should not. */
export interface RuleRates {
  readonly rule: RhetoricalRule;
  /** Sentences of the rule on which it fires. */
  readonly hits: ShareCount;
  /** Sentences of no rule on which it fires. */
  readonly falseAlarms: ShareCount;
}

export const ratesOf = ({ sentences }: Corpus): readonly RuleRates[] =>
  RHETORIC.map((rhetoric) => ({
    rule: rhetoric.rule,
    hits: firing(rhetoric, sentences[rhetoric.rule]),
    falseAlarms: firing(rhetoric, sentences.none),
  }));

const firing = (rhetoric: Rhetoric, texts: readonly string[]): ShareCount => ({
  trials: texts.length,
  count: texts.filter((text) => wordsOf(rhetoric, plain(text)) !== null).length,
});

const ALPHA = ppm(25_000);

/** `18 of 20, 68.3 % to 98.8 %`: the exact two-sided 95 % interval (Clopper, Pearson 1934). */
export const shareText = (share: ShareCount): string =>
  `${share.count} of ${share.trials}, ${percent(lowerSharePpm(share, ALPHA))} to ${percent(upperSharePpm(share, ALPHA))}`;

const percent = (sharePpm: number): string => `${(sharePpm / 10_000).toFixed(1)} %`;

export const sumOf = (shares: readonly ShareCount[]): ShareCount => ({
  trials: shares.reduce((sum, { trials }) => sum + trials, 0),
  count: shares.reduce((sum, { count }) => sum + count, 0),
});
