import { type Command, InvalidArgumentError, Option } from "commander";
import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { SEED_MAX } from "../limits.ts";
import { PROFILE_NAMES } from "../profile-names.ts";
import type { TrainFlags } from "./train.ts";

export const addClusterTrain: AddCommand = (cluster) => {
  withLearnerOptions(
    cluster
      .command("train")
      .description("learn a policy by proximal policy optimisation, here, without any other package")
      .addOption(new Option("--profile <name>", "the world to learn in").choices(PROFILE_NAMES).default("hard"))
      .option("--steps <n>", "steps of single environments, in whole updates", wholeNumber(1, 1e12), 16_000_000)
      .option("--seed <n>", "seed of weights, episodes and draws", wholeNumber(0, SEED_MAX), 1)
      .option("--no-memory", "learn from the 30 numbers alone, not from what was seen of the whole grid"),
  )
    .option("--out <file>", "the policy, for --policy of the other commands", "policy.json")
    .option("--onnx <file>", "the policy as an ONNX model besides")
    .option("--log <file>", "one line of CSV an update, and the learning curve beside it as .svg")
    .option("--state <file>", "where the training can go on from; default: beside the policy, .state.json")
    .option("--checkpoint-every <updates>", "how often the state is written", wholeNumber(1), 50)
    .option("--resume <file>", "go on from a state; what is learnt and how is then as it says")
    .option("--force", "replace other files of those names; what a resumed training left is replaced anyway")
    .option("--json", "JSON lines on standard output, one an update")
    .addHelpText(
      "after",
      `
The same options give the same policy, bit for bit, on any machine. Ctrl-C ends early and keeps a valid policy and the state.

Examples:
  plimsoll lab cluster train
  plimsoll lab cluster train --profile classic --no-memory --steps 1000000 --out classic.json --log classic.csv
  plimsoll lab cluster train --resume policy.state.json
  plimsoll lab cluster evaluate --policy calibrated --policy policy.json`,
    )
    .action(async (flags: TrainFlags, command: Command) => {
      const { train } = await import("./train.ts");
      await train(flags, (name) => command.getOptionValueSource(name) === "cli");
    });
};

/** Chosen for ClusterTensor by measurement; the learner's own defaults are for anything. */
const withLearnerOptions = (command: Command): Command =>
  command
    .option("--environments <n>", "clusters that are learnt from side by side", wholeNumber(4, 65_536), 1_024)
    .option("--rollout <steps>", "steps of each between two updates", wholeNumber(1, 65_536), 64)
    .option("--epochs <n>", "times that a roll-out is learnt from", wholeNumber(1, 1_000), 4)
    .option("--minibatches <n>", "parts that it is dealt into", wholeNumber(1, 65_536), 16)
    .option("--hidden <sizes>", "neurons of each hidden layer", sizes, [64, 64])
    .addOption(
      new Option("--trunk <kind>", "whether actor and critic share their layers")
        .choices(["shared", "separate"])
        .default("shared"),
    )
    .option("--learning-rate <rate>", "of Adam, at the beginning", numberFrom(0, 10), 1.5e-3)
    .option("--no-anneal", "keep the learning rate instead of taking it to 0 in a straight line")
    .option("--discount <share>", "worth of the next step's reward", numberFrom(0, 1), 0.997)
    .option("--gae-lambda <share>", "λ of generalised advantage estimation", numberFrom(0, 1), 0.95)
    .option("--clip <share>", "how far a probability's ratio may leave 1", numberFrom(0, 10), 0.2)
    .option("--entropy-weight <weight>", "worth of an undecided policy", numberFrom(0, 1e6), 0.001)
    .option("--reward-scale <factor>", "on rewards before they are learnt from", numberFrom(1e-9, 1e9), 0.1);

const numberFrom =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== "" && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`expected a number from ${least} to ${most}.`);
  };

const LAYERS_MAX = 8;

function sizes(text: string): readonly number[] {
  const layers = text.split(",").map(Number);
  if (layers.length <= LAYERS_MAX && layers.every((size) => Number.isInteger(size) && size >= 1 && size <= 4_096))
    return layers;
  throw new InvalidArgumentError(
    `expected at most ${LAYERS_MAX} whole numbers with commas between them, such as 64,64.`,
  );
}
