import { enableCompileCache } from "node:module";
import { Command, CommanderError } from "commander";
import { addDemo } from "./commands/demo.ts";
import { addEvidence } from "./commands/evidence.ts";
import { addGridworld } from "./commands/gridworld.ts";
import { addInit } from "./commands/init.ts";
import { addKernel } from "./commands/kernel.ts";
import { addLab } from "./commands/lab.ts";
import { addLedger } from "./commands/ledger.ts";
import { addPolicy } from "./commands/policy.ts";
import { addRun } from "./commands/run.ts";
import { addWarden } from "./commands/warden.ts";
import { EXIT } from "./exit-codes.ts";
import { reportFault } from "./output/report-fault.ts";

const VERSION = "0.1.0";

enableCompileCache();
// Whoever read our output has gone: end as politely as on a Ctrl-C.
process.stdout.on("error", () => process.kill(process.pid, "SIGTERM"));
process.exitCode = await main(process.argv.slice(2));

/** Runs one command; every fault becomes one line with a stable code. */
async function main(argv: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = plimsoll((code) => (exitCode = code));
  try {
    await program.parseAsync(argv, { from: "user" });
    return exitCode;
  } catch (fault) {
    if (fault instanceof CommanderError) return fault.exitCode === 0 ? EXIT.done : EXIT.usage;
    return reportFault(fault, argv.includes("--json"));
  }
}

function plimsoll(exitWith: (code: number) => void): Command {
  const program = new Command("plimsoll")
    .description("The load line for AI systems: compute only as far as control over the model is measured.")
    .version(VERSION)
    .exitOverride()
    .enablePositionalOptions()
    .showHelpAfterError("(see --help)")
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
  for (const add of [
    addDemo,
    addInit,
    addLab,
    addRun,
    addLedger,
    addKernel,
    addPolicy,
    addEvidence,
    addGridworld,
    addWarden,
  ])
    add(program, exitWith);
  return program;
}
