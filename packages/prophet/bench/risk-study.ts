/**
 * How well a spike is foreseen 1, 5, 10 and 20 steps ahead, by our models and by what there is without them, on runs that nothing was fitted on
 * and on a kind of task that nothing was fitted on. Some minutes.
 *
 * Run: node --conditions=@plimsoll/source packages/prophet/bench/risk-study.ts [--json] [--write] [--trial]. `--write` puts page and drawings into
 * docs/reference; a trial is small, and no figure.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Interval } from "@plimsoll/simulation";
import { LEAD, LEADS, type Lead } from "../src/risk/model/risk-model.ts";
import { calibratedAt, FORECASTERS, OURS, rawOf, Z_SCORE } from "./risk-forecasters.ts";
import { leftOut } from "./risk-left-out.ts";
import { riskPage, type Study, type StudyRow } from "./risk-page.ts";
import { reliabilityDrawing, rocDrawing } from "./risk-drawings.ts";
import { FAMILIES, type Family, recordedRun, type RecordedRun, SEEDS } from "./risk-runs.ts";
import { samplesOf } from "./risk-samples.ts";
import { area, areaWithin, brier, calibrationError, intervalOf, reliability, type Said } from "./risk-scoring.ts";

interface Group {
  readonly name: string;
  readonly runs: readonly RecordedRun[];
  /** Runs of each family, one family after the other. */
  readonly strata: readonly number[];
}

const { values: asked } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    write: { type: "boolean", default: false },
    trial: { type: "boolean", default: false },
  },
});

const COUNTS = asked.trial ? { calibration: 8, test: 8, heldOut: 12 } : { calibration: 200, test: 200, heldOut: 300 };
const TAUGHT = FAMILIES.filter((family) => family !== "teacher");

const runsOf = (family: Family, first: number, count: number): readonly RecordedRun[] =>
  Array.from({ length: count }, (_, i) => recordedRun(family, first + i));
const calibration = TAUGHT.flatMap((family) => runsOf(family, SEEDS.calibration, COUNTS.calibration));
const groups: readonly Group[] = [
  {
    name: "new runs",
    runs: TAUGHT.flatMap((family) => runsOf(family, SEEDS.test, COUNTS.test)),
    strata: TAUGHT.map(() => COUNTS.test),
  },
  { name: "a new kind of task", runs: runsOf("teacher", SEEDS.test, COUNTS.heldOut), strata: [COUNTS.heldOut] },
];

const rows = groups.flatMap((group) =>
  [false, true].flatMap((isOnset) => LEADS.flatMap((lead) => rowsAt(group, lead, isOnset))),
);

function rowsAt(group: Group, lead: Lead, isOnset: boolean): readonly StudyRow[] {
  const said = saidAt(group, lead, isOnset);
  const reference = area(said.find(({ name }) => name === Z_SCORE) as Said);
  return said.map(({ name, ...one }) => {
    const own = area(one);
    const { events } = one.samples;
    return {
      group: group.name,
      lead,
      isOnset,
      moments: events.length,
      eventShare: events.reduce((sum, event) => sum + event, 0) / events.length,
      forecaster: name,
      area: intervalOf(group.strata, own),
      ahead: intervalOf(group.strata, (counts) => own(counts) - reference(counts)),
      areaWithin: lead === LEAD ? intervalOf(group.strata, areaWithin(one)) : null,
      brier: intervalOf(group.strata, brier(one)),
      calibrationError: intervalOf(group.strata, calibrationError(one)),
    };
  });
}

function saidAt({ runs }: Group, lead: Lead, isOnset: boolean): readonly (Said & { readonly name: string })[] {
  const samples = samplesOf(runs, { lead, width: 0, isOnset });
  return FORECASTERS.map((forecaster) => ({
    name: forecaster.name,
    samples,
    values: calibratedAt(forecaster, lead, calibration)(rawOf(forecaster, runs, samples)),
  }));
}

const study: Study = {
  rows,
  leftOut: leftOut(groups, asked.trial ? 10 : 250),
  runs: Object.fromEntries(groups.map(({ name, runs }) => [name, runs.length])),
};

const figure = ({ estimate, low, high }: Interval): string =>
  `${estimate.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;

if (!asked.json)
  for (const row of rows)
    process.stdout.write(
      `${row.group.padEnd(20)} lead ${row.lead}${row.isOnset ? " onset" : ""} ${row.forecaster.padEnd(32)} ${figure(row.area)} ahead ${figure(row.ahead)} brier ${row.brier.estimate.toFixed(4)} ece ${row.calibrationError.estimate.toFixed(4)}\n`,
    );
if (asked.write && !asked.trial) {
  const docs = new URL("../../../docs/reference/", import.meta.url);
  const shown = groups.map((group) => ({ name: group.name, said: saidAt(group, LEAD, false) }));
  writeFileSync(new URL("risk-model.md", docs), riskPage(study));
  writeFileSync(new URL("risk-model-roc.svg", docs), rocDrawing(shown));
  writeFileSync(
    new URL("risk-model-reliability.svg", docs),
    reliabilityDrawing(
      shown.flatMap(({ name, said }) =>
        said
          .filter(({ name: forecaster }) => forecaster === OURS.worker || forecaster === OURS.portable)
          .map((one) => ({ name: `${one.name}, ${name}`, bins: reliability(one) })),
      ),
    ),
  );
}
process.stdout.write(`${JSON.stringify({ type: "summary", ok: true, isTrial: asked.trial, ...study })}\n`);
