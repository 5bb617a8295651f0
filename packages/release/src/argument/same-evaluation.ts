import type { Digest } from "@plimsoll/foundation";
import type { Evaluation } from "../dossier/evaluation.ts";
import type { Recount } from "../examination/examination.ts";
import { plain } from "./sentence.ts";

/** A name without case, spaces and signs: neither makes another evaluation of it. */
export const foldedName = (name: string): string => {
  const words = plain(name);
  const letters = words.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, "");
  return letters === "" ? words : letters;
};

/** By this, two entries of a dossier are results of one evaluation: its name, its version and the version that it evaluated. */
const evaluationKey = ({ name, version, subjectVersion }: Evaluation): string =>
  JSON.stringify([foldedName(name), plain(version), plain(subjectVersion)]);

/** Asked for each claim of a dossier, and the same for all of them. */
const known = new WeakMap<readonly Evaluation[], ReadonlyMap<string, readonly Evaluation[]>>();

/** Entries of a dossier, by what is evaluated. */
function entriesByKey(evaluations: readonly Evaluation[]): ReadonlyMap<string, readonly Evaluation[]> {
  const found = known.get(evaluations) ?? Map.groupBy(evaluations, evaluationKey);
  known.set(evaluations, found);
  return found;
}

/** All entries of an evaluation that a dossier gives in more than one, in the order of the dossier. */
export const splitEvaluations = (evaluations: readonly Evaluation[]): readonly (readonly Evaluation[])[] =>
  [...entriesByKey(evaluations).values()].filter(({ length }) => length > 1);

/** The entry itself, and every other one of the same evaluation. */
export const entriesOf = (own: Evaluation, evaluations: readonly Evaluation[]): readonly Evaluation[] =>
  entriesByKey(evaluations).get(evaluationKey(own)) ?? [own];

/**
 * Entries of one evaluation counted as one, with all of their runs. Trials that an entry states and no log shows are undecided, so
 * that they count against whatever is claimed.
 */
export function pooledRecount(
  entries: readonly Evaluation[],
  recountOf: (evaluation: string) => Recount | undefined,
): Recount {
  const sum = { runs: 0, trials: 0, successes: 0, undecided: 0 };
  const unread: string[] = [];
  const contents: Digest[] = [];
  for (const { id, trials } of entries) {
    const recount = recountOf(id);
    const counted = recount?.counted ?? { runs: 0, trials: 0, successes: 0, undecided: 0 };
    const unseen = Math.max(0, trials - counted.trials);
    sum.runs += counted.runs;
    sum.trials += counted.trials + unseen;
    sum.successes += counted.successes;
    sum.undecided += counted.undecided + unseen;
    for (const run of recount?.unread ?? []) unread.push(run);
    for (const content of recount?.contents ?? []) contents.push(content);
  }
  return { evaluation: entries[0]?.id ?? "", counted: sum.trials === 0 ? null : sum, unread, contents };
}
