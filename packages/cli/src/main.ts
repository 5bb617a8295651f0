import { enableCompileCache } from "node:module";
import { Command, CommanderError } from "commander";
import { EXIT } from "./exit-codes.ts";
import { NOUNS } from "./nouns.ts";

const VERSION = "0.1.0";

enableCompileCache();
// Whoever read our output has gone: end as politely as on a Ctrl-C.
process.stdout.on("error", () => process.kill(process.pid, "SIGTERM"));
process.exitCode = await main(process.argv.slice(2));

/** Runs one command; every fault becomes one line with a stable code. */
async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.done;
  try {
    const program = await plimsoll(argv[0], (code) => (exitCode = code));
    return (await commandersWord(program, argv)) ?? exitCode;
  } catch (fault) {
    const { reportFault } = await import("./output/report-fault.ts");
    return reportFault(fault, isForJson(argv));
  }
}

/** The exit code of a command line that asks for help or is wrong; null once its command is through. */
async function commandersWord(program: Command, argv: readonly string[]): Promise<number | null> {
  try {
    await program.parseAsync(argv, { from: "user" });
    return null;
  } catch (fault) {
    if (!(fault instanceof CommanderError)) throw fault;
    if (fault.exitCode === 0) return EXIT.done;
    const { reportUsage } = await import("./output/report-fault.ts");
    const { usageText } = await import("./output/usage-text.ts");
    return reportUsage(usageText(fault, program, argv), isForJson(argv));
  }
}

/** What stands behind `--` is a job's, and none of our options. */
function isForJson(argv: readonly string[]): boolean {
  const ours = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  return ours.includes("--json");
}

/** @param noun the first word: of a known one only its own commands are loaded, else all, for the help and its suggestions */
async function plimsoll(noun: string | undefined, exitWith: (code: number) => void): Promise<Command> {
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
  const asked = noun !== undefined && Object.hasOwn(NOUNS, noun) ? NOUNS[noun] : undefined;
  const loads = asked === undefined ? (isVersion(noun) ? [] : Object.values(NOUNS)) : [asked];
  for (const load of loads) (await load())(program, exitWith);
  return program;
}

function isVersion(word: string | undefined): boolean {
  return word === "-V" || word === "--version";
}
