import { Option } from "commander";
import type { Intaken } from "@plimsoll/evidence";
import type { AddCommand } from "../add-command.ts";
import {
  type ClosedFamily,
  closeOpenExamination,
  type OpenedExamination,
  openExamination,
  type OpenFlags,
  type RunFlags,
} from "../evidence-tools/examine.ts";
import { type RecordedResult, recordIdentity } from "../evidence-tools/examine-record.ts";
import { refusalText, refusedSummary } from "../evidence-tools/import-text.ts";
import { EXIT } from "../exit-codes.ts";
import { decimalDigits } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";
import { agentName } from "../sovereignty-tools/examined-agents.ts";
import { loadedFreeze } from "../sovereignty-tools/loaded-freeze.ts";

interface Json {
  readonly json?: boolean;
}

export const addEvidenceExamine: AddCommand = (evidence, exitWith) => {
  const examine = evidence
    .command("examine")
    .description("oversight families step by step, where another program asks them: normative_identity");
  for (const add of [addOpen, addRecord, addClose]) add(examine, exitWith);
};

const addOpen: AddCommand = (examine) => {
  examine
    .command("open")
    .description("register an examination, draw its families, and write down what the experiment is asked")
    .option("--lab <name>", "the accredited lab whose agent this is; a run on it is opened if there is none")
    .option("--lineage <name>", "family of weights (default: the lab's name)")
    .option("--run <name>", "an open run, whose newest weights these are")
    .option("--weights <file>", "the agent's bytes")
    .option("--digest <digest>", "digest of an agent that is held elsewhere")
    .option("--agent <name>", "a deterministic agent of lab sovereignty, such as candidate", agentName)
    .addOption(new Option("--tier <n>", "class of the model").choices(["1", "2", "3"]).default("1"))
    .option("--flop <n>", "FLOP that went into the weights; unknown counts as the most", decimalDigits)
    .option("--flop-rate <n>", "the most FLOP a second that a run on them can compute", decimalDigits, "1000000000000")
    .option("--out <dir>", "folder for the questions of normative_identity", "questions")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Which families are asked, and which seeds, follows from the beacon's answer to the registration: nobody chooses them. The policy says
whether normative_identity is asked. An examination that is open is gone on with. Nothing is registered before the folder can be written to.

Example:
  plimsoll evidence examine open --lab acme --agent candidate --flop 0`,
    )
    .action((flags: OpenFlags & Json) => {
      const opened = openExamination(flags, loadedFreeze());
      if (flags.json === true) printJson({ type: "summary", ok: true, ...shownOpen(opened) });
      else process.stdout.write(openText(opened));
    });
};

/** All but the pools: the held-out one is a secret until the close. */
const shownOpen = ({
  run,
  examination,
  digest,
  trials,
  deadlineAt,
  pulse,
  asked,
  questions,
  already,
}: OpenedExamination) => ({
  run,
  examination,
  digest,
  trials,
  deadlineAt,
  pulse,
  asked,
  questions,
  already,
});

function openText({ examination, asked, trials, deadlineAt, questions, already }: OpenedExamination): string {
  const next =
    questions.length === 0
      ? "normative_identity is not asked: the policy says so\n"
      : questions.map((file) => `${file}\n`).join("");
  const until = new Date(deadlineAt).toISOString();
  return `${examination}${already ? " is open already" : ""}: ${asked.join(", ")}; ${trials} trials in each window, until ${until}\n${next}`;
}

const addRecord: AddCommand = (examine, exitWith) => {
  examine
    .command("record")
    .argument("<files...>", "results of lab sovereignty export, one for each window")
    .description("record what the experiment answers, if it is the answer to what was drawn")
    .requiredOption("--run <name>", "the run whose examination is open")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
A deterministic agent is run again, trial by trial, and every line compared. All files are recorded or none; each window once. Trials that
a file lacks are void, and void trials are failures. Exit code 3 if a file is refused.

Example:
  plimsoll evidence examine record results/*.jsonl --run acme-run-1`,
    )
    .action(async (files: readonly string[], flags: RunFlags & Json) => {
      const recorded = await recordIdentity(files, flags, loadedFreeze());
      exitWith(answer(recorded, flags, (results) => [{ windows: results.map(shownWindow) }, recordText(results)]));
    });
};

const shownWindow = ({
  window,
  planned,
  controlled,
  uncontrolled,
  void: missing,
  transcript,
  already,
}: RecordedResult) => ({
  examination: window.examination,
  context: window.context,
  part: window.part,
  planned,
  controlled,
  uncontrolled,
  void: missing,
  transcript,
  already,
});

const recordText = (results: readonly RecordedResult[]): string =>
  results
    .map(({ window, planned, controlled, uncontrolled, void: missing, already }) => {
      const { examination, context, part } = window;
      const counts = `${controlled} of ${planned} controlled, seen to fail ${uncontrolled}, void ${missing}`;
      return `${examination}, ${context}, ${part}: ${counts}${already ? "; recorded already" : ""}\n`;
    })
    .join("");

const addClose: AddCommand = (examine, exitWith) => {
  examine
    .command("close")
    .description("close an examination: what was not recorded is void; its held-out pool is revealed")
    .requiredOption("--run <name>", "the run whose examination is open")
    .option("--data <dir>", "data folder", ".plimsoll")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Families that evidence probe --families can ask have to be asked before: that command goes on with the open examination and closes it.

Example:
  plimsoll evidence examine close --run acme-run-1`,
    )
    .action((flags: RunFlags & Json) => {
      const closed = closeOpenExamination(flags);
      exitWith(answer(closed, flags, (families) => [{ families }, closeText(families)]));
    });
};

const closeText = (families: readonly ClosedFamily[]): string =>
  families
    .map(
      ({ family, verdict, answered }) =>
        `${family}: ${verdict}${answered ? "" : ", never asked: nothing was recorded"}\n`,
    )
    .join("");

/** Prints an answer or a refusal; gives the exit code. */
function answer<T>(
  given: Intaken<T>,
  { json, run }: Json & RunFlags,
  shown: (value: T) => readonly [summary: object, text: string],
): number {
  const [summary, text] = given.ok ? shown(given.value) : [refusedSummary(given.error), refusalText(given.error)];
  if (json !== true) process.stdout.write(text);
  else printJson(given.ok ? { type: "summary", ok: true, run, ...summary } : summary);
  return given.ok ? EXIT.done : EXIT.refused;
}
