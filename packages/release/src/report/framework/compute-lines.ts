import { type Case, entriesOf } from "../case.ts";
import type { Said } from "../document.ts";
import type { Framework } from "./framework.ts";

type Line = Framework["lines"][number];

/** Strictly above: the line itself is below it. Computed from the subject's own figure, never looked up. */
export const isAbove = (flop: string, line: Line): boolean => BigInt(flop) > BigInt(line.flop);

export function lineSaid({ opened }: Case, line: Line): readonly Said[] {
  const { trainingFlop } = opened.body.subject;
  const records = [opened.sequence];
  const verify = line.verify ? " (to be verified)" : "";
  if (trainingFlop === null)
    return [
      {
        text: `Whether it is above ${line.flop} FLOP is unknown: nobody says its compute. ${line.text}${verify}`,
        records,
      },
    ];
  const where = isAbove(trainingFlop.flop, line) ? "above" : "not above";
  return [
    { text: `${trainingFlop.flop} FLOP is ${where} the line of ${line.flop} FLOP. ${line.text}${verify}`, records },
  ];
}

/** When the log first tells that a subject is above a line; null where it does not. */
export function firstAbove(
  { history }: Case,
  lines: readonly Line[],
): { readonly atMs: number; readonly record: number } | null {
  const first = entriesOf(history, "evaluation.opened").find(({ body: { subject } }) =>
    lines.some((line) => subject.trainingFlop !== null && isAbove(subject.trainingFlop.flop, line)),
  );
  return first === undefined ? null : { atMs: first.record.atMs, record: first.sequence };
}
