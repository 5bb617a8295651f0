import type { ForecastRow } from "../../warning/forecast-table.ts";
import { linearScale, type LinearScale } from "../../evaluate/plot/linear-scale.ts";
import { colourOf, type PlotArea, svgDrawing, svgText, verticalAxis } from "../../evaluate/plot/svg.ts";
import { OURS } from "./collapse-study.ts";

const AREA: PlotArea = { width: 860, height: 420, left: 56, right: 220, top: 40, bottom: 56 };
const OURS_NAMES: readonly string[] = Object.values(OURS);

/** Areas under the curve with their intervals, by share of the way; ours in full colour, what we compare with paler. An SVG text. */
export function forecastPlot(title: string, rows: readonly ForecastRow[]): string {
  const shares = [...new Set(rows.map(({ share }) => share))];
  const names = [...new Set(rows.map(({ forecaster }) => forecaster))];
  const y = linearScale(
    [Math.min(0.4, ...rows.map(({ area }) => area.low)), 1],
    [AREA.height - AREA.bottom, AREA.top],
    6,
  );
  const width = (AREA.width - AREA.left - AREA.right) / shares.length;
  return svgDrawing(AREA, title, [
    svgText({ x: AREA.left, y: 20, anchor: "start" }, `${title}: area under the ROC curve, 95 % interval`),
    verticalAxis(AREA, y),
    chanceLine(y),
    ...shares.map((share, at) => groupLabel(share, AREA.left + width * (at + 0.5))),
    ...rows.map((row) => {
      const step = width / (names.length + 1.5);
      const x = AREA.left + width * shares.indexOf(row.share) + step * (names.indexOf(row.forecaster) + 1.25);
      return markSvg(row, x, y, colourOf(names.indexOf(row.forecaster)));
    }),
    ...names.map((name, at) => legendSvg(name, at)),
  ]);
}

const chanceLine = (y: LinearScale): string =>
  `<line x1="${AREA.left}" x2="${AREA.width - AREA.right}" y1="${y.at(0.5)}" y2="${y.at(0.5)}" stroke="currentColor" stroke-dasharray="4 3"/>` +
  svgText({ x: AREA.width - AREA.right + 8, y: y.at(0.5) + 4, anchor: "start" }, "chance");

const groupLabel = (share: number, x: number): string =>
  svgText({ x, y: AREA.height - AREA.bottom + 20, anchor: "middle" }, `${Math.round(share * 100)} % of the way`);

function markSvg({ area, forecaster }: ForecastRow, at: number, y: LinearScale, colour: string): string {
  const [x, opacity] = [Math.round(at * 10) / 10, opacityOf(forecaster)];
  return (
    `<g stroke="${colour}" fill="${colour}" opacity="${opacity}">` +
    `<line x1="${x}" x2="${x}" y1="${y.at(area.low)}" y2="${y.at(area.high)}" stroke-width="4" stroke-opacity="0.45"/>` +
    `${dotSvg(forecaster, x, y.at(area.estimate))}</g>`
  );
}

/** Squares are ours: colours come again after eight. */
const dotSvg = (forecaster: string, x: number, y: number): string =>
  OURS_NAMES.includes(forecaster)
    ? `<rect x="${Math.round((x - 4.5) * 10) / 10}" y="${Math.round((y - 4.5) * 10) / 10}" width="9" height="9"/>`
    : `<circle cx="${x}" cy="${y}" r="4.5"/>`;

const opacityOf = (forecaster: string): number => (OURS_NAMES.includes(forecaster) ? 1 : 0.65);

const legendSvg = (name: string, at: number): string => {
  const [x, middle] = [AREA.width - AREA.right + 14, AREA.top + 10 + at * 20];
  return (
    `<g fill="${colourOf(at)}" opacity="${opacityOf(name)}">${dotSvg(name, x, middle)}</g>` +
    svgText({ x: x + 12, y: middle + 4, anchor: "start" }, name)
  );
};
