import { scaleLinear } from "d3-scale";
import { curveLinear, curveStepAfter, line } from "d3-shape";
import { escapeHtml } from "./escape-html.ts";

export interface Series {
  readonly name: string;
  /** A CSS colour. */
  readonly colour: string;
  readonly points: readonly (readonly [number, number])[];
  /** Holds each value until the next, as a level does. */
  readonly stepped?: boolean;
}

/** A labelled horizontal stretch behind the lines. */
export interface Stripe {
  readonly from: number;
  readonly to: number;
  readonly label: string;
  readonly className: string;
}

export interface Chart {
  readonly title: string;
  readonly x: { readonly label: string; readonly domain: readonly [number, number] };
  readonly y: {
    readonly label: string;
    readonly domain: readonly [number, number];
    readonly format: (value: number) => string;
  };
  readonly stripes?: readonly Stripe[];
  readonly series: readonly Series[];
  /** A vertical line with a word, such as a kill. */
  readonly mark?: { readonly x: number; readonly label: string } | null;
}

const SIZE = { width: 860, height: 300 };
const MARGIN = { top: 12, right: 170, bottom: 44, left: 64 };

/** Draws a chart as one SVG text: no script, no font, no address outside the page. */
export function lineChart(chart: Chart): string {
  const x = scaleLinear(chart.x.domain, [MARGIN.left, SIZE.width - MARGIN.right]);
  const y = scaleLinear(chart.y.domain, [SIZE.height - MARGIN.bottom, MARGIN.top]).clamp(true);
  const parts = [
    ...(chart.stripes ?? []).map((stripe) => stripeSvg(stripe, x, y)),
    ...y.ticks(5).map((tick) => horizontalTick(tick, y(tick), chart.y.format)),
    ...x.ticks(8).map((tick) => verticalTick(tick, x(tick))),
    axisLabels(chart),
    ...chart.series.map((series) => seriesSvg(series, x, y)),
    chart.mark ? markSvg(chart.mark, x) : "",
    legend(chart.series),
  ];
  return `<svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${escapeHtml(chart.title)}">${parts.join("")}</svg>`;
}

type Scale = (value: number) => number;

function stripeSvg({ from, to, label, className }: Stripe, x: Scale & { range(): number[] }, y: Scale): string {
  const [left = 0, right = 0] = x.range();
  const [top, bottom] = [y(to), y(from)];
  return (
    `<rect class="stripe ${className}" x="${left}" y="${round(top)}" width="${right - left}" height="${round(bottom - top)}"/>` +
    `<text class="stripe-label" x="${left + 8}" y="${round(bottom - 5)}">${escapeHtml(label)}</text>`
  );
}

const horizontalTick = (tick: number, top: number, format: (value: number) => string): string =>
  `<line class="grid" x1="${MARGIN.left}" x2="${SIZE.width - MARGIN.right}" y1="${round(top)}" y2="${round(top)}"/>` +
  `<text class="tick" x="${MARGIN.left - 8}" y="${round(top + 4)}" text-anchor="end">${format(tick)}</text>`;

const verticalTick = (tick: number, left: number): string =>
  `<text class="tick" x="${round(left)}" y="${SIZE.height - MARGIN.bottom + 18}" text-anchor="middle">${tick}</text>`;

const axisLabels = ({ x, y }: Chart): string =>
  `<text class="axis" x="${(MARGIN.left + SIZE.width - MARGIN.right) / 2}" y="${SIZE.height - 6}" text-anchor="middle">${escapeHtml(x.label)}</text>` +
  `<text class="axis" transform="translate(14 ${(SIZE.height - MARGIN.bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(y.label)}</text>`;

function seriesSvg({ colour, points, stepped }: Series, x: Scale, y: Scale): string {
  const path = line<readonly [number, number]>()
    .x(([value]) => round(x(value)))
    .y(([, value]) => round(y(value)))
    .curve(stepped === true ? curveStepAfter : curveLinear);
  return `<path class="series" stroke="${colour}" d="${path([...points]) ?? ""}"/>`;
}

const markSvg = ({ x: at, label }: { readonly x: number; readonly label: string }, x: Scale): string =>
  `<line class="mark" x1="${round(x(at))}" x2="${round(x(at))}" y1="${MARGIN.top}" y2="${SIZE.height - MARGIN.bottom}"/>` +
  `<text class="mark-label" x="${round(x(at) - 6)}" y="${SIZE.height - MARGIN.bottom - 8}" text-anchor="end">${escapeHtml(label)}</text>`;

const legend = (series: readonly Series[]): string =>
  series
    .map(
      ({ name, colour }, index) =>
        `<g transform="translate(${SIZE.width - MARGIN.right + 12} ${MARGIN.top + 14 + index * 20})">` +
        `<line x1="0" x2="18" y1="-4" y2="-4" stroke="${colour}" stroke-width="3"/>` +
        `<text class="tick" x="24" y="0">${escapeHtml(name)}</text></g>`,
    )
    .join("");

const round = (value: number): number => Math.round(value * 10) / 10;
