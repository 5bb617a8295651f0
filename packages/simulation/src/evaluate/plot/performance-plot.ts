import type { ProfilePoint } from "../performance-profile.ts";
import { linearScale, type LinearScale } from "./linear-scale.ts";
import { colourOf, horizontalAxis, type PlotArea, svgDrawing, svgText, verticalAxis } from "./svg.ts";

export interface PerformancePlot {
  readonly title: string;
  /** What a score measures, with its unit. */
  readonly measure: string;
  readonly curves: readonly { readonly name: string; readonly points: readonly ProfilePoint[] }[];
}

const AREA: PlotArea = { width: 860, height: 340, left: 60, right: 190, top: 14, bottom: 44 };

/** Performance profiles: the share of runs above a score, each curve with its band. An SVG text. */
export function performancePlot({ title, measure, curves }: PerformancePlot): string {
  const thresholds = curves.flatMap(({ points }) => points.map(({ threshold }) => threshold));
  const domain: readonly [number, number] = [Math.min(...thresholds), Math.max(...thresholds)];
  const x = linearScale(domain, [AREA.left, AREA.width - AREA.right]);
  const y = linearScale([0, 1], [AREA.height - AREA.bottom, AREA.top], 5);
  return svgDrawing(AREA, title, [
    horizontalAxis(AREA, x, `${measure}: share of runs above it`),
    verticalAxis(AREA, y),
    ...curves.map(({ points }, index) => curveSvg(points, x, y, colourOf(index))),
    ...curves.map(({ name }, index) => legendSvg(name, index)),
  ]);
}

function curveSvg(points: readonly ProfilePoint[], x: LinearScale, y: LinearScale, colour: string): string {
  const path = (heights: readonly (readonly [number, number])[]): string =>
    heights.map(([threshold, share], index) => `${index === 0 ? "M" : "L"}${x.at(threshold)},${y.at(share)}`).join("");
  const upper = points.map(({ threshold, high }) => [threshold, high] as const);
  const lower = points.toReversed().map(({ threshold, low }) => [threshold, low] as const);
  const middle = points.map(({ threshold, estimate }) => [threshold, estimate] as const);
  return (
    `<path d="${path([...upper, ...lower])}Z" fill="${colour}" fill-opacity="0.18"/>` +
    `<path d="${path(middle)}" fill="none" stroke="${colour}" stroke-width="2"/>`
  );
}

const legendSvg = (name: string, index: number): string => {
  const [left, middle] = [AREA.width - AREA.right + 14, AREA.top + 14 + index * 20];
  return (
    `<line x1="${left}" x2="${left + 18}" y1="${middle}" y2="${middle}" stroke="${colourOf(index)}" stroke-width="3"/>` +
    svgText({ x: left + 24, y: middle + 4, anchor: "start" }, name)
  );
};
