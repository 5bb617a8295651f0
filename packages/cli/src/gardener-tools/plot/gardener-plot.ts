import {
  colourOf,
  horizontalAxis,
  linearScale,
  type LinearScale,
  type PlotArea,
  svgDrawing,
  svgText,
  type Verdict,
  VERDICTS,
  verticalAxis,
} from "@plimsoll/simulation";
import type { GardenerSeries } from "./gardener-series.ts";
import { thinned } from "./thinned-line.ts";

interface Panel {
  readonly name: string;
  readonly series: Exclude<keyof GardenerSeries, "verdict">;
  /** A fixed scale from 0; without it the largest value decides. */
  readonly top?: number;
  readonly height: number;
}

const PANELS: readonly Panel[] = [
  { name: "Entropy (full cells)", series: "entropyTotal", height: 130 },
  { name: "Population", series: "population", height: 80 },
  { name: "Mean energy", series: "energyMean", height: 80 },
  { name: "Collapse risk", series: "risk", top: 1, height: 100 },
  { name: "Flow", series: "flow", top: 1, height: 80 },
];

const [LEFT, RIGHT, TOP, BOTTOM, GAP, WIDTH] = [64, 24, 80, 44, 30, 920] as const;
const HEIGHT = TOP + PANELS.reduce((sum, { height }) => sum + height + GAP, 0) - GAP + BOTTOM;

/** Backgrounds of the verdicts; `creative` is the paper. Told apart by lightness too. */
const BANDS: Readonly<Record<Verdict, { readonly colour: string; readonly opacity: number }>> = {
  creative: { colour: "#009e73", opacity: 0.07 },
  bubble: { colour: "#e69f00", opacity: 0.24 },
  collapse: { colour: "#d55e00", opacity: 0.3 },
};

/** A run as an SVG text: entropy, population, energy, risk and flow over generations, on bands of the verdict. */
export function gardenerPlot(title: string, series: GardenerSeries): string {
  const count = series.verdict.length;
  const x = linearScale([1, Math.max(2, count)], [LEFT, WIDTH - RIGHT], 8);
  const area: PlotArea = { width: WIDTH, height: HEIGHT, left: LEFT, right: RIGHT, top: TOP, bottom: BOTTOM };
  return svgDrawing(area, title, [
    `<text x="${LEFT}" y="22" font-size="15" font-weight="600">${titleText(title)}</text>`,
    legendSvg(series.verdict),
    ...panelTops().map((top, at) => panelSvg(PANELS[at]!, top, series, x)),
    horizontalAxis({ ...area, top: HEIGHT - BOTTOM }, x, "Generation"),
  ]);
}

/** `svgText` escapes; the larger type of the title is all that is ours. */
const titleText = (title: string): string =>
  svgText({ x: 0, y: 0, anchor: "start" }, title).replace(/^<text[^>]*>|<\/text>$/gu, "");

function panelTops(): readonly number[] {
  let top: number = TOP;
  return PANELS.map(({ height }) => {
    const own = top;
    top += height + GAP;
    return own;
  });
}

function panelSvg(panel: Panel, top: number, series: GardenerSeries, x: LinearScale): string {
  const values = series[panel.series];
  const most =
    panel.top ??
    Math.max(
      1,
      values.reduce((left, right) => Math.max(left, right), 0),
    ) * 1.05;
  const least = Math.min(
    0,
    values.reduce((left, right) => Math.min(left, right), 0),
  );
  const y = linearScale([least, most], [top + panel.height, top], 4);
  const area: PlotArea = { width: WIDTH, height: top + panel.height, left: LEFT, right: RIGHT, top, bottom: 0 };
  return [
    bandsSvg(series.verdict, x, top, panel.height),
    verticalAxis(area, y),
    svgText({ x: LEFT, y: top - 7, anchor: "start" }, panel.name),
    `<path d="${thinned(values, x, y)}" fill="none" stroke="${colourOf(0)}" stroke-width="1.6" stroke-linejoin="round"/>`,
  ].join("");
}

/** One rectangle for each stretch of one verdict. */
function bandsSvg(verdicts: readonly Verdict[], x: LinearScale, top: number, height: number): string {
  const parts: string[] = [];
  for (let from = 0; from < verdicts.length;) {
    const verdict = verdicts[from]!;
    let end = from + 1;
    while (end < verdicts.length && verdicts[end] === verdict) end += 1;
    const [left, right] = [x.at(from + 1), x.at(Math.min(end + 1, verdicts.length))];
    const { colour, opacity } = BANDS[verdict];
    const width = Math.round(Math.max(0.5, right - left) * 10) / 10;
    parts.push(
      `<rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${colour}" fill-opacity="${opacity}"/>`,
    );
    from = end;
  }
  return parts.join("");
}

function legendSvg(verdicts: readonly Verdict[]): string {
  return VERDICTS.map((verdict, at) => {
    const [x, y] = [LEFT + at * 145, 33];
    const count = verdicts.filter((each) => each === verdict).length;
    const { colour, opacity } = BANDS[verdict];
    return (
      `<rect x="${x}" y="${y}" width="14" height="12" fill="${colour}" fill-opacity="${opacity}" stroke="${colour}" stroke-width="0.6"/>` +
      svgText({ x: x + 20, y: y + 10, anchor: "start" }, `${verdict} ${count}`)
    );
  }).join("");
}
