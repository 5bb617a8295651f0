import { Option } from "commander";
import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { printJson } from "../../output/print-json.ts";
import { SPECIES_NAMES, type SpeciesName } from "./species-names.ts";

interface EvolveFlags {
  readonly species: SpeciesName;
  readonly seed: number;
  readonly rounds?: number;
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export const addGardenerEvolve: AddCommand = (gardener) => {
  gardener
    .command("evolve")
    .description("breed agents for the classic world, and write them for `lab gardener run --agents FILE`")
    .addOption(
      new Option("--species <name>", "weighted sums, or the original's network")
        .choices(SPECIES_NAMES)
        .default("linear"),
    )
    .option("--seed <n>", "the same seed breeds the same agents", wholeNumber(0), 1)
    .option("--rounds <n>", "stop after so many rounds (default: all)", wholeNumber(1, 1_000))
    .option("--out <file>", "the agents", "agents.json")
    .option("--force", "replace a file of that name")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
A score is the mean dirt of an agent's trials, 0 to 1: the lower the better. Trials get longer and fairer from stage to stage, so scores
of different stages do not compare. Ctrl-C keeps the best so far.

Example:
  plimsoll lab gardener evolve --rounds 12 --out agents.json
  plimsoll lab gardener run --agents agents.json`,
    )
    .action(async ({ json, ...plan }: EvolveFlags) => {
      const { evolveAgents } = await import("./evolve-agents.ts");
      const { rounds, score, interrupted } = await evolveAgents(plan, (round) => {
        if (json === true) printJson({ type: "round", ...round });
      });
      const { out, species, seed } = plan;
      if (json === true)
        printJson({ type: "summary", ok: true, species, seed, rounds, score, interrupted, agents: out });
      else process.stdout.write(`bred ${rounds} rounds, mean dirt ${score.toFixed(4)}; wrote ${out}\n`);
    });
};
