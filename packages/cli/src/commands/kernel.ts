import { InvalidArgumentError } from "commander";
import type { AddCommand } from "../add-command.ts";
import { EXIT } from "../exit-codes.ts";
import { codeNamed, explanation, explanationTable, explanationText, KNOWN_CODES } from "../kernel-tools/explain.ts";
import { inputBytes } from "../kernel-tools/input-file.ts";
import { Replay, type ReplayAnswer } from "../kernel-tools/replay.ts";
import { WorkProgress } from "../output/work-progress.ts";
import { replayRow, replaySummaryText } from "../kernel-tools/replay-table.ts";
import { textLines } from "../kernel-tools/text-lines.ts";
import { fixtureTable, summaryText, violationText } from "../kernel-check/check-text.ts";
import type { CheckOutcome } from "../kernel-check/run-check.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { printJson } from "../output/print-json.ts";

export const addKernel: AddCommand = (program, exitWith) => {
  const kernel = program.command("kernel").description("the decision code by itself: no site, no clock, no job");
  for (const add of [addReplay, addExplain, addCheck]) add(kernel, exitWith);
};

const addReplay: AddCommand = (kernel, exitWith) => {
  kernel
    .command("replay")
    .argument(
      "<file>",
      'commands, one JSON object per line: {"id","at","signers":["key id"],"body"}; - is standard input',
    )
    .description("hand commands to the kernel, from an empty state on, and print what it decides")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Signatures are not checked: "signers" are taken at their word. The same file gives the same bytes.
Refusals are answers: the exit code is 0 with them, and 1 where conservation does not hold.

Examples:
  plimsoll kernel replay examples/kernel/first-commands.jsonl
  plimsoll kernel replay - --json < commands.jsonl | tail -1`,
    )
    .action(async (file: string, { json }: { json?: boolean }) => {
      const conserved = await replayFile(file, json === true);
      exitWith(conserved ? EXIT.done : EXIT.broken);
    });
};

/** Answers chunk by chunk, so that neither the file nor the answers are ever held as a whole. */
async function replayFile(file: string, asJson: boolean): Promise<boolean> {
  const replay = new Replay();
  using progress = new WorkProgress("commands");
  for await (const lines of textLines(inputBytes(file))) {
    const told = lines.flatMap((line) => replay.submit(line)).map(asJson ? jsonLine : tableLine);
    if (process.stdout.isTTY) progress.clear();
    await written(told.join(""));
    progress.show(replay.commands);
  }
  progress.clear();
  const summary = replay.summary();
  await written(asJson ? jsonLine(summary) : replaySummaryText(summary));
  return summary.conservation;
}

const jsonLine = (line: object): string => `${JSON.stringify(line)}\n`;
const tableLine = (answer: ReplayAnswer): string => `${replayRow(answer)}\n`;

/** Waits for a slow reader: what it has not taken would pile up in memory. */
async function written(text: string): Promise<void> {
  if (text === "" || process.stdout.write(text)) return;
  await new Promise<void>((resolve) => process.stdout.once("drain", resolve));
}

const addExplain: AddCommand = (kernel) => {
  kernel
    .command("explain")
    .argument(
      "[code]",
      "a refusal code or a reason for power, such as INSUFFICIENT_CU, or a code of the program",
      knownCode,
    )
    .description("say what a code means; without a code, all of the kernel's in order of precedence")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExamples:\n  plimsoll kernel explain NO_POWER\n  plimsoll kernel explain --json")
    .action((code: string | undefined, { json }: { json?: boolean }) => {
      if (json === true) explainedAsJson(code);
      else process.stdout.write(code === undefined ? explanationTable() : explanationText(explanation(code)));
    });
};

function explainedAsJson(code: string | undefined): void {
  const codes = code === undefined ? KNOWN_CODES : [code];
  for (const each of codes) printJson(explanation(each));
  printJson({ type: "summary", ok: true, codes: codes.length });
}

function knownCode(text: string): string {
  const named = codeNamed(text);
  if ("code" in named) return named.code;
  throw new InvalidArgumentError(`did you mean ${named.nearest}? codes of the program are listed in spec/codes.md`);
}

/** Words of this many letters take about half a minute on a laptop. */
const DEPTH = 3;
/** A slow machine ends sooner and says how deep it got. */
const SECONDS_MAX = 45;

interface CheckFlags {
  readonly deep?: boolean;
  readonly depth: number;
  readonly minutes?: number;
  readonly json?: boolean;
}

const addCheck: AddCommand = (kernel, exitWith) => {
  kernel
    .command("check")
    .description(
      "try everything that may happen, in every order, in a small scope, and look for power that must not be",
    )
    .option("--depth <letters>", "longest words that are tried", wholeNumber(1, 100), DEPTH)
    .option("--deep", "go on, a letter at a time, until interrupted or --minutes are over")
    .option("--minutes <minutes>", "how long it may take", wholeNumber(1, 10_000))
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
A fixture is where it begins, a letter is a thing that may happen: a lease requested, an hour passing, a whole window set.
Where a fixture lacks something, nothing may be granted; where it lacks nothing, a judge of its own, which reads the
entries alone, must agree with every grant. The exit code is 1 when there is a violation; it comes with its commands.

Examples:
  plimsoll kernel check
  plimsoll kernel check --depth 2 --json | tail -1
  plimsoll kernel check --deep --minutes 60`,
    )
    .action(async ({ deep, depth, minutes, json }: CheckFlags) => {
      // No other command needs the fixtures, and each would wait for them.
      const { runCheck } = await import("../kernel-check/run-check.ts");
      const secondsMax =
        minutes === undefined ? (deep === true ? Number.POSITIVE_INFINITY : SECONDS_MAX) : minutes * 60;
      const outcome = await runCheck({ depthMax: deep === true ? Number.POSITIVE_INFINITY : depth, secondsMax });
      if (json === true) checkedAsJson(outcome);
      else checkedAsText(outcome);
      exitWith(outcome.report.violations.length === 0 ? EXIT.done : EXIT.broken);
    });
};

function checkedAsText({ report, seconds }: CheckOutcome): void {
  process.stdout.write(fixtureTable(report));
  process.stdout.write(report.violations.map(violationText).join(""));
  process.stdout.write(summaryText(report, seconds));
}

function checkedAsJson({ report, seconds }: CheckOutcome): void {
  const { fixtures, violations, states, depth, grantsReached } = report;
  for (const fixture of fixtures) printJson({ type: "fixture", ...fixture });
  for (const violation of violations) printJson({ type: "violation", ...violation });
  printJson({
    type: "summary",
    ok: violations.length === 0,
    fixtures: fixtures.length,
    states,
    violations: violations.length,
    depth,
    grantsReached,
    seconds,
  });
}
