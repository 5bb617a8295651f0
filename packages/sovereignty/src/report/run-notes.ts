import type { Halt } from "../run/halt.ts";
import type { ContradictionRecord, SeedRun } from "../run/seed-run.ts";

/** What is said at one step of one episode. */
export interface RunNote {
  readonly episode: number;
  readonly step: number;
  readonly kind: "contradiction" | "halt";
  readonly title: string;
  readonly lines: readonly string[];
}

/** The contradictions of a run with the gate's answers, and its halts, each at its step. */
export const notesOf = ({ contradictions, episodes }: SeedRun): readonly RunNote[] => [
  ...contradictions.map(contradictionNote),
  ...episodes.flatMap(({ halt }) => (halt === null ? [] : [haltNote(halt)])),
];

const contradictionNote = (record: ContradictionRecord): RunNote => ({
  episode: record.episode,
  step: record.step,
  kind: "contradiction",
  title: `Contradiction ${record.contradiction}`,
  lines: [
    causeLine(record),
    record.blockingRuleIds.length === 0 ? "No rule blocks." : `Blocked by ${record.blockingRuleIds.join(" and ")}.`,
    answerLine(record.answers),
  ],
});

const causeLine = ({ cause, target }: ContradictionRecord): string =>
  cause === "IDENTITY" || target === null
    ? "The epoch of the law is missing or wrong."
    : `${dutyText(target)} There is a way, and every way is prohibited.`;

/** What the law asks for here, in plain words. */
const dutyText = ({ kind, targetId }: NonNullable<ContradictionRecord["target"]>): string =>
  kind === "STAMP_CARGO"
    ? "The law asks for a stamp on what is carried."
    : `The law asks for a delivery to ${targetId.replace("ZONE_", "zone ")}.`;

function answerLine(answers: ContradictionRecord["answers"]): string {
  const said = answers.map((answer) => (answer === "ACCEPTED" ? "accepted, the repair is law" : answer));
  return `The gate: ${said.join("; then ")}.`;
}

const haltNote = ({ code, detail, episode, step }: Halt): RunNote => ({
  episode,
  step,
  kind: "halt",
  title: code,
  lines: [`The episode ends here: ${detail}.`],
});
