import { salientTerms, type Term } from "./terms.ts";

/** Words with which a text says that something does not hold. */
export const REFUTATION_CUES: readonly string[] = (
  "not no never cannot fail fails failed failing failure failures false incorrect wrong untrue unable unsupported unverified " +
  "contradict contradicts contradicted contradicting dispute disputes disputed refute refutes refuted retract retracts retracted " +
  "retraction withdraw withdrawn withdrew corrected correction erratum worse worsened exceeded exceeds overstated understated " +
  "irreproducible misleading flawed invalid bypassed circumvented violated breached"
).split(" ");

/** What is looked for, for and against one claim. */
export interface ClaimQueries {
  readonly terms: readonly Term[];
  readonly support: string;
  readonly refute: string;
}

/** A query of no words: it finds nothing. */
const NOTHING = '""';

/**
 * Both queries of a claim, in the language of SQLite FTS5: one of its words at least; and one of them beside a word of refutation. Each word
 * stands in quotation marks, and a word holds neither marks nor signs: no claim can say anything to the index but words.
 */
export function queriesOf(claim: string): ClaimQueries {
  const terms = salientTerms(claim);
  if (terms.length === 0) return { terms, support: NOTHING, refute: NOTHING };
  const oneOfThem = anyOf(terms.map(({ word }) => word));
  return { terms, support: oneOfThem, refute: `(${oneOfThem}) AND (${anyOf(REFUTATION_CUES)})` };
}

export const anyOf = (words: readonly string[]): string => words.map(quoted).join(" OR ");

/** A quotation mark is doubled, though no word of ours has one. */
export const quoted = (word: string): string => `"${word.replaceAll('"', '""')}"`;
