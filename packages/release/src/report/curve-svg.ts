import type { Curve, CurveLine } from "./document.ts";
import { type Markup, markup } from "./markup.ts";
import { share } from "./words.ts";

const BOX = { left: 56, right: 520, top: 12, bottom: 200, width: 700, height: 244 };
const TICKS = [0, 2_500, 5_000, 7_500, 10_000];

/** Shares over cycles as one SVG without script or style of its own; lines differ by dashes, not by colour alone. */
export function curveSvg(curve: Curve): Markup {
  const xs = curve.lines.flatMap(({ points }) => points.map(([x]) => x));
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const x = (at: number): number =>
    tenth(first === last ? BOX.left : BOX.left + ((at - first) * (BOX.right - BOX.left)) / (last - first));
  return markup`<svg viewBox="0 0 ${BOX.width} ${BOX.height}" role="img" aria-label="${curve.caption}, n = ${curve.n}">${TICKS.map(tick)}${curve.marks.map(mark)}${curve.lines.map((line, place) => drawn(line, place, x))}${[first, last].map((at) => markup`<text class="tick" x="${x(at)}" y="${BOX.bottom + 18}" text-anchor="middle">${at}</text>`)}<text class="tick" x="${(BOX.left + BOX.right) / 2}" y="${BOX.height - 6}" text-anchor="middle">${curve.xLabel}</text></svg>`;
}

const y = (at: number): number => tenth(BOX.bottom - (at * (BOX.bottom - BOX.top)) / 10_000);

const tenth = (value: number): number => Math.round(value * 10) / 10;

const tick = (at: number): Markup =>
  markup`<line class="grid" x1="${BOX.left}" x2="${BOX.right}" y1="${y(at)}" y2="${y(at)}"/><text class="tick" x="${BOX.left - 8}" y="${y(at) + 4}" text-anchor="end">${(at / 10_000).toFixed(2)}</text>`;

const mark = ({ name, share: at }: Curve["marks"][number]): Markup =>
  markup`<line class="limit" x1="${BOX.left}" x2="${BOX.right}" y1="${y(at)}" y2="${y(at)}"/><text class="limit-name" x="${BOX.right + 8}" y="${y(at) + 4}">${name} ${share(at)}</text>`;

function drawn({ name, points }: CurveLine, place: number, x: (at: number) => number): Markup {
  const [, end] = points.at(-1) ?? [0, 0];
  const path = points.map(([at, value]) => `${x(at)},${y(value)}`).join(" ");
  return markup`<polyline class="line line-${place}" points="${path}"/><text class="line-name" x="${BOX.right + 8}" y="${Math.min(y(end) - 6, BOX.bottom - 30) + place * 14}">${name}</text>`;
}
