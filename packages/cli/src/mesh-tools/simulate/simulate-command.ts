import { Option } from "commander";
import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { PROFILES } from "./profiles.ts";
import type { SimulateFlags } from "./simulate.ts";

export const addMeshSimulate: AddCommand = (mesh, exitWith) => {
  mesh
    .command("simulate")
    .description("a whole mesh in virtual time: the same settings and seed give the same run, to the last digit")
    .option("--nodes <n>", "nodes (default: the profile's)", wholeNumber(2, 1000))
    .option("--survivors <k>", "how many nodes are to be enough, or a share (default: the profile's)")
    .option("--seed <s>", "of everything that is left to chance", wholeNumber(0), 1)
    .addOption(new Option("--profile <name>", "what goes wrong").choices(PROFILES).default("slow-fast"))
    .option("--minutes <m>", "virtual minutes of work and trouble (default: the profile's)", wholeNumber(1, 10_000))
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText(
      "after",
      `
Profiles: slow-fast (some nodes think for 45 s, the others for 2), partition (cuts, loss, wrong clocks, liars), blast (all
but the survivors die with their disks), churn (nodes come, go and fall back). Exit code 1 when anything was lost, overdrawn
or uneven at the end.

Examples:
  plimsoll mesh simulate --nodes 20 --minutes 1
  plimsoll mesh simulate --profile partition --seed 7 --json | tail -1
  plimsoll mesh simulate --profile blast --nodes 100 --survivors 1%`,
    )
    .action(async (flags: SimulateFlags) => {
      const { simulate } = await import("./simulate.ts");
      exitWith(simulate(flags));
    });
};
