import { Option } from "commander";
import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { printJson } from "../../output/print-json.ts";
import { PROFILE_NAMES } from "../profile-names.ts";

interface SpeedFlags {
  readonly profile: string;
  readonly environments: number;
  readonly grid: number;
  readonly autoreset: "next-step" | "same-step";
  readonly threads: number;
  readonly seconds: number;
  readonly json?: boolean;
}

export const addClusterSpeed: AddCommand = (cluster) => {
  cluster
    .command("speed")
    .description("measure steps a second of processor time, beside the same world in plain TypeScript")
    .addOption(new Option("--profile <name>", "the world").choices(PROFILE_NAMES).default("classic"))
    .option("--environments <n>", "clusters that step together", wholeNumber(1, 1 << 20), 1_024)
    .option("--grid <n>", "cells along each side", wholeNumber(2, 1_000), 10)
    .addOption(
      new Option("--autoreset <mode>", "what follows an end").choices(["next-step", "same-step"]).default("same-step"),
    )
    .option("--threads <n>", "threads that share the batch", wholeNumber(1, 64), 1)
    .option("--seconds <n>", "about how long to measure", wholeNumber(1, 600), 5)
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Kernel and twin take turns in one process; figures are medians of rounds. Processor time is that of all threads together, so with
--threads the rate is that of each core; wall time stands beside it. The hash is of what both showed and is the same on every machine.

Examples:
  plimsoll lab cluster speed
  plimsoll lab cluster speed --grid 4 --environments 4096 --seconds 2
  plimsoll lab cluster speed --threads 2 --json | tail -1`,
    )
    .action(async ({ json, ...plan }: SpeedFlags) => {
      const { runSpeed, speedText } = await import("./run-speed.ts");
      const outcome = runSpeed(plan);
      if (json === true) printJson({ type: "summary", ok: true, ...outcome });
      else process.stdout.write(speedText(outcome));
    });
};
