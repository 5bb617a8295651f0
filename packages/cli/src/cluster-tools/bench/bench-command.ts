import { Option } from "commander";
import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { printJson } from "../../output/print-json.ts";
import { EPISODES_MAX, SEED_MAX, UNSEEN_SEED } from "../limits.ts";
import { type PolicyArgument, policyArguments } from "../policy/policy-options.ts";
import { PROFILE_NAMES } from "../profile-names.ts";

interface BenchFlags {
  readonly profile: string;
  readonly episodes: number;
  readonly seed?: number;
  readonly policy: readonly PolicyArgument[];
  readonly resamples: number;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export const addClusterBench: AddCommand = (cluster) => {
  cluster
    .command("bench")
    .description("the seed's benchmark in the seed's format, then every policy with what can be said of it")
    .addOption(new Option("--profile <name>", "the world").choices(PROFILE_NAMES).default("classic"))
    .option("--episodes <n>", "episodes of every policy, on the same seeds", wholeNumber(2, EPISODES_MAX), 50)
    .option(
      "--seed <n>",
      `first seed; the others follow it (default: 0; ${UNSEEN_SEED} where a learned policy plays, whose training met smaller ones)`,
      wholeNumber(0, SEED_MAX),
    )
    .option(
      "--policy <name|file>",
      "another policy besides the heuristics, also as name=file (repeatable)",
      policyArguments,
      [],
    )
    .option("--resamples <n>", "bootstrap resamples", wholeNumber(100, 1_000_000), 10_000)
    .option("--out <dir>", "folder for report.md, report.json and plots")
    .option("--force", "replace other files of those names in the folder")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
oom_rate and crit_rate are counts of cells in an episode, as the seed has them, so they can be above 1; the table shows the share of
episodes beside. σ is divided by n. IQM is the mean of the middle half. The heuristic of the seed's lines is H1.

Examples:
  plimsoll lab cluster bench
  plimsoll lab cluster bench --episodes 1000 --out bench
  plimsoll lab cluster bench --profile hard --policy policy.json --json | tail -1`,
    )
    .action(bench);
};

async function bench({ policy, out, force, json, ...flags }: BenchFlags): Promise<void> {
  const [{ runBench }, { refuseOlderReport }] = await Promise.all([
    import("./run-bench.ts"),
    import("../report-identity.ts"),
  ]);
  const outcome = await runBench({ ...flags, policies: policy }, (identity) => {
    if (out !== undefined) refuseOlderReport(out, identity, force === true);
  });
  if (out !== undefined) {
    const [{ benchFiles }, { writeOutputs }] = await Promise.all([
      import("./bench-files.ts"),
      import("../output/output-files.ts"),
    ]);
    writeOutputs(benchFiles(out, outcome), force === true);
  }
  if (json === true) for (const line of (await import("./bench-json.ts")).benchLines(outcome)) printJson(line);
  else process.stdout.write((await import("./bench-text.ts")).benchText(outcome));
}
