import { Option } from "commander";
import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { printJson } from "../../output/print-json.ts";
import { figureText } from "../figure-text.ts";
import { EPISODES_MAX, SEED_MAX } from "../limits.ts";
import type { CalibratedFile } from "../policy/calibrated-file.ts";
import { PROFILE_NAMES } from "../profile-names.ts";

interface CalibrateFlags {
  readonly profile: string;
  readonly budget: number;
  readonly seed: number;
  readonly heldOut: number;
  readonly out: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** What the search needs for its rounds. */
const BUDGET_MIN = 256;

export const addClusterCalibrate: AddCommand = (cluster) => {
  cluster
    .command("calibrate")
    .description("tune the calibrated heuristic by search on a stated budget of episodes: what a learner has to beat")
    .addOption(new Option("--profile <name>", "the world").choices(PROFILE_NAMES).default("hard"))
    .option("--budget <episodes>", "episodes that the search may play", wholeNumber(BUDGET_MIN, EPISODES_MAX), 20_000)
    .option("--seed <n>", "seed of the search", wholeNumber(0, SEED_MAX), 1)
    .option("--held-out <episodes>", "episodes on which the result is measured", wholeNumber(2, EPISODES_MAX), 512)
    .option("--out <file>", "the tuned heuristic, for --policy of the other commands", "heuristic.json")
    .option("--force", "replace another file of that name")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
The mean in the file is of episodes that the search never met. The same profile, budget and seed give the same file.

Examples:
  plimsoll lab cluster calibrate
  plimsoll lab cluster calibrate --profile bursty --budget 4000 --out bursty.json
  plimsoll lab cluster bench --profile hard --policy tuned=heuristic.json`,
    )
    .action(async ({ out, force, json, ...plan }: CalibrateFlags) => {
      const [{ isOfPlan, runCalibrate }, { writeOutputs, refuseOutputsInTheWay }, { jsonText }] = await Promise.all([
        import("./run-calibrate.ts"),
        import("../output/output-files.ts"),
        import("../output/json-text.ts"),
      ]);
      refuseOutputsInTheWay([out], force === true || isOfPlan(out, plan));
      const file = runCalibrate(plan);
      writeOutputs([{ path: out, content: jsonText(file) }], force === true);
      if (json === true) printJson({ type: "summary", ok: true, file: out, ...file });
      else process.stdout.write(calibrationText(file, out));
    });
};

function calibrationText(
  { profile, episodesSpent, candidatesTried, parameters, heldOut, digest }: CalibratedFile,
  file: string,
) {
  const { mean, standardError, plainMean, h1Mean, episodes } = heldOut;
  const values = Object.entries(parameters).map(([name, value]) => `  ${name.padEnd(16)} ${figureText(value, 4)}\n`);
  return (
    `${profile}: ${candidatesTried} candidates tried in ${episodesSpent} episodes\n${values.join("")}` +
    `on ${episodes} episodes of its own: ${figureText(mean)} ± ${figureText(standardError)}, ` +
    `untuned ${figureText(plainMean)}, h1 ${figureText(h1Mean)}\n${file} ${digest}\n`
  );
}
