import type { Interval } from "../bootstrap.ts";
import { intervalText } from "../report/report-cells.ts";
import { linearScale, type LinearScale } from "./linear-scale.ts";
import { colourOf, horizontalAxis, type PlotArea, svgDrawing, svgText } from "./svg.ts";

export interface IntervalPlot {
  readonly title: string;
  /** What the axis measures, with its unit. */
  readonly measure: string;
  readonly rows: readonly { readonly name: string; readonly interval: Interval }[];
  /** A dashed line, such as 0 of a difference or 0.5 of a chance. */
  readonly mark?: number;
}

const ROW_HEIGHT = 30;

/** One row for each policy: its interval as a bar, its estimate as a stroke, both as figures beside them. An SVG text. */
export function intervalPlot(plot: IntervalPlot): string {
  const area = { width: 860, height: 60 + ROW_HEIGHT * plot.rows.length, left: 190, right: 210, top: 14, bottom: 40 };
  const scale = linearScale(domainOf(plot), [area.left, area.width - area.right]);
  return svgDrawing(area, plot.title, [
    horizontalAxis(area, scale, plot.measure),
    plot.mark === undefined ? "" : markLine(area, scale.at(plot.mark)),
    ...plot.rows.map(({ name, interval }, index) => rowSvg(area, scale, name, interval, index)),
  ]);
}

function domainOf({ rows, mark }: IntervalPlot): readonly [number, number] {
  const ends = [
    ...rows.flatMap(({ interval }) => [interval.low, interval.high]),
    ...(mark === undefined ? [] : [mark]),
  ];
  const finite = ends.filter(Number.isFinite);
  const [low, high] = finite.length === 0 ? [0, 1] : [Math.min(...finite), Math.max(...finite)];
  const air = (high - low) * 0.05;
  return [low - air, high + air];
}

const markLine = ({ top, height, bottom }: PlotArea, x: number): string =>
  `<line x1="${x}" x2="${x}" y1="${top}" y2="${height - bottom}" stroke="currentColor" stroke-dasharray="4 3"/>`;

function rowSvg(area: PlotArea, scale: LinearScale, name: string, interval: Interval, index: number): string {
  const middle = area.top + ROW_HEIGHT * (index + 0.5);
  const label = svgText({ x: area.left - 12, y: middle + 4, anchor: "end" }, name);
  const figures = svgText({ x: area.width - area.right + 12, y: middle + 4, anchor: "start" }, intervalText(interval));
  const drawable = [interval.low, interval.estimate, interval.high].every(Number.isFinite);
  return label + (drawable ? barSvg(scale, interval, middle, colourOf(index)) : "") + figures;
}

function barSvg(scale: LinearScale, { low, estimate, high }: Interval, middle: number, colour: string): string {
  const [from, at, to] = [scale.at(low), scale.at(estimate), scale.at(high)];
  return (
    `<rect x="${from}" y="${middle - 7}" width="${Math.round((to - from) * 10) / 10}" height="14" rx="2" fill="${colour}" fill-opacity="0.35"/>` +
    `<line x1="${at}" x2="${at}" y1="${middle - 9}" y2="${middle + 9}" stroke="${colour}" stroke-width="3"/>`
  );
}
