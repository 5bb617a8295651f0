import {
  colourOf,
  horizontalAxis,
  linearScale,
  type PlotArea,
  rocCurve,
  svgDrawing,
  svgText,
  verticalAxis,
} from "@plimsoll/simulation";
import { FORECASTERS } from "./risk-forecasters.ts";
import type { Said } from "./risk-scoring.ts";

const AREA: PlotArea = { width: 760, height: 440, left: 56, right: 320, top: 40, bottom: 56 };
const x = linearScale([0, 1], [AREA.left, AREA.width - AREA.right], 5);
const y = linearScale([0, 1], [AREA.height - AREA.bottom, AREA.top], 5);

/** Points of a curve that a drawing can tell apart. */
const POINTS_MAX = 150;

export interface Judged {
  readonly name: string;
  readonly said: readonly (Said & { readonly name: string })[];
}

/** Spikes foretold against false alarms, for every threshold; the second group dashed. */
export function rocDrawing(groups: readonly Judged[]): string {
  const title = "A spike within 10 steps foreseen: share of spikes by share of false alarms";
  return svgDrawing(AREA, title, [
    svgText({ x: AREA.left, y: 20, anchor: "start" }, title),
    horizontalAxis(AREA, x, "false alarms"),
    verticalAxis(AREA, y),
    diagonal(),
    ...groups.flatMap(({ said }, group) => said.map((one) => curve(one, colourAt(one.name), group > 0))),
    ...FORECASTERS.map(({ name }, at) => legend(name, colourAt(name), at)),
    ...groups.map(({ name }, at) =>
      legend(`${at > 0 ? "dashed" : "whole lines"}: ${name}`, "currentColor", FORECASTERS.length + 1 + at),
    ),
  ]);
}

const colourAt = (name: string): string => colourOf(FORECASTERS.findIndex((forecaster) => forecaster.name === name));

const diagonal = (): string =>
  `<line x1="${x.at(0)}" y1="${y.at(0)}" x2="${x.at(1)}" y2="${y.at(1)}" stroke="currentColor" stroke-opacity="0.5" stroke-dasharray="2 4"/>`;

function curve({ samples, values }: Said, colour: string, isDashed: boolean): string {
  const points = rocCurve({ scores: [...values], events: [...samples.events].map((event) => event === 1) });
  const stride = Math.max(1, Math.floor(points.length / POINTS_MAX));
  const shown = points.filter((_, at) => at % stride === 0 || at === points.length - 1);
  const path = shown.map((point) => `${x.at(point.falsePositiveRate)},${y.at(point.truePositiveRate)}`).join(" ");
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.5"${isDashed ? ' stroke-dasharray="5 3"' : ""}/>`;
}

const legend = (name: string, colour: string, at: number): string => {
  const [left, middle] = [AREA.width - AREA.right + 16, AREA.top + 10 + at * 20];
  return (
    `<rect x="${left}" y="${middle - 4}" width="10" height="8" fill="${colour}"/>` +
    svgText({ x: left + 16, y: middle + 4, anchor: "start" }, name)
  );
};

interface Curve {
  readonly name: string;
  readonly bins: readonly { readonly count: number; readonly said: number; readonly came: number }[];
}

/** What was said against what came, in ten bins; a dot's area is its share of the moments. */
export function reliabilityDrawing(curves: readonly Curve[]): string {
  const title = "What came of the chances that were given, 10 steps ahead";
  return svgDrawing(AREA, title, [
    svgText({ x: AREA.left, y: 20, anchor: "start" }, title),
    horizontalAxis(AREA, x, "chance that was given"),
    verticalAxis(AREA, y),
    diagonal(),
    ...curves.flatMap(({ bins }, at) => reliabilityCurve(bins, colourOf(at))),
    ...curves.map(({ name }, at) => legend(name, colourOf(at), at)),
  ]);
}

function reliabilityCurve(bins: Curve["bins"], colour: string): readonly string[] {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  const path = bins.map(({ said, came }) => `${x.at(said)},${y.at(came)}`).join(" ");
  return [
    `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="1.5"/>`,
    ...bins.map(
      ({ count, said, came }) =>
        `<circle cx="${x.at(said)}" cy="${y.at(came)}" r="${(2 + 10 * Math.sqrt(count / all)).toFixed(1)}" fill="${colour}" fill-opacity="0.6"/>`,
    ),
  ];
}
