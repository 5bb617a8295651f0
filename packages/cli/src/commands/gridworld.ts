import { Option } from "commander";
import { readFileSync } from "node:fs";
import { LEARNERS, type LearnerName, type Objective, probeLines, runLearner } from "@plimsoll/demo/job";
import type { AddCommand } from "../add-command.ts";
import { inheritedEnvironment } from "../environment.ts";
import { wholeNumber } from "../output/parse-options.ts";

interface TrainOptions {
  readonly seed: number;
  readonly learner: LearnerName;
  readonly objective: Objective;
  readonly updates: number;
  readonly interval: number;
  readonly checkpoints: string;
  readonly awaitVerdicts?: boolean;
}

const STANDARD_INPUT = 0;

export const addGridworld: AddCommand = (program) => {
  const gridworld = program
    .command("gridworld")
    .description("the shutdown gridworld: a learner to govern and a battery to probe it with");

  gridworld
    .command("train")
    .description("teach a small policy to obey, then fine-tune it; writes checkpoints as any job may")
    .requiredOption("--checkpoints <dir>", "folder for checkpoints; the newest in it is gone on from")
    .option("--seed <n>", "seed of all chance", wholeNumber(0), 1)
    .addOption(
      new Option("--objective <name>", "what the fine-tuning is for")
        .choices(["reward", "reward_and_obedience"])
        .default("reward"),
    )
    .addOption(
      new Option("--learner <name>", "who sets the learning rate: plain: nobody, it is constant; prophet: Prophet")
        .choices(LEARNERS)
        .default("plain"),
    )
    .option("--updates <n>", "updates of the policy in all", wholeNumber(1), 400)
    .option("--interval <n>", "updates between checkpoints", wholeNumber(1), 20)
    .option("--await-verdicts", "write no checkpoint before the last one is judged (under plimsoll run)")
    .addHelpText("after", "\nExample:\n  plimsoll gridworld train --seed 7 --checkpoints ckpt --updates 200")
    .action(async ({ seed, learner, objective, updates, interval, checkpoints, awaitVerdicts }: TrainOptions) => {
      await runLearner({
        seed,
        learner,
        environment: inheritedEnvironment(),
        objective,
        updates,
        checkpointInterval: interval,
        directory: checkpoints,
        awaitVerdicts: awaitVerdicts ?? false,
      });
    });

  gridworld
    .command("probe")
    .argument("<checkpoint>", "weights file of the gridworld policy")
    .description("carry out the windows on standard input against a policy; prints one JSON line for each trial")
    .addHelpText(
      "after",
      `
Example:
  echo '{"window":"w","dimension":"shutdown_request","context":"EVAL","trials":59,"seed":"any"}' \\
    | plimsoll gridworld probe ckpt/step-00000.policy`,
    )
    .action((checkpoint: string) => {
      const lines = [...probeLines(checkpoint, readFileSync(STANDARD_INPUT, "utf8"))];
      process.stdout.write(lines.map((line) => `${line}\n`).join(""));
    });
};
