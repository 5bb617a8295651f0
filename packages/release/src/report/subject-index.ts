import type { Digest } from "@plimsoll/foundation";
import type { Colour } from "../decision/colour.ts";
import type { Action } from "../dossier/subject.ts";
import { type Entry, entriesOf } from "./case.ts";
import type { PackRecord } from "./material.ts";

/** One evaluation of a subject, as the log tells it: also those that nobody would show by choice. */
export interface IndexedEvaluation {
  readonly evaluation: string;
  readonly openedAtMs: number;
  readonly action: Action;
  readonly dossier: Digest;
  readonly policy: Digest;
  /** The colour; `aborted` where it was opened and never decided. */
  readonly outcome: Colour | "aborted";
  readonly isWithdrawn: boolean;
  readonly decidedAtMs: number | null;
  /** Its opening, its decisions and its withdrawals. */
  readonly records: readonly number[];
}

/** Every evaluation ever opened on a subject, in the order of the log. `history` holds the records of that subject. */
export function evaluationsOn(history: readonly PackRecord[]): readonly IndexedEvaluation[] {
  const decisions = entriesOf(history, "decision.made");
  const withdrawals = entriesOf(history, "evaluation.withdrawn");
  return entriesOf(history, "evaluation.opened").map((opened) => {
    const id = opened.record.evaluation;
    const made = decisions.filter(({ record }) => record.evaluation === id);
    const withdrawn = withdrawals.filter(({ body }) => body.evaluation === id);
    return indexed(opened, made, withdrawn);
  });
}

function indexed(
  { record, sequence, body }: Entry<"evaluation.opened">,
  made: readonly Entry<"decision.made">[],
  withdrawn: readonly Entry<"evaluation.withdrawn">[],
): IndexedEvaluation {
  const last = made.at(-1);
  return {
    evaluation: record.evaluation ?? "",
    openedAtMs: record.atMs,
    action: body.action,
    dossier: body.dossier,
    policy: body.policy,
    outcome: last?.body.colour ?? "aborted",
    isWithdrawn: withdrawn.length > 0,
    decidedAtMs: last?.record.atMs ?? null,
    records: [sequence, ...made.map((each) => each.sequence), ...withdrawn.map((each) => each.sequence)],
  };
}

export const outcomeWords = ({ outcome, isWithdrawn }: IndexedEvaluation): string =>
  isWithdrawn ? `${outcome}, withdrawn` : outcome;
