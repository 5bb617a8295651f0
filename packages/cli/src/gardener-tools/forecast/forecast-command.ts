import type { AddCommand } from "../../add-command.ts";
import { wholeNumber } from "../../output/parse-options.ts";
import { printJson } from "../../output/print-json.ts";

interface ForecastFlags {
  readonly runs: number;
  readonly seed: number;
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export const addGardenerForecast: AddCommand = (gardener) => {
  gardener
    .command("forecast")
    .description(
      "how well collapse is foreseen at 50, 70 and 90 % of the way: classic risk, early warning, our hazard model",
    )
    .option(
      "--runs <n>",
      "runs of each of seven worlds to test on; as many others teach the model",
      wholeNumber(8, 1_000),
      16,
    )
    .option("--seed <n>", "all runs follow from it", wholeNumber(0, 1_000_000), 8)
    .option("--out <dir>", "folder for forecast.json and forecast.svg")
    .option("--force", "replace files of those names in the folder")
    .option("--json", "JSON lines on standard output")
    .addHelpText(
      "after",
      `
Collapse is dirt beyond 90 % of what the field holds. Runs that live are looked at when runs of their world that collapse are. "world
unseen" is the model taught on the other six worlds only, "own world" on that world only; neither ever saw a run it is tested on.

Examples:
  plimsoll lab gardener forecast
  plimsoll lab gardener forecast --runs 64 --out forecast`,
    )
    .action(async ({ runs, json, ...flags }: ForecastFlags) => {
      const { forecastCollapse } = await import("./forecast-collapse.ts");
      const study = await forecastCollapse({ runsPerWorld: runs, ...flags });
      const { forecastLines, forecastText } = await import("./forecast-text.ts");
      if (json === true) for (const line of forecastLines(study)) printJson(line);
      else process.stdout.write(forecastText(study));
    });
};
