import { type Command, Option } from "commander";
import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { SEED_MAX } from "../limits.ts";
import { type PolicyArgument, policyArgument } from "../policy/policy-options.ts";
import { PROFILE_NAMES } from "../profile-names.ts";

interface PlayFlags {
  readonly policy: PolicyArgument;
  readonly profile: string;
  readonly seed: number;
  readonly delay: number;
  readonly record?: string;
  readonly replay?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export const addClusterPlay: AddCommand = (cluster) => {
  cluster
    .command("play")
    .description("watch a policy keep one cluster alive, step by step")
    .addOption(
      new Option("--policy <name|file>", "who acts")
        .argParser((text) => policyArgument(text))
        .default(policyArgument("h1"), "h1"),
    )
    .addOption(new Option("--profile <name>", "the world").choices(PROFILE_NAMES).default("classic"))
    .option("--seed <n>", "seed of the episode", wholeNumber(0, SEED_MAX), 0)
    .option("--delay <ms>", "time between two frames of a terminal", wholeNumber(0, 60_000), 80)
    .option("--record <file>", "keep the episode as a replay file")
    .option("--replay <file>", "play a replay file again, and check that it ends as it did")
    .option("--force", "replace another file of the name that --record gives")
    .option("--json", "JSON lines on standard output, one a step")
    .addHelpText(
      "after",
      `
Each cell shows CPU and memory in percent and its priority by dots: one low, three critical. The agent's cell is in brackets; ^ is hot,
! is near its end. Where the output is no terminal, frames follow one another without a pause.

Examples:
  plimsoll lab cluster play
  plimsoll lab cluster play --policy never-act --profile hard --seed 3
  plimsoll lab cluster play --policy policy.json --profile hard --record episode.replay
  plimsoll lab cluster play --replay episode.replay --json | tail -1`,
    )
    .action(async ({ replay, ...flags }: PlayFlags, command: Command) => {
      const [{ playEpisode }, { playRecorded }] = await Promise.all([
        import("./play.ts"),
        import("./play-recorded.ts"),
      ]);
      const given = ["policy", "profile", "seed", "record"].find(
        (name) => command.getOptionValueSource(name) === "cli",
      );
      if (replay === undefined) return playEpisode(flags);
      if (given !== undefined)
        command.error(`error: --replay brings its own ${given}; leave --${given} out`, { exitCode: 2 });
      playRecorded(replay, flags);
    });
};
