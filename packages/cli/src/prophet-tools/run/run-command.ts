import { Option } from "commander";
import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { rateFlag, type RunFlags, streamFlag } from "./run-flags.ts";

const PORT_MAX = 65_535;
const STEPS_MAX = 1_000_000_000;

export const addProphetRun: AddCommand = (prophet) => {
  prophet
    .command("run")
    .description("train, foresee, keep everything: with metrics, health, checkpoints and a log")
    .addOption(
      new Option("--profile <name>", "what to start from (default: classic)").choices(["classic", "foresight"]),
    )
    .option("--steps <n>", "steps of the run (default: the profile's, or the rows of a CSV)", wholeNumber(1, STEPS_MAX))
    .option("--seed <n>", "the same settings and seed give the same bits (default: 42)", wholeNumber(0))
    .option("--config <file>", "YAML or JSON: profile, training, run, data")
    .option(
      "--stream <stream>",
      "what to learn: classic, drifting or csv:FILE:COLUMN (default: the profile's)",
      streamFlag,
    )
    .option("--batch-size <n>", "rows of a batch", wholeNumber(1, 65_536))
    .option("--rate <rate>", "base learning rate, or SCHEDULE:RATE with fixed, boost or damp", rateFlag)
    .option("--no-kernel", "plain mean squared error instead of the regularised loss")
    .option("--no-monitor", "no metrics and no health")
    .option("--metrics-port <n>", "0 takes a free one (default: 8000)", wholeNumber(0, PORT_MAX))
    .option("--health-port <n>", "0 takes a free one (default: 8080)", wholeNumber(0, PORT_MAX))
    .option("--live <port>", "a page with plots while it runs; 0 takes a free port", wholeNumber(0, PORT_MAX))
    .option("--checkpoints <dir>", "where checkpoints go (default: prophet-runs/NNN, the next free number)")
    .option("--checkpoint-interval <n>", "steps between two of them (default: 500)", wholeNumber(1, STEPS_MAX))
    .option("--resume", "go on from the newest whole checkpoint, bit for bit")
    .option("--log <file>", "one line a step: JSON lines, or CSV where the name ends in .csv")
    .option("--no-baselines", "spare the runs at fixed rates; bestFixed is then null")
    .option("--json", "JSON lines on standard output; the last one is the summary")
    .addHelpText(
      "after",
      `
Settings: defaults < --config (or PROPHET_CONFIG) < environment (PLIMSOLL_SEED or PROPHET_SEED, PROPHET_BASE_LR,
METRICS_PORT, HEALTH_PORT) < flags. An unknown field of a configuration is an error, with its line.

finalError is the mean squared error over all steps of the run, each step predicted before it is learnt from. Its baselines
are the same measure: zero (predict 0), repeatLast (predict the value before), bestFixed (the same training at nine fixed
rates from 0.0001 to 1, the best of them). riskAuroc holds the foretold risk of each step against spikes in the ten after it.

SIGINT and SIGTERM end a run after the step that it is in, with a last checkpoint; kill -9 loses nothing that --resume
does not do again.

Examples:
  plimsoll lab prophet run --steps 2000 --seed 42
  plimsoll lab prophet run --profile foresight --live 8090 --log run.jsonl
  plimsoll lab prophet run --profile foresight --stream csv:load.csv:value --checkpoints load
  plimsoll lab prophet run --profile foresight --stream csv:load.csv:value --checkpoints load --resume
  plimsoll lab prophet run --no-kernel --rate fixed:0.01 --no-monitor --json | tail -1`,
    )
    .action(async (flags: RunFlags) => {
      const { run } = await import("./run.ts");
      await run(flags);
    });
};
