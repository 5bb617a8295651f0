import { enableCompileCache } from "node:module";
import { Command, CommanderError } from "commander";
import { checkHelpAsked, spelledOut } from "./asked-help.ts";
import { EXIT } from "./exit-codes.ts";
import { addGroupExamples } from "./group-examples.ts";
import { type Noun, NOUNS } from "./nouns.ts";

const VERSION = "0.1.0";

enableCompileCache();
// Whoever read our output has gone: end as politely as on a Ctrl-C.
process.stdout.on("error", () => process.kill(process.pid, "SIGTERM"));
process.exitCode = await main(process.argv.slice(2));

/** Runs one command; every fault becomes one line with a stable code. */
async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.done;
  try {
    const words = spelledOut(argv);
    const program = await plimsoll(words, (code) => (exitCode = code));
    return (await commandersWord(program, words)) ?? exitCode;
  } catch (fault) {
    const { reportFault } = await import("./output/report-fault.ts");
    return reportFault(fault, isForJson(argv));
  }
}

/** The exit code of a command line that asks for help or is wrong; null once its command is through. */
async function commandersWord(program: Command, argv: readonly string[]): Promise<number | null> {
  try {
    checkHelpAsked(program, argv);
    await program.parseAsync(argv, { from: "user" });
    return null;
  } catch (fault) {
    if (!(fault instanceof CommanderError)) throw fault;
    if (fault.exitCode === 0) return EXIT.done;
    const { reportUsage } = await import("./output/report-usage.ts");
    const { usageText } = await import("./output/usage-text.ts");
    return reportUsage(usageText(fault, program, argv), isForJson(argv));
  }
}

/** What stands behind `--` is a job's, and none of our options. */
function isForJson(argv: readonly string[]): boolean {
  const ours = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  return ours.includes("--json");
}

/** @param argv of a noun that it names only that one's commands are loaded; for the help of the whole nothing is */
async function plimsoll(argv: readonly string[], exitWith: (code: number) => void): Promise<Command> {
  const program = new Command("plimsoll")
    .description("The load line for AI systems: compute only as far as control over the model is measured.")
    .version(VERSION)
    .exitOverride()
    .enablePositionalOptions()
    // Said by us, in one line with a code.
    .configureOutput({ outputError: () => {} })
    .addHelpText(
      "after",
      `
Examples:
  plimsoll demo                                      the main job, live, in under two minutes
  plimsoll init && plimsoll lab accredit acme        make a site and a lab in ./.plimsoll
  plimsoll run --lab acme --tier 1 --checkpoints ckpt --probe "python probe.py" -- python train.py
  plimsoll ledger verify .plimsoll/ledger            check a ledger offline

Exit codes: 0 done or allowed, 1 broken, 2 usage, 3 refused (a refusal is an answer, not a failure).`,
    );
  const asked = nounIn(argv);
  if (asked !== undefined) (await asked.load(argv[1]))(program, exitWith);
  else if (isAboutTheWhole(argv[0])) for (const noun of Object.values(NOUNS)) addNameOf(noun, program);
  else for (const { load } of Object.values(NOUNS)) (await load())(program, exitWith);
  addGroupExamples(program);
  return program;
}

/** The noun that a command line is for. */
function nounIn([word]: readonly string[]): Noun | undefined {
  return word !== undefined && Object.hasOwn(NOUNS, word) ? NOUNS[word] : undefined;
}

/** Help, version, and words that are no noun. An option that is none of ours may stand before a noun: then all is loaded. */
function isAboutTheWhole(word: string | undefined): boolean {
  return word === undefined || !word.startsWith("-") || ["-h", "--help", "-V", "--version"].includes(word);
}

/** The name alone, for the list of commands and for suggestions. What may follow it is text here, and parsed by nobody. */
function addNameOf({ term, summary, isHidden }: Noun, program: Command): void {
  program.command(term, { hidden: isHidden === true }).description(summary);
}
