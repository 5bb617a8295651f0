import type { Stage } from "@plimsoll/sovereignty";
import { type Command, InvalidArgumentError } from "commander";
import { EXIT } from "../exit-codes.ts";
import { printJson } from "../output/print-json.ts";
import { ProgressLine } from "../output/progress-line.ts";
import { Experiment } from "./experiment.ts";
import { InvalidRunError } from "./invalid-run-error.ts";
import { SOVEREIGNTY_FOLDER } from "./run-folder.ts";
import { seedCountOrList } from "./seed-list.ts";
import { stageBar } from "./stage-bar.ts";

/** Options of every verb that goes on with an experiment. */
export interface ExperimentFlags {
  readonly folder: string;
  readonly data?: string;
  readonly json?: boolean;
}

/** Options of a verb whose stage is performed on seeds that can be chosen. */
export interface SeededFlags extends ExperimentFlags {
  readonly seeds?: readonly number[];
}

export const withExperimentOptions = (verb: Command): Command =>
  verb
    .option("--folder <dir>", "the experiment's folder: records, traces, signed log", folderName, SOVEREIGNTY_FOLDER)
    .option(
      "--data <site>",
      "sign with the ledger key of this site's data folder; else with a key of the folder's own",
      folderName,
    )
    .option("--json", "JSON lines on standard output");

/** The same, for a verb whose stage is performed on seeds that can be chosen. */
export const withSeededOptions = (verb: Command): Command =>
  withExperimentOptions(verb).option(
    "--seeds <n|list>",
    "how many seeds, the frozen five first; or a list with commas, such as 7,8",
    seedCountOrList,
  );

/** An empty name would be the folder where somebody happens to stand. */
export function folderName(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("expected the name of a folder, such as experiments/one.");
}

/** What every verb may be refused for. */
export const PROTOCOL_HELP = `
The stages are freeze, calibrate, run, ablate, weaken, spof; out of order is refused. In a fresh folder the stages before this one
are performed first; whoever was interrupted there goes on with the same command. Exit code 3: INVALID_RUN, or a verdict against the candidate.
`;

export const SEEDS_HELP = `The stage is recorded once, and always on the five frozen seeds. A number is how many: "--seeds 42" is 42 seeds, those five and then 0, 1, 2
and so on, and is recorded if it comes first. A comma makes a list: "--seeds 7,8", and "--seeds 42," for the one seed 42. Lists, and numbers
below 5, are told beside the record, and not recorded.`;

/**
 * Goes on with an experiment. What may not be claimed is an answer and no fault: it is told in one line, with exit code 3.
 *
 * @param act answers the exit code
 */
export async function stageAction(
  { folder, data: site, json }: ExperimentFlags,
  exitWith: (code: number) => void,
  act: (experiment: Experiment) => Promise<number> | number,
): Promise<void> {
  using line = new ProgressLine();
  const watch = {
    progress: (stage: Stage, done: number, total: number): void => line.show(stageBar(stage, done, total)),
    ended: (stage: Stage, text: string): void => {
      line.clear();
      process.stderr.write(`plimsoll: ${stage}: ${text}\n`);
    },
  };
  await refusals(json === true, exitWith, async () => {
    using experiment = new Experiment({ folder, site, watch });
    const exitCode = await act(experiment);
    line.clear();
    return exitCode;
  });
}

/** Tells an invalid run in one line. */
export async function refusals(
  asJson: boolean,
  exitWith: (code: number) => void,
  act: () => Promise<number>,
): Promise<void> {
  try {
    exitWith(await act());
  } catch (fault) {
    if (!(fault instanceof InvalidRunError)) throw fault;
    process.stderr.write(`${fault.message}\n`);
    if (asJson) printJson({ type: "summary", ok: false, message: fault.message, ...fault.invalidRun });
    exitWith(EXIT.refused);
  }
}
