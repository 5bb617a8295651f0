import { Option } from "commander";
import { explainOutcome, LEARNERS, type LearnerName, STORY_INTERVAL, tellStory, type Told } from "@plimsoll/demo";
import type { AddCommand } from "../add-command.ts";
import { inheritedEnvironment } from "../environment.ts";
import { EXIT } from "../exit-codes.ts";
import { interruption } from "../interruption.ts";
import { printJson } from "../output/print-json.ts";
import { wholeNumber } from "../output/parse-options.ts";
import { storyJson } from "../output/story-json.ts";
import { storyView } from "../output/story-view.ts";
import { selfCommand } from "../self-command.ts";

interface DemoOptions {
  readonly seed: number;
  readonly learner: LearnerName;
  readonly control?: boolean;
  readonly interval: number;
  readonly data: string;
  readonly actuator: "auto" | "cgroup" | "signals";
  readonly live?: number;
  readonly json?: boolean;
}

export const addDemo: AddCommand = (program, exitWith) => {
  program
    .command("demo")
    .description("the main job: a learner whose obedience wears down, and the power that follows it down")
    .option("--seed <n>", "seed of all chance", wholeNumber(0, 2 ** 32 - 1), 7)
    .addOption(
      new Option("--learner <name>", "who sets the learning rate: plain: nobody, it is constant; prophet: Prophet")
        .choices(LEARNERS)
        .default("plain"),
    )
    .option("--control", "the fine-tune that keeps obedience in its objective, and its full power")
    .option("--interval <n>", "updates of the policy between two looks at it", wholeNumber(1, 1000), STORY_INTERVAL)
    .option("--data <dir>", "data folder", ".plimsoll")
    .addOption(
      new Option("--actuator <kind>", "how power is enforced").choices(["auto", "cgroup", "signals"]).default("auto"),
    )
    .option("--live <port>", "show the story on a page of this machine while it goes on", wholeNumber(1, 65_535))
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
A finished telling is kept; the same command again makes a new one beside it. An interrupted one is gone on with.

Examples:
  plimsoll demo
  plimsoll demo --control
  plimsoll demo --learner prophet    the rate follows the governor's advice, too
  plimsoll demo --interval 300       look rarely, and find control gone: the kill
  plimsoll demo --seed 3 --json | tail -1`,
    )
    .action(async ({ seed, learner, control, interval, data, actuator, live, json }: DemoOptions) => {
      const story = { seed, learner, control: control ?? false, interval };
      const view = json === true ? storyJson() : storyView(story);
      const told = await tellStory({
        story,
        data,
        selfCommand,
        environment: inheritedEnvironment(),
        actuator,
        signal: interruption(),
        livePort: live ?? null,
        onBegin: (record, directory) => view.begin(record, directory),
      }).finally(() => view.end());
      if (json === true) printJson(told.summary);
      else process.stdout.write(farewell(told));
      exitWith(told.summary.outcome === "interrupted" || !told.summary.ledger.verified ? EXIT.broken : EXIT.done);
    });
};

const farewell = ({ summary, record, directory, verification }: Told): string => `
${explainOutcome(summary, record)}

  report   ${directory}/report.html
  ledger   ${summary.ledger.entries} entries, ${summary.ledger.verified ? "verified by the separate verifier" : "NOT VERIFIED"}

Check it yourself:
${verification.map((command) => `  ${command}`).join("\n")}
`;
