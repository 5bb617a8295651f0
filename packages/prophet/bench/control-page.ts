import { colourOf, type Interval, linearScale, type PlotArea, svgDrawing, svgText } from "@plimsoll/simulation";

export interface ControlRow {
  readonly name: string;
  /** The rates that were best on other seeds, by task. */
  readonly tuned: readonly number[];
  readonly iqm: Interval;
  readonly worst: Interval;
  /** The same at rates drawn log-uniform over four decades. */
  readonly drawnIqm: Interval;
  readonly drawnWorst: Interval;
  readonly drawnLost: number;
  readonly runs: number;
}

export interface TailRow {
  readonly name: string;
  readonly runs: number;
  readonly lost: number;
  readonly notFinite: number;
  /** Chance of a lost run, upper end of its 95 % interval. */
  readonly chanceAtMost: number;
  readonly rewinds: number;
}

export interface ControlStudy {
  readonly seeds: number;
  readonly steps: number;
  readonly tasks: readonly string[];
  readonly rows: readonly ControlRow[];
  readonly tail: readonly TailRow[];
  /** Guard with rewinding against the same optimiser at a constant rate, each at its tuned rate: difference of the IQM. */
  readonly cost: Interval;
  readonly guardOnlyCost: Interval;
  /** Processor time in that of the same optimiser at a constant rate. */
  readonly processor: readonly { readonly name: string; readonly times: number }[];
}

const short = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
const interval = ({ estimate, low, high }: Interval): string => `${short(estimate)} [${short(low)}, ${short(high)}]`;
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

export function controlTables({ rows, tail, cost, guardOnlyCost, seeds, tasks }: ControlStudy): string {
  return [
    "| Way | IQM, tuned rate | worst of 20, tuned | IQM, any rate | worst of 20, any rate | lost, any rate |",
    "| :-- | --: | --: | --: | --: | --: |",
    ...rows.map(
      (row) =>
        `| ${row.name} | ${[row.iqm, row.worst, row.drawnIqm, row.drawnWorst].map(interval).join(" | ")} | ${row.drawnLost} of ${row.runs} |`,
    ),
    "",
    `${seeds} seeds on each of ${tasks.length} streams. Difference of the guard with rewinding from a constant rate, both tuned: ${percent(cost.estimate)} [${percent(cost.low)}, ${percent(cost.high)}]; of the guard alone: ${percent(guardOnlyCost.estimate)} [${percent(guardOnlyCost.low)}, ${percent(guardOnlyCost.high)}].`,
    "",
    "| Way | runs | not recovered | of these not finite | chance at most | rewinds a run |",
    "| :-- | --: | --: | --: | --: | --: |",
    ...tail.map(
      (row) =>
        `| ${row.name} | ${row.runs} | ${row.lost} | ${row.notFinite} | ${percent(row.chanceAtMost)} | ${row.rewinds.toFixed(2)} |`,
    ),
  ].join("\n");
}

export const controlPage = (study: ControlStudy, findings: string): string => `# Rate control measured

Made by \`node --conditions=@plimsoll/source packages/prophet/bench/control.ts --write docs/reference/rate-control.md\`; every figure is of one such run.

**What is measured.** A net of 2 × 32 tanh units predicts the next change of a stream from its last 16 values, for ${study.steps.toLocaleString("en-GB")} steps: streams with
abrupt drift, with gradual drift, and one of a fixed random teacher. A score is the mean online error of a run, in the mean of Adam's at its best constant rate on that stream; lower
is better, and the budget is the same for all. A run whose error is 1 000 times that of repeating the last value counts as 1 000 times, as does one that ends without
finite weights. *Tuned*: at the rate that was best on other seeds, for each way and stream. *Any rate*: drawn log-uniform from four decades, 0.001 to 10 (Prodigy, whose
rate is a factor around 1: 0.01 to 100). *Lost*, or *not recovered*: no finite end, or an error in the last tenth of more than 3 times that of repeating the last value.
*Worst of 20*: the greatest score of 20 seeds, mean over the streams; no resample has a greater one, so that its interval opens downwards only. Gradients are clipped to length 1
but for ZClip. Schedule-Free is judged by its average. KL-adaptive rates need a policy, which these tasks have not. The guard was chosen on other seeds; the second table's
thousand runs are half Adam, half SGD with momentum, over the three streams in turn.

${findings}

![Interquartile means and worst of 20 at any rate](rate-control.svg)

${controlTables(study)}

Processor time of this small net in that of a constant rate: ${study.processor.map(({ name, times }) => `${name} ${times.toFixed(2)}`).join(", ")}.

The tuned rates by stream (${study.tasks.join(", ")}): ${study.rows.map(({ name, tuned }) => `${name} ${tuned.map((rate) => Number(rate.toPrecision(1))).join(", ")}`).join("; ")}.
`;

const AREA: PlotArea = { width: 860, height: 460, left: 200, right: 40, top: 48, bottom: 44 };
const DECADES = [-1, 0, 1, 2, 3, 4, 5];

/** Scores at any rate on a logarithmic axis: a dot for the IQM with its interval, a ring for the worst of 20. An SVG text. */
export function controlPlot({ rows }: ControlStudy): string {
  const x = linearScale([DECADES[0] ?? 0, DECADES.at(-1) ?? 1], [AREA.left, AREA.width - AREA.right], 7);
  const gap = (AREA.height - AREA.top - AREA.bottom) / rows.length;
  const at = (value: number): number => Math.round(10 * x.at(Math.log10(Math.max(0.1, value)))) / 10;
  return svgDrawing(AREA, "Error at any rate", [
    svgText(
      { x: AREA.left, y: 22, anchor: "start" },
      "Error at any rate, in that of the best fixed rate: IQM (dot, 95 %), worst of 20 (ring)",
    ),
    ...DECADES.map(
      (decade) =>
        `<line x1="${x.at(decade)}" x2="${x.at(decade)}" y1="${AREA.top}" y2="${AREA.height - AREA.bottom}" stroke="currentColor" stroke-opacity="0.2"/>` +
        svgText({ x: x.at(decade), y: AREA.height - AREA.bottom + 20, anchor: "middle" }, String(10 ** decade)),
    ),
    ...rows.map(({ name, drawnIqm, drawnWorst }, row) => {
      const [y, colour] = [Math.round(AREA.top + gap * (row + 0.5)), colourOf(/guard/.test(name) ? 1 : 0)];
      return (
        svgText({ x: AREA.left - 12, y: y + 4, anchor: "end" }, name) +
        `<line x1="${at(drawnIqm.low)}" x2="${at(drawnIqm.high)}" y1="${y}" y2="${y}" stroke="${colour}" stroke-width="4" stroke-opacity="0.45"/>` +
        `<circle cx="${at(drawnIqm.estimate)}" cy="${y}" r="4.5" fill="${colour}"/>` +
        `<circle cx="${at(drawnWorst.estimate)}" cy="${y}" r="4.5" fill="none" stroke="${colour}" stroke-width="2"/>`
      );
    }),
  ]);
}
