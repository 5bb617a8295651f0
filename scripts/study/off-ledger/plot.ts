import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";

export interface Curve {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly (readonly [number, number])[];
  /** A point that is ringed: where the shipped policy stands. */
  readonly mark?: readonly [number, number];
}

export interface Plot {
  readonly title: string;
  readonly x: { readonly label: string; readonly domain: readonly [number, number] };
  readonly y: { readonly label: string; readonly domain: readonly [number, number] };
  readonly curves: readonly Curve[];
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [860, 360, 60, 250, 36, 48];

/** One SVG without script, style sheet or font. */
export function plotSvg({ title, x, y, curves }: Plot): string {
  const across = scaleLinear([...x.domain], [LEFT, WIDTH - RIGHT]);
  const up = scaleLinear([...y.domain], [HEIGHT - BOTTOM, TOP]);
  const parts = [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(LEFT, 20, title, "start", 14),
    ...across
      .ticks(8)
      .map(
        (tick) =>
          grid(across(tick), across(tick), TOP, HEIGHT - BOTTOM) + text(across(tick), HEIGHT - BOTTOM + 18, `${tick}`),
      ),
    ...up
      .ticks(5)
      .map((tick) => grid(LEFT, WIDTH - RIGHT, up(tick), up(tick)) + text(LEFT - 8, up(tick) + 4, `${tick}`, "end")),
    text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, x.label),
    `<g transform="translate(14 ${(HEIGHT - BOTTOM + TOP) / 2}) rotate(-90)">${text(0, 0, y.label)}</g>`,
    ...curves.flatMap((curve, at) => curveSvg(curve, at, across, up)),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}" role="img" font-family="sans-serif" font-size="12"><title>${title}</title>\n${parts.join("\n")}\n</svg>\n`;
}

type Scale = (value: number) => number;

function curveSvg({ name, colour, points, mark }: Curve, at: number, across: Scale, up: Scale): string[] {
  const path = line<readonly [number, number]>(
    ([value]) => rounded(across(value)),
    ([, value]) => rounded(up(value)),
  );
  const ring =
    mark === undefined
      ? ""
      : `<circle cx="${rounded(across(mark[0]))}" cy="${rounded(up(mark[1]))}" r="5" fill="none" stroke="${colour}" stroke-width="2"/>`;
  const top = TOP + 12 + at * 20;
  return [
    `<path d="${path([...points]) ?? ""}" fill="none" stroke="${colour}" stroke-width="2"/>${ring}`,
    `<line x1="${WIDTH - RIGHT + 14}" x2="${WIDTH - RIGHT + 32}" y1="${top - 4}" y2="${top - 4}" stroke="${colour}" stroke-width="3"/>${text(WIDTH - RIGHT + 38, top, name, "start")}`,
  ];
}

const grid = (x1: number, x2: number, y1: number, y2: number): string =>
  `<line x1="${rounded(x1)}" x2="${rounded(x2)}" y1="${rounded(y1)}" y2="${rounded(y2)}" stroke="#ddd"/>`;

const text = (x: number, y: number, content: string, anchor = "middle", size = 12): string =>
  `<text x="${rounded(x)}" y="${rounded(y)}" text-anchor="${anchor}" font-size="${size}" fill="#333">${content}</text>`;

const rounded = (value: number): number => Math.round(value * 10) / 10;
