import { CLAIM_PPM } from "@plimsoll/kernel";
import { scaleLinear, scaleLog } from "d3-scale";
import { line } from "d3-shape";
import { dayOf } from "../plan/calendar.ts";
import type { QuarterPlan } from "../plan/quarter-plan.ts";
import type { LedgerView } from "../site/ledger-view.ts";
import { type Bound, boundsByModel } from "./bounds.ts";
import { drawing, entryLink, escapeHtml, round, tag } from "./markup.ts";

const WIDTH = 210;
const HEIGHT = 96;
const [LEFT, RIGHT, TOP, BOTTOM] = [34, WIDTH - 8, 6, HEIGHT - 18];
/** The least and the most that is told apart. */
const [FLOOR, CEILING] = [0.7, 0.998];

const [FULL, RESEARCH, PAUSED] = [CLAIM_PPM.full / 1e6, CLAIM_PPM.research / 1e6, CLAIM_PPM.paused / 1e6];

/** The bands of ACB-K §4 behind every plot. */
const BANDS = [
  { from: FULL, to: CEILING, shade: "full" },
  { from: RESEARCH, to: FULL, shade: "research" },
  { from: PAUSED, to: RESEARCH, shade: "paused" },
  { from: FLOOR, to: PAUSED, shade: "cut" },
] as const;

/** One small plot for each model: what its windows proved, against the bands. */
export function boundPlots(view: LedgerView, { models }: QuarterPlan): string {
  const bounds = boundsByModel(view);
  const plots = models.map(({ model, lab }) => boundPlot(view, model, lab, bounds.get(model) ?? []));
  return `<div class="grid-of-plots narrow">${plots.join("")}</div>`;
}

function boundPlot(view: LedgerView, model: string, lab: string, bounds: readonly Bound[]): string {
  const [first, last] = [bounds[0], bounds.at(-1)];
  if (first === undefined || last === undefined) return "";
  const x = scaleLinear([first.day, Math.max(last.day, first.day + 1)], [LEFT + 6, RIGHT - 6]);
  const doubt = scaleLog([1 - FLOOR, 1 - CEILING], [BOTTOM, TOP]).clamp(true);
  const y = (bound: number): number => doubt(Math.max(1 - bound, 1 - CEILING));
  const path = line<Bound>()
    .x(({ day }) => round(x(day)))
    .y(({ provenPpm }) => round(y(provenPpm / 1e6)));
  const kill = view.newest("kill.ordered", ({ lineage }) => lineage === model);
  const svg = drawing(WIDTH, HEIGHT, `Proven control of ${model} in its worst cell, by set`, [
    ...BANDS.map(({ from, to, shade }) =>
      tag("rect", {
        class: `stripe ${shade}`,
        x: LEFT,
        width: RIGHT - LEFT,
        y: round(y(to)),
        height: round(y(from) - y(to)),
      }),
    ),
    ...[PAUSED, RESEARCH, FULL].map((tick) =>
      tag("text", { class: "tick", x: LEFT - 4, y: round(y(tick) + 4), "text-anchor": "end" }, tick.toFixed(2)),
    ),
    tag("path", { class: "series bound", d: path([...bounds]) ?? "" }),
    ...bounds.map(({ day, provenPpm }) =>
      tag("circle", { class: "dot", cx: round(x(day)), cy: round(y(provenPpm / 1e6)), r: 2.2 }),
    ),
    ...(kill === undefined ? [] : [killMark(round(x(Math.min(last.day, dayOf(kill.entry.at)))))]),
    tag("text", { class: "tick", x: LEFT, y: HEIGHT - 4 }, `day ${Math.floor(first.day)}`),
    tag("text", { class: "tick", x: RIGHT, y: HEIGHT - 4, "text-anchor": "end" }, `day ${Math.floor(last.day)}`),
  ]);
  const words = `${bounds.length} sets, last ${entryLink(last.entry)}${kill === undefined ? "" : `, killed ${entryLink(kill.index)}`}`;
  return `<figure class="small"><figcaption><b>${escapeHtml(model)}</b> of ${escapeHtml(lab)}<br>${words}</figcaption>${svg}</figure>`;
}

const killMark = (x: number): string => tag("line", { class: "kill", x1: x, x2: x, y1: TOP, y2: BOTTOM });
