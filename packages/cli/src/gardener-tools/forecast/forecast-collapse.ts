import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  CLASSIC_GARDENER,
  type CollapseStudy,
  collapseStudy,
  forecastPlot,
  kernelArithmetic,
} from "@plimsoll/simulation";
import { jsonText } from "../../cluster-tools/output/json-text.ts";
import { refuseNoFolderAt, refuseOutputsInTheWay, writeOutputs } from "../../cluster-tools/output/output-files.ts";
import { ProgressLine } from "../../output/progress-line.ts";

export interface ForecastPlan {
  readonly runsPerWorld: number;
  readonly seed: number;
  readonly out?: string;
  readonly force?: boolean;
}

/** Plays and judges a study; with `out` its figures, its model and a plot are left there. Throws `FILE_EXISTS`, `FORECASTS`. */
export async function forecastCollapse({ runsPerWorld, seed, out, force }: ForecastPlan): Promise<CollapseStudy> {
  if (out !== undefined) refuseNoFolderAt(out);
  const paths = out === undefined ? [] : [join(out, "forecast.json"), join(out, "forecast.svg")];
  refuseOutputsInTheWay(paths, force === true);
  const study = await played(runsPerWorld, seed);
  const [data, plot] = [jsonText(study), forecastPlot("Collapse of the Gardener foreseen", study.rows)];
  writeOutputs(
    paths.map((path, at) => ({ path, content: at === 0 ? data : plot })),
    force === true,
  );
  return study;
}

async function played(runsPerWorld: number, seed: number): Promise<CollapseStudy> {
  using line = new ProgressLine();
  const study = collapseStudy({ runsPerWorld, seed }, kernelArithmetic(CLASSIC_GARDENER.side));
  for (;;) {
    const turn = study.next();
    if (turn.done === true) return turn.value;
    line.show(`${turn.value.done} of ${turn.value.of} runs`);
    await nextTurn();
  }
}
