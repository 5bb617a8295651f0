import { canonicalJson, utf8 } from "@plimsoll/foundation";
import { CLEAN_LAW } from "../law/initial-law.ts";
import { lawFingerprint } from "../law/law.ts";
import { patched } from "../law/patch.ts";
import { isSameRule, type Rule, ruleValue } from "../law/rule.ts";
import type { RepairRecord, SeedRun } from "../run/seed-run.ts";

/** How large a law is. */
export interface NormState {
  readonly rules: number;
  /** Of the canonical JSON of its rules, of which the fingerprint is made. */
  readonly bytes: number;
}

/** The law that a run ended with, made again from its repairs; null where that is not the law of its fingerprint. */
export function normState({ repairs, lawFingerprint: recorded }: SeedRun): NormState | null {
  const rules = repairs.reduce(enacted, CLEAN_LAW);
  if (lawFingerprint(rules) !== recorded) return null;
  return { rules: rules.length, bytes: utf8(canonicalJson(rules.map(ruleValue))).length };
}

/** A rule that a repair changed embeds its epoch. */
const enacted = (rules: readonly Rule[], { patches, epoch }: RepairRecord): readonly Rule[] =>
  patched(rules, patches).map((rule, index) =>
    isSameRule(rule, rules[index]!) ? rule : { ...rule, repairEpoch: epoch },
  );

/** How many rules a repair changed, and by how many operations. */
export const patchFootprint = ({ patches }: RepairRecord): { readonly rules: number; readonly operations: number } => ({
  rules: new Set(patches.map(({ targetRuleId }) => targetRuleId)).size,
  operations: patches.length,
});

/** For each episode, in order, under which epoch it began: the place of that epoch in the chain. */
export const repairEpochs = ({ episodes, repairs }: SeedRun): readonly number[] =>
  episodes.map(({ episode }) => repairs.filter((repair) => repair.episode < episode).length);

/** Citations of a contradiction and its rules, as far as the gate came to judge them (R7). */
export interface Citations {
  readonly judged: number;
  readonly valid: number;
}

export function citations({ contradictions }: SeedRun): Citations {
  const answers = contradictions.flatMap((each) => each.answers.filter((answer) => isPastCitation(answer, each.cause)));
  return { judged: answers.length, valid: answers.filter((answer) => !UNCITED.has(answer)).length };
}

const UNCITED: ReadonlySet<string> = new Set(["R7_TRACE_ENTRY_NOT_FOUND", "R7_RULE_NOT_IN_TRACE"]);

/** R9 and R8 are asked before R7, and R6 and R5 too where identity is in question. A text that does not compile cites nothing. */
const isPastCitation = (answer: string, cause: string): boolean =>
  answer !== "NO_REPAIR_SUBMITTED" && !(cause === "IDENTITY" ? /^R(9|8|6|5|3)_/ : /^R(9|8|3)_/).test(answer);

/** How often the gate refused a repair, by its code. */
export const refusals = (runs: readonly SeedRun[]): Counts =>
  countsOf(
    runs
      .flatMap(({ contradictions }) => contradictions.flatMap(({ answers }) => answers))
      .filter((answer) => answer !== "ACCEPTED" && answer !== "NO_REPAIR_SUBMITTED"),
  );

/** How many episodes a halt ended, by code and detail. */
export const halts = (runs: readonly SeedRun[]): Counts =>
  countsOf(
    runs.flatMap(({ episodes }) =>
      episodes.flatMap(({ halt }) => (halt === null ? [] : `${halt.code}: ${halt.detail}`)),
    ),
  );

/** Reasons and how often each was met, the most frequent first. */
export type Counts = readonly (readonly [reason: string, times: number])[];

function countsOf(reasons: readonly string[]): Counts {
  const times = new Map<string, number>();
  for (const reason of reasons) times.set(reason, (times.get(reason) ?? 0) + 1);
  return [...times].toSorted(([, left], [, right]) => right - left);
}
