import type { RunOutcome } from "@plimsoll/governor";
import type { Story } from "./story.ts";
import type { StoryRecord } from "./story-record.ts";

export interface LedgerFacts {
  readonly entries: number;
  readonly verified: boolean;
  readonly dir: string;
  readonly publicKey: string;
}

/** The last line of `plimsoll demo --json`. */
export function storySummary(story: Story, outcome: RunOutcome, record: StoryRecord, ledger: LedgerFacts) {
  return {
    type: "summary",
    seed: story.seed,
    learner: story.learner,
    control: story.control,
    outcome: outcomeName(outcome),
    trigger: outcome.trigger ?? ENDINGS[outcome.outcome] ?? outcome.power.reasons[0] ?? null,
    bandChanges: record.bandChanges(),
    bounds: record.bounds(),
    powerPpmFinal: outcome.outcome === "killed" ? 0 : outcome.power.levelPpm,
    killed: outcome.outcome === "killed",
    deathConfirmed: outcome.death?.confirmed ?? outcome.exit !== null,
    ledger,
  } as const;
}

/** Where no power decided how it ended, the reason for the last power is no trigger. */
const ENDINGS: Readonly<Partial<Record<RunOutcome["outcome"], string>>> = {
  interrupted: "INTERRUPTED",
  failed: "JOB_FAILED",
  killed: "KILLED",
};

/** `full`, `research`, `paused` say where a finished story stands; `killed` and `interrupted` how it was ended. */
export const outcomeName = ({ outcome, power }: RunOutcome): string =>
  outcome === "killed" || outcome === "interrupted" ? outcome : outcome === "failed" ? "failed" : power.band;
