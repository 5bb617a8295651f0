import type { AddCommand } from "../../add-command.ts";
import { printJson } from "../../output/print-json.ts";

interface PlotFlags {
  readonly out?: string;
  readonly title?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export const addProphetPlot: AddCommand = (prophet) => {
  prophet
    .command("plot")
    .argument("<log>", "a log of `lab prophet run`, JSON lines or CSV")
    .description("draw a run's log as SVG: error, loss, rate, risk and flow, with modes and rewinds")
    .option("--out <file>", "the drawing (default: the log's name with .svg)")
    .option("--title <text>", "its title (default: the log's name)")
    .option("--force", "replace a file of that name")
    .option("--json", "JSON lines on standard output")
    .addHelpText("after", "\nExample:\n  plimsoll lab prophet plot run.jsonl --out run.svg")
    .action(async (log: string, flags: PlotFlags) => {
      const { out = `${log.replace(/\.(csv|jsonl)$/u, "")}.svg`, title = log, force, json } = flags;
      const { plotLog } = await import("./plot-log.ts");
      const { steps, spikes, rewindCount: rewinds } = plotLog({ log, out, title, force: force === true });
      if (json === true) printJson({ type: "summary", ok: true, steps, spikes, rewinds, log, plot: out });
      else process.stdout.write(`drew ${steps} steps, ${spikes} spikes and ${rewinds} rewinds into ${out}\n`);
    });
};
