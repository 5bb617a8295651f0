import type { AddCommand } from "../../add-command.ts";
import { printJson } from "../../output/print-json.ts";

interface PlotFlags {
  readonly out?: string;
  readonly title?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export const addGardenerPlot: AddCommand = (gardener) => {
  gardener
    .command("plot")
    .argument("<file.csv>", "a CSV of `lab gardener run`")
    .description("draw a run's CSV as SVG: entropy, population, energy, risk and flow on bands of the verdict")
    .option("--out <file>", "the drawing (default: the CSV's name with .svg)")
    .option("--title <text>", "its title (default: the CSV's name)")
    .option("--force", "replace a file of that name")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll lab gardener plot resonetics_data.csv --out run.svg")
    .action(async (csv: string, { out = `${csv.replace(/\.csv$/u, "")}.svg`, title = csv, force, json }: PlotFlags) => {
      const { plotCsv } = await import("./plot-csv.ts");
      const generations = plotCsv({ csv, out, title, force: force === true });
      if (json === true) printJson({ type: "summary", ok: true, generations, csv, plot: out });
      else process.stdout.write(`drew ${generations} generations into ${out}\n`);
    });
};
