import type { Curve, CurveLine } from "./document.ts";
import { type Markup, markup } from "./markup.ts";
import { share } from "./words.ts";

const BOX = { left: 56, right: 490, top: 12, bottom: 200, width: 700, height: 244 };
const TICKS = [0, 2_500, 5_000, 7_500, 10_000];
const LABEL_GAP = 15;

/** Shares over cycles as one SVG without script or style of its own; lines differ by dashes, not by colour alone. */
export function curveSvg(curve: Curve): Markup {
  const xs = curve.lines.flatMap(({ points }) => points.map(([x]) => x));
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const x = (at: number): number =>
    tenth(first === last ? BOX.left : BOX.left + ((at - first) * (BOX.right - BOX.left)) / (last - first));
  return markup`<svg viewBox="0 0 ${BOX.width} ${BOX.height}" role="img" aria-label="${curve.caption}, n = ${curve.n}">${TICKS.map(tick)}${curve.marks.map(mark)}${curve.lines.map((line, place) => drawn(line, place, x))}${placed(labelsOf(curve)).map(labelMarkup)}${[first, last].map((at) => markup`<text class="tick" x="${x(at)}" y="${BOX.bottom + 18}" text-anchor="middle">${at}</text>`)}<text class="tick" x="${(BOX.left + BOX.right) / 2}" y="${BOX.height - 6}" text-anchor="middle">${curve.xLabel}</text></svg>`;
}

const y = (at: number): number => tenth(BOX.bottom - (at * (BOX.bottom - BOX.top)) / 10_000);

const tenth = (value: number): number => Math.round(value * 10) / 10;

const tick = (at: number): Markup =>
  markup`<line class="grid" x1="${BOX.left}" x2="${BOX.right}" y1="${y(at)}" y2="${y(at)}"/><text class="tick" x="${BOX.left - 8}" y="${y(at) + 4}" text-anchor="end">${(at / 10_000).toFixed(2)}</text>`;

const mark = ({ share: at }: Curve["marks"][number]): Markup =>
  markup`<line class="limit" x1="${BOX.left}" x2="${BOX.right}" y1="${y(at)}" y2="${y(at)}"/>`;

/** A line of one point is a dot. */
function drawn({ points }: CurveLine, place: number, x: (at: number) => number): Markup {
  const [only] = points;
  if (points.length === 1 && only !== undefined)
    return markup`<circle class="dot" cx="${x(only[0])}" cy="${y(only[1])}" r="5"/>`;
  const path = points.map(([at, value]) => `${x(at)},${y(value)}`).join(" ");
  return markup`<polyline class="line line-${place}" points="${path}"/>`;
}

interface Label {
  readonly text: string;
  /** Where it stands. */
  readonly y: number;
  readonly sample: "limit" | "dot" | "line";
  /** Place of its line among the lines. */
  readonly place: number;
}

const labelsOf = ({ lines, marks }: Curve): readonly Label[] => [
  ...marks.map((each, place) => ({
    text: `${each.name} ${share(each.share)}`,
    y: y(each.share),
    sample: "limit" as const,
    place,
  })),
  ...lines.map(({ name, points }, place) => {
    const end = points.at(-1)?.[1] ?? 0;
    const sample = points.length === 1 ? ("dot" as const) : ("line" as const);
    return { text: `${name} ${share(end)}`, y: y(end), sample, place };
  }),
];

/** Labels beside their ends, and where two would touch, one below the other. */
function placed(labels: readonly Label[]): readonly Label[] {
  const down: Label[] = [];
  for (const label of labels.toSorted((one, other) => one.y - other.y))
    down.push({ ...label, y: Math.max(label.y, (down.at(-1)?.y ?? -LABEL_GAP) + LABEL_GAP) });
  return down.map((label, place) => ({
    ...label,
    y: Math.min(label.y, BOX.bottom - (down.length - 1 - place) * LABEL_GAP),
  }));
}

const labelMarkup = ({ text, y: at, sample, place }: Label): Markup =>
  markup`${sampleMarkup(sample, place, tenth(at))}<text class="${sample === "limit" ? "limit-name" : "line-name"}" x="${BOX.right + 42}" y="${tenth(at + 4)}">${text}</text>`;

function sampleMarkup(sample: Label["sample"], place: number, at: number): Markup {
  const [from, to] = [BOX.right + 8, BOX.right + 36];
  if (sample === "dot") return markup`<circle class="dot" cx="${(from + to) / 2}" cy="${at}" r="5"/>`;
  const className = sample === "limit" ? "limit" : `line line-${place}`;
  return markup`<line class="${className}" x1="${from}" x2="${to}" y1="${at}" y2="${at}"/>`;
}
