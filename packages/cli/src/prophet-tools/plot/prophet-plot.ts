import { MODES } from "@plimsoll/prophet";
import {
  colourOf,
  horizontalAxis,
  linearScale,
  type LinearScale,
  type PlotArea,
  svgDrawing,
  svgText,
  verticalAxis,
} from "@plimsoll/simulation";
import { logScale } from "./log-scale.ts";
import type { RunCurves } from "./run-curves.ts";
import type { Bucket, ThinnedCurve } from "./thinned-curve.ts";

type CurveName = "error" | "loss" | "rate" | "risk" | "flow";

interface Panel {
  readonly name: string;
  readonly curves: readonly { readonly name: CurveName; readonly colour: number }[];
  readonly scale: "log" | "share" | "linear";
  readonly height: number;
}

const PANELS: readonly Panel[] = [
  {
    name: "Error and loss (logarithmic)",
    curves: [
      { name: "loss", colour: 5 },
      { name: "error", colour: 0 },
    ],
    scale: "log",
    height: 160,
  },
  { name: "Learning rate (logarithmic)", curves: [{ name: "rate", colour: 2 }], scale: "log", height: 90 },
  { name: "Foretold risk", curves: [{ name: "risk", colour: 1 }], scale: "share", height: 90 },
  { name: "Flow", curves: [{ name: "flow", colour: 3 }], scale: "linear", height: 70 },
];

const [LEFT, RIGHT, TOP, BOTTOM, GAP, WIDTH] = [64, 24, 72, 44, 30, 920] as const;
const STRIP_HEIGHT = 18;
const REWIND_COLOUR = "#d0342c";
/** From panic to cruise; told apart by lightness too. */
const MODE_COLOURS = ["#a61c1c", "#e8702a", "#f2c14e", "#7fb89a"] as const;

/**
 * A run as an SVG text: error and loss, rate, risk and flow over steps, each the mean of a stretch on a band from its least to its most; rewinds as red
 * lines through all, and a strip of the gravest mode. A panel that has nothing to show is left out.
 */
export function prophetPlot(title: string, run: RunCurves): string {
  const panels = PANELS.filter(({ curves }) =>
    curves.some(({ name }) => run[name].buckets.some(({ most }) => most > 0)),
  );
  const stripTop = TOP + panels.reduce((sum, { height }) => sum + height + GAP, 0);
  const height = stripTop + STRIP_HEIGHT + BOTTOM;
  const from = run.from ?? 0;
  const x = linearScale([from, from + Math.max(1, run.steps - 1)], [LEFT, WIDTH - RIGHT], 8);
  const area: PlotArea = { width: WIDTH, height, left: LEFT, right: RIGHT, top: TOP, bottom: BOTTOM };
  return svgDrawing(area, title, [
    svgText({ x: LEFT, y: 16, anchor: "start" }, title),
    legendSvg(run),
    ...panels.map((panel, at) => panelSvg(panel, topOf(panels, at), run, x)),
    modeStrip(run, x, stripTop),
    ...run.rewinds.map((step) => rewindLine(x.at(step), height - BOTTOM)),
    horizontalAxis({ ...area, top: height - BOTTOM }, x, "Step"),
  ]);
}

const topOf = (panels: readonly Panel[], at: number): number =>
  TOP + panels.slice(0, at).reduce((sum, { height }) => sum + height + GAP, 0);

function panelSvg({ name, curves, scale, height }: Panel, top: number, run: RunCurves, x: LinearScale): string {
  const buckets = curves.flatMap((curve) => run[curve.name].buckets).filter(({ count }) => count > 0);
  const area: PlotArea = { width: WIDTH, height: top + height, left: LEFT, right: RIGHT, top, bottom: 0 };
  const y = scaleOf(scale, buckets, [top + height, top]);
  const lines = curves.map((curve) => curveSvg(run[curve.name], x, run.from ?? 0, y, colourOf(curve.colour)));
  const names = curves.length === 1 ? "" : curveNames(curves, top - 7);
  return verticalAxis(area, y) + svgText({ x: LEFT, y: top - 7, anchor: "start" }, name) + names + lines.join("");
}

const curveNames = (curves: Panel["curves"], y: number): string =>
  curves
    .map(({ name, colour }, at) => {
      const x = WIDTH - RIGHT - 130 + at * 70;
      const line = `<line x1="${x}" x2="${x + 16}" y1="${y - 4}" y2="${y - 4}" stroke="${colourOf(colour)}" stroke-width="3"/>`;
      return line + svgText({ x: x + 22, y, anchor: "start" }, name);
    })
    .join("");

function scaleOf(kind: Panel["scale"], buckets: readonly Bucket[], ends: readonly [number, number]): LinearScale {
  const most = buckets.reduce((sum, bucket) => Math.max(sum, bucket.most), 0);
  if (kind === "share") return linearScale([0, 1], ends, 4);
  if (kind === "linear") return linearScale([0, most > 0 ? most * 1.05 : 1], ends, 4);
  const least = buckets.reduce((low, bucket) => (bucket.least > 0 ? Math.min(low, bucket.least) : low), most);
  return most > 0 ? logScale(least, most, ends) : linearScale([0, 1], ends, 4);
}

/** The mean of each stretch, on a band from its least to its most. A stretch without a value is a gap. */
function curveSvg(curve: ThinnedCurve, x: LinearScale, from: number, y: LinearScale, colour: string): string {
  const width = Math.max(0.4, x.at(from + curve.width) - x.at(from));
  let [band, line, isDrawing] = ["", "", false];
  for (const [at, { count, sum, least, most }] of curve.buckets.entries()) {
    const place = x.at(from + at * curve.width);
    if (count > 0) {
      line += `${isDrawing ? "L" : "M"}${place},${y.at(sum / count)}`;
      if (y.at(least) > y.at(most)) band += `M${place},${y.at(least)}V${y.at(most)}`;
    }
    isDrawing = count > 0;
  }
  return (
    `<path d="${band}" stroke="${colour}" stroke-opacity="0.28" stroke-width="${width.toFixed(1)}"/>` +
    `<path d="${line}" fill="none" stroke="${colour}" stroke-width="1.5" stroke-linejoin="round" stroke-linecap="round"/>`
  );
}

const rewindLine = (x: number, bottom: number): string =>
  `<line x1="${x}" x2="${x}" y1="${TOP}" y2="${bottom}" stroke="${REWIND_COLOUR}" stroke-opacity="0.7" stroke-width="1"/>`;

/** One rectangle for each stretch of one gravest mode. */
function modeStrip({ mode, from }: RunCurves, x: LinearScale, top: number): string {
  const { buckets, width } = mode;
  const parts: string[] = [];
  for (let begin = 0; begin < buckets.length;) {
    const gravest = buckets[begin]?.least ?? 0;
    let end = begin + 1;
    while (end < buckets.length && buckets[end]?.least === gravest) end += 1;
    const left = x.at((from ?? 0) + begin * width);
    const right = Math.min(WIDTH - RIGHT, x.at((from ?? 0) + end * width));
    parts.push(
      `<rect x="${left}" y="${top}" width="${Math.max(0.5, right - left).toFixed(1)}" height="${STRIP_HEIGHT}" fill="${MODE_COLOURS[gravest] ?? "none"}"/>`,
    );
    begin = end;
  }
  return svgText({ x: LEFT, y: top - 7, anchor: "start" }, "Mode (the gravest of each stretch)") + parts.join("");
}

function legendSvg({ modeSteps, rewindCount, spikes, steps }: RunCurves): string {
  const modes = MODES.map((mode, at) => {
    const x = LEFT + at * 120;
    const share = steps === 0 ? 0 : (100 * modeSteps[mode]) / steps;
    return (
      `<rect x="${x}" y="27" width="14" height="12" fill="${MODE_COLOURS[at]}"/>` +
      svgText({ x: x + 20, y: 37, anchor: "start" }, `${mode} ${share.toFixed(0)} %`)
    );
  });
  const counts = `${spikes} spikes, ${rewindCount} rewinds (red lines)`;
  return modes.join("") + svgText({ x: WIDTH - RIGHT, y: 37, anchor: "end" }, counts);
}
