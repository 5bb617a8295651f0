import { type Format, importResult, type IntakeMapping, type IntakePorts, sourceOf } from "@plimsoll/evidence";
import { err } from "@plimsoll/foundation";
import { type RunLog, tally, type Tallied } from "./run-log.ts";

/** What a log is read for: names as its tool writes them, and the values that are a success and a failure. */
export interface Reading extends Pick<IntakeMapping, "format" | "subject" | "scorer" | "controlled" | "uncontrolled"> {
  readonly format: Format;
}

/** A name that no tool gives to a trial. */
const NO_TRIAL = "\u0000";

/**
 * Counts a log with the readers of `@plimsoll/evidence`. They ask for a mapping that was registered before the run; a dossier has
 * none, so that one is made of the log itself: every trial in it was planned. What they refuse is not counted at all, and what they
 * hold for void (an error, a repetition, an edited or unknown score) is undecided.
 */
export function importTrials(log: RunLog, samples: Uint8Array | null, reading: Reading, ports: IntakePorts): Tallied {
  const files = { result: sourceOf(log.bytes), ...(samples !== null && { samples: sourceOf(samples) }) };
  const found = importResult(files, mappingOf(reading, [NO_TRIAL]), ports);
  if (!found.ok) return refused(found.error);
  const names = found.value.rows.map(({ trial }) => trial).filter((trial) => trial !== NO_TRIAL);
  const counted = importResult(files, mappingOf(reading, names), ports);
  if (!counted.ok) return refused(counted.error);
  const { planned, controlled, void: undecided } = counted.value;
  return tally({ trials: planned, successes: controlled, undecided });
}

const refused = ({
  code,
  expected,
  received,
}: {
  readonly code: string;
  readonly expected: string;
  readonly received: string;
}): Tallied => err(`${code}: expected ${expected}, got ${received}`);

/** The names of model and data set are the dossier's business, and a change in the working copy changes no count. */
const mappingOf = (reading: Reading, trials: readonly string[]): IntakeMapping => ({
  ...reading,
  mapping: "plimsoll/intake-mapping/v0.1",
  scorerField: null,
  model: null,
  dataset: null,
  dimension: "release",
  context: "EVAL",
  trials: trials.map((trial) => ({ trial, cluster: trial, itemDigest: null })),
  waivesDirtyRevision: true,
  registeredFiles: null,
});
