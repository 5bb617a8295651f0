import { type Digest, digestOfValue } from "@plimsoll/foundation";
import type { Evaluation } from "../../dossier/evaluation.ts";
import type { EarlierEvaluation } from "../../evaluation/site-facts.ts";
import type { CaseMade } from "../argument-facts.ts";
import type { EvaluationFault } from "../blocking.ts";
import { changeKey } from "../change-key.ts";
import { foldedName } from "../same-evaluation.ts";
import { plain } from "../sentence.ts";
import { faultsOf } from "./split-results.ts";

/** With the artifacts of the subject as they were then. */
type Then = EarlierEvaluation["evaluations"][number] & Pick<EarlierEvaluation, "artifacts">;

interface Present {
  readonly entries: readonly Evaluation[];
  readonly logs: ReadonlySet<string>;
  /** What the counted logs say, whatever their bytes. */
  readonly contents: ReadonlySet<string>;
  /** As counted from the logs. */
  readonly trials: number;
}

/**
 * Every run that an earlier dossier of the subject had of an evaluation, reported or not, stays in every later one under the name of
 * that evaluation, by the digest of its log; and no fewer trials are counted than then. Unless the change log names the runs that
 * are left: by their digests, so that the entry covers no further removal. Runs of another version of the subject are no results of
 * this one, where none of its artifacts is among these too, both have some, and no log is used again, in whatever bytes.
 */
export function missingRuns(made: CaseMade): readonly EvaluationFault[] {
  const thens = Map.groupBy(
    made.earlier.flatMap(({ evaluations, artifacts }) => evaluations.map((then): Then => ({ ...then, artifacts }))),
    ({ name }) => foldedName(name),
  );
  const present = Map.groupBy(made.dossier.evaluations, ({ name }) => foldedName(name));
  return [...present].flatMap(([name, entries]) => missingOf(presentOf(entries, made), thens.get(name) ?? [], made));
}

function missingOf(present: Present, all: readonly Then[], made: CaseMade): readonly EvaluationFault[] {
  const artifacts = new Set(made.dossier.subject.artifacts);
  const thens = all.filter((then) => !isOfAnother(then, present, artifacts));
  const missing = new Set(thens.flatMap(({ runs }) => runs.filter((digest) => !present.logs.has(digest))));
  const most = thens.reduce((trials, then) => Math.max(trials, then.trials), 0);
  if (missing.size === 0 && most <= present.trials) return [];
  const keys = present.entries.map(({ id }) => runsKey(id, present.logs));
  if (keys.some((key) => made.changeLogged.has(key))) return [];
  return faultsOf(present.entries, made, {
    why: `Earlier dossiers of this subject had ${missing.size} runs of it that are gone, and up to ${most} trials where ${present.trials} are counted now.`,
    cure: `Bring back every run, also the failed ones, or log the change with who and why under ${keys.toSorted()[0] ?? ""}.`,
  });
}

const isOfAnother = (
  { subject, runs, contents = [], artifacts: before }: Then,
  { entries, logs, contents: present }: Present,
  artifacts: ReadonlySet<Digest>,
): boolean =>
  before.length > 0 &&
  artifacts.size > 0 &&
  !before.some((digest) => artifacts.has(digest)) &&
  entries.every(({ subjectVersion }) => plain(subjectVersion) !== plain(subject.version)) &&
  !runs.some((digest) => logs.has(digest)) &&
  !contents.some((digest) => present.has(digest));

/** What an entry of the change log names to declare which runs of an evaluation are left. */
export const runsKey = (evaluation: string, logs: Iterable<string>): string =>
  changeKey(evaluation, "runs", digestOfValue([...new Set(logs)].toSorted()));

const presentOf = (entries: readonly Evaluation[], { recounts }: CaseMade): Present => ({
  entries,
  logs: new Set(entries.flatMap(({ runs }) => runs.map(({ digest }) => digest))),
  contents: new Set(entries.flatMap(({ id }) => recounts.get(id)?.contents ?? [])),
  trials: entries.reduce((trials, { id }) => trials + (recounts.get(id)?.counted?.trials ?? 0), 0),
});
