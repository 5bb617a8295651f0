import { refuseNoFileAt, writeOutputs } from "../../cluster-tools/output/output-files.ts";
import { gardenerPlot } from "./gardener-plot.ts";
import { readGardenerCsv } from "./read-csv.ts";

export interface PlotPlan {
  readonly csv: string;
  readonly out: string;
  readonly title: string;
  readonly force: boolean;
}

/** Draws a CSV; how many generations it has. Throws `GARDENER_CSV_MALFORMED`, `FILE_NOT_FOUND`, `FILE_EXISTS`. */
export function plotCsv({ csv, out, title, force }: PlotPlan): number {
  refuseNoFileAt(out);
  const series = readGardenerCsv(csv);
  writeOutputs([{ path: out, content: gardenerPlot(title, series) }], force);
  return series.verdict.length;
}
