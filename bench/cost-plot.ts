import { scaleLog } from "d3-scale";
import { line } from "d3-shape";

export interface CostSeries {
  readonly name: string;
  readonly color: string;
  readonly points: readonly { readonly at: number; readonly cost: number }[];
}

export interface CostPlot {
  readonly label: string;
  readonly axis: string;
  readonly unit: string;
  readonly series: readonly CostSeries[];
  /** Room for the names of the series, in the plot's own units. */
  readonly namesWidth?: number;
}

const PLOT_WIDTH = 386;
const NAMES_WIDTH = 110;
const HEIGHT = 320;
const MARGIN = { top: 24, bottom: 44, left: 64 };
const RIGHT = MARGIN.left + PLOT_WIDTH;

/** Cost against a size, both axes logarithmic, as an SVG of its own. */
export function costPlot({ label, axis, unit, series, namesWidth = NAMES_WIDTH }: CostPlot): string {
  const width = RIGHT + namesWidth;
  const points = series.flatMap((each) => each.points);
  const sizes = [...new Set(points.map(({ at }) => at))].toSorted((left, right) => left - right);
  const costs = points.map(({ cost }) => cost);
  const x = scaleLog([sizes[0] ?? 1, sizes.at(-1) ?? 10], [MARGIN.left, RIGHT]);
  const y = scaleLog(
    [floorOf(Math.min(...costs)), ceilingOf(Math.max(...costs))],
    [HEIGHT - MARGIN.bottom, MARGIN.top],
  );
  const grid = powersBetween(y.domain()).map(
    (value) =>
      `<path d="M${MARGIN.left} ${short(y(value))}H${RIGHT}" stroke="#ddd"/><text x="${MARGIN.left - 6}" y="${short(y(value) + 4)}" text-anchor="end">${value.toLocaleString("en")}</text>`,
  );
  const ticks = sizes.map(
    (size) =>
      `<text x="${short(x(size))}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${size >= 10_000 ? `${size / 1_000} k` : size}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${HEIGHT}" font-family="sans-serif" font-size="11" role="img" aria-label="${label}">
<rect width="${width}" height="${HEIGHT}" fill="#fff"/>
${[...grid, ...ticks, ...series.map((each, place) => drawn(each, place, x, y))].join("\n")}
<text x="${MARGIN.left - 6}" y="14" text-anchor="end">${unit}</text>
<text x="${(MARGIN.left + RIGHT) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${axis}</text>
</svg>
`;
}

type Scale = (value: number) => number;

/** A line, a dot for each point, and the name in the corner's list: lines that nearly meet would write over one another. */
function drawn({ name, color, points }: CostSeries, place: number, x: Scale, y: Scale): string {
  const path = line<CostSeries["points"][number]>(
    ({ at }) => Number(short(x(at))),
    ({ cost }) => Number(short(y(cost))),
  )([...points]);
  const dots = points.map(
    ({ at, cost }) => `<circle cx="${short(x(at))}" cy="${short(y(cost))}" r="3" fill="${color}"/>`,
  );
  const legend = `<text x="${RIGHT + 10}" y="${MARGIN.top + 16 * (place + 1)}" fill="${color}">${name}</text>`;
  return `<path d="${path}" fill="none" stroke="${color}" stroke-width="2"/>${dots.join("")}${legend}`;
}

const floorOf = (value: number): number => 10 ** Math.floor(Math.log10(value));
const ceilingOf = (value: number): number => 10 ** Math.ceil(Math.log10(value));
const short = (value: number): string => value.toFixed(1);

function powersBetween([low = 1, high = 10]: readonly number[]): readonly number[] {
  const [first, last] = [Math.round(Math.log10(low)), Math.round(Math.log10(high))];
  return Array.from({ length: last - first + 1 }, (_, place) => 10 ** (first + place));
}
