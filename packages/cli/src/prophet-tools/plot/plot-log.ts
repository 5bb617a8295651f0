import { existsSync, realpathSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
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
  refuseOntoItself(log, out);
  const curves = readLog(log);
  writeOutputs([{ path: out, content: prophetPlot(title, curves) }], force);
  return curves;
}

/** A drawing in the place of the log would be the end of the log, `--force` or not. */
function refuseOntoItself(log: string, out: string): void {
  if (!existsSync(log) || !existsSync(out) || realpathSync(log) !== realpathSync(out)) return;
  throw new PlimsollError({
    code: "FILE_EXISTS",
    expected: "another file than the log for its drawing",
    received: out,
    fix: "name the drawing with --out FILE.svg",
  });
}
