import {
  colourOf,
  horizontalAxis,
  linearScale,
  type LinearScale,
  meanAndDeviation,
  type PlotArea,
  svgDrawing,
  svgText,
  verticalAxis,
} from "@plimsoll/simulation";
import { type LogRow, logValue } from "./training-log.ts";

const AREA: PlotArea = { width: 860, height: 340, left: 70, right: 90, top: 24, bottom: 44 };
/** Points that a curve of this width can show. */
const POINTS_MAX = 400;

type Point = readonly [steps: number, value: number];

/** So many steps are one on the axis. */
const MILLION = 1e6;

/** Mean return of the episodes that ended, and the policy's entropy, over the steps of the training. An SVG text. */
export function learningCurve(title: string, rows: readonly LogRow[]): string {
  const [returns, entropies] = [pointsOf(rows, "mean_return"), pointsOf(rows, "entropy")];
  const all = [...returns, ...entropies].map(([steps]) => steps);
  const x = linearScale([0, Math.max(1, ...all) / MILLION], [AREA.left, AREA.width - AREA.right]);
  const left = linearScale(domainOf(returns), [AREA.height - AREA.bottom, AREA.top]);
  const right = linearScale([0, Math.log(6)], [AREA.height - AREA.bottom, AREA.top]);
  return svgDrawing(AREA, title, [
    horizontalAxis(AREA, x, "million steps of single environments"),
    verticalAxis(AREA, left),
    curve(entropies, x, right, colourOf(1)),
    curve(returns, x, left, colourOf(0)),
    svgText({ x: AREA.left, y: 14, anchor: "start" }, "mean return of an episode (blue, left)"),
    svgText({ x: AREA.width - AREA.right, y: 14, anchor: "end" }, "entropy, 0 to ln 6 (orange)"),
  ]);
}

/** Neighbours are averaged where there are more than can be drawn. */
function pointsOf(rows: readonly LogRow[], name: "mean_return" | "entropy"): readonly Point[] {
  const known = rows.flatMap((row): Point[] => {
    const value = logValue(row, name);
    return value === null ? [] : [[logValue(row, "steps") ?? 0, value]];
  });
  const size = Math.ceil(known.length / POINTS_MAX);
  const groups = Array.from({ length: Math.ceil(known.length / Math.max(1, size)) }, (_, at) =>
    known.slice(at * size, (at + 1) * size),
  );
  return groups.map((group) => [
    meanAndDeviation(group.map(([steps]) => steps)).mean,
    meanAndDeviation(group.map(([, value]) => value)).mean,
  ]);
}

function domainOf(points: readonly Point[]): readonly [number, number] {
  const values = points.map(([, value]) => value);
  return values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
}

const curve = (points: readonly Point[], x: LinearScale, y: LinearScale, colour: string): string =>
  points.length === 0
    ? ""
    : `<path d="${points.map(([steps, value], at) => `${at === 0 ? "M" : "L"}${x.at(steps / MILLION)},${y.at(value)}`).join("")}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
