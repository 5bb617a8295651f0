import { refuseNoFileAt, writeOutputs } from "../../cluster-tools/output/output-files.ts";
import { prophetPlot } from "./prophet-plot.ts";
import { readLog } from "./read-log.ts";
import type { RunCurves } from "./run-curves.ts";

export interface PlotPlan {
  readonly log: string;
  readonly out: string;
  readonly title: string;
  readonly force: boolean;
}

/** Draws a log; what it was. Throws `PROPHET_LOG`, `FILE_NOT_FOUND`, `FILE_EXISTS`. */
export function plotLog({ log, out, title, force }: PlotPlan): RunCurves {
  refuseNoFileAt(out);
  const curves = readLog(log);
  writeOutputs([{ path: out, content: prophetPlot(title, curves) }], force);
  return curves;
}
