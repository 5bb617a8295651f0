import { HOUR_MS } from "../rehearsal-plan.ts";
import type { FleetSample } from "../series/fleet-record.ts";

/** A stretch of a timeline that is shaded, in ms from its begin. */
export interface ShadedSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly label: string;
}

export interface Timeline {
  readonly title: string;
  readonly samples: readonly FleetSample[];
  readonly spans: readonly ShadedSpan[];
  /** A vertical line, such as the first pause; null for none. */
  readonly mark: { readonly atMs: number; readonly label: string } | null;
}

const WIDTH = 860;
const LEFT = 64;
const RIGHT = 840;
const TOP = 48;
const PANEL = 90;
const GAP = 26;
const HEIGHT = TOP + 4 * (PANEL + GAP) + 12;

/** A fleet over time as one SVG text without script, font or address: levels, headroom of control, load, risk. */
export function timelineSvg({ title, samples, spans, mark }: Timeline): string {
  const endMs = Math.max(1, samples.at(-1)?.atMs ?? 1);
  // A sample tells of the time before it: the first of them of as long as lies between the first two.
  const [first = 0, second = first] = samples.map(({ atMs }) => atMs);
  const beginMs = Math.min(2 * first - second, endMs - 1);
  const x = (atMs: number): number => rounded(LEFT + ((atMs - beginMs) * (RIGHT - LEFT)) / (endMs - beginMs));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="20" font-size="14">${escaped(title)}</text>`,
    ...spans.map((span) => shaded(span, x)),
    levelsPanel(samples, x),
    headroomPanel(samples, x),
    linePanel(2, "average load", samples, x, { from: 0, to: 0.6, lines: [], of: (sample) => share(sample.loadPpm) }),
    linePanel(3, "risk", samples, x, { from: 0, to: 1, lines: [0.45, 0.72], of: (sample) => sample.risk }),
    mark === null ? "" : markSvg(x(mark.atMs), mark.label),
    `<text x="${(LEFT + RIGHT) / 2}" y="${HEIGHT - 4}" text-anchor="middle" fill="#555">${rounded((endMs - beginMs) / HOUR_MS)} hours</text>`,
    "</svg>",
    "",
  ].join("\n");
}

type Scale = (value: number) => number;

const topOf = (panel: number): number => TOP + panel * (PANEL + GAP);

/** Jobs at full power from below, then those at research; what is left white has nothing. */
function levelsPanel(samples: readonly FleetSample[], x: Scale): string {
  const y = (part: number): number => rounded(topOf(0) + PANEL * (1 - part));
  const width = rounded(Math.max(0.5, (RIGHT - LEFT) / Math.max(1, samples.length)));
  const bars = samples.map(({ atMs, jobs, full, research }) => {
    const [first, second] = [full / Math.max(1, jobs), (full + research) / Math.max(1, jobs)];
    return bar(x(atMs), width, y(first), y(0), "#009e73") + bar(x(atMs), width, y(second), y(first), "#e6c229");
  });
  return frame(0, "jobs: full, 20 %, none", "0", "all") + bars.join("");
}

const bar = (right: number, width: number, top: number, bottom: number, fill: string): string =>
  bottom - top <= 0
    ? ""
    : `<rect x="${rounded(right - width)}" y="${top}" width="${width}" height="${rounded(bottom - top)}" fill="${fill}"/>`;

/** Percentage points above the line at which a job is paused: the worst job and the mean. */
function headroomPanel(samples: readonly FleetSample[], x: Scale): string {
  const scale = { from: -0.05, to: 0.05, lines: [0] };
  return (
    linePanel(1, "headroom of control: mean, worst", samples, x, {
      ...scale,
      of: ({ headroomMeanPpm }) => share(headroomMeanPpm),
    }) + path(samples, x, 1, { ...scale, of: ({ headroomPpm }) => share(headroomPpm) }, "#c1121f")
  );
}

interface PanelScale {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly number[];
  readonly of: (sample: FleetSample) => number | null;
}

function linePanel(panel: number, label: string, samples: readonly FleetSample[], x: Scale, scale: PanelScale): string {
  const lines = scale.lines.map((value) => dashed(yIn(panel, scale, value)));
  return (
    frame(panel, label, `${scale.from}`, `${scale.to}`) + lines.join("") + path(samples, x, panel, scale, "#0072b2")
  );
}

const yIn = (panel: number, { from, to }: PanelScale, value: number): number =>
  rounded(topOf(panel) + PANEL * (1 - (Math.max(from, Math.min(to, value)) - from) / (to - from)));

/** What is not known leaves a gap. */
function path(samples: readonly FleetSample[], x: Scale, panel: number, scale: PanelScale, stroke: string): string {
  let isDrawing = false;
  const steps = samples.map((sample) => {
    const value = scale.of(sample);
    const step = value === null ? "" : `${isDrawing ? "L" : "M"}${x(sample.atMs)} ${yIn(panel, scale, value)}`;
    isDrawing = value !== null;
    return step;
  });
  return `<path d="${steps.join("")}" fill="none" stroke="${stroke}" stroke-width="1.5"/>`;
}

const frame = (panel: number, label: string, low: string, high: string): string =>
  `<rect x="${LEFT}" y="${topOf(panel)}" width="${RIGHT - LEFT}" height="${PANEL}" fill="none" stroke="#bbb"/>` +
  `<text x="${LEFT}" y="${topOf(panel) - 5}" fill="#555">${escaped(label)}</text>` +
  `<text x="${LEFT - 6}" y="${topOf(panel) + PANEL}" text-anchor="end" fill="#555">${low}</text>` +
  `<text x="${LEFT - 6}" y="${topOf(panel) + 10}" text-anchor="end" fill="#555">${high}</text>`;

const dashed = (y: number): string =>
  `<line x1="${LEFT}" x2="${RIGHT}" y1="${y}" y2="${y}" stroke="#999" stroke-dasharray="3 3"/>`;

const shaded = ({ fromMs, toMs, label }: ShadedSpan, x: Scale): string =>
  `<rect x="${x(fromMs)}" y="${TOP}" width="${rounded(x(toMs) - x(fromMs))}" height="${4 * (PANEL + GAP) - GAP}" fill="#eee"/>` +
  `<text x="${x(fromMs) + 4}" y="${TOP + PANEL + 14}" fill="#777">${escaped(label)}</text>`;

const markSvg = (at: number, label: string): string =>
  `<line x1="${at}" x2="${at}" y1="${TOP}" y2="${HEIGHT - 20}" stroke="#c1121f" stroke-dasharray="5 3"/>` +
  `<text x="${at - 4}" y="${TOP + 12}" text-anchor="end" fill="#c1121f">${escaped(label)}</text>`;

const share = (ppm: number | null): number | null => (ppm === null ? null : ppm / 1_000_000);

const rounded = (value: number): number => Math.round(value * 10) / 10;

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
