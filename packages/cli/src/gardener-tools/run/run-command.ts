import { Option } from "commander";
import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { printJson } from "../../output/print-json.ts";
import type { RunPlan } from "./run-gardener.ts";

/** What may be asked for on the command line. */
interface RunFlags extends RunPlan {
  readonly json?: boolean;
}

export const addGardenerRun: AddCommand = (gardener) => {
  gardener
    .command("run")
    .description("run the Gardener and write the seed's CSV, with a plot beside it")
    .addOption(new Option("--profile <name>", "the world").choices(["classic", "calibrated"]).default("classic"))
    .option("--agents <name|file>", "random, rule, evolved, or a file of `lab gardener evolve`", "random")
    .option("--generations <n>", "how long", wholeNumber(1, 1_000_000), 2_000)
    .option("--seed <n>", "the same seed gives the same file", wholeNumber(0), 1)
    .option("--side <n>", "cells of a side, a multiple of 4 (default: the profile's)", wholeNumber(8, 512))
    .addOption(
      new Option("--controls <when>", "the Via Negativa layer; auto: where paired runs have proven it")
        .choices(["on", "off", "auto"])
        .default("auto"),
    )
    .option("--no-respawn", "what dies stays dead")
    .option("--out <file>", "the CSV; beside it FILE.json and a plot, FILE with .svg", "resonetics_data.csv")
    .option("--no-plot", "no plot")
    .option("--force", "replace files of those names")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Ctrl-C ends the run within 25 generations; what was written is whole.

The line that begins with GEN is the last generation: POP agents, ENERGY their mean, ENTROPY the dirt of all cells, EMG
emergency moves in it, SAVED moves since the start that saved their agent (profile classic counts each), RISK, FLOW and
the verdict.

Examples:
  plimsoll lab gardener run
  plimsoll lab gardener run --agents rule --seed 7 --out rule.csv
  plimsoll lab gardener run --profile calibrated --agents evolved --no-respawn --json | tail -1`,
    )
    .action(async (flags: RunFlags) => {
      const [{ runGardener }, { hudText }] = await Promise.all([import("./run-gardener.ts"), import("./hud-text.ts")]);
      const outcome = await runGardener(flags);
      if (flags.json === true) printJson(outcome.summary);
      else process.stdout.write(hudText(outcome));
    });
};
