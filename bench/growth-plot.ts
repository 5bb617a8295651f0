import { scaleLog } from "d3-scale";
import { line } from "d3-shape";

/** What a log of a size cost. */
export interface GrowthStep {
  readonly size: number;
  readonly appendPerSecond: number;
  readonly verifyPerSecond: number;
  readonly proveUs: number;
  readonly openMs: number;
  readonly memoryMb: number;
}

const WIDTH = 640;
const HEIGHT = 360;
const MARGIN = { top: 16, right: 150, bottom: 40, left: 60 };
const SERIES = [
  { key: "appendPerSecond", name: "append, entries/s", color: "#1b6ca8" },
  { key: "verifyPerSecond", name: "verify, entries/s", color: "#2a9d5c" },
  { key: "proveUs", name: "prove one, µs", color: "#c0392b" },
  { key: "openMs", name: "open again, ms", color: "#8e44ad" },
  { key: "memoryMb", name: "memory, MB", color: "#7f8c8d" },
] as const;

/** Both axes in powers of ten, as an SVG of its own. */
export function growthPlot(steps: readonly GrowthStep[]): string {
  const sizes = steps.map(({ size }) => size);
  const x = scaleLog([Math.min(...sizes), Math.max(...sizes)], [MARGIN.left, WIDTH - MARGIN.right]);
  const y = scaleLog([1, 1_000_000], [HEIGHT - MARGIN.bottom, MARGIN.top]);
  const grid = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000].map(
    (value) =>
      `<path d="M${MARGIN.left} ${y(value)}H${WIDTH - MARGIN.right}" stroke="#ddd"/><text x="${MARGIN.left - 6}" y="${y(value) + 4}" text-anchor="end">${power(value)}</text>`,
  );
  const ticks = sizes.map(
    (size) => `<text x="${x(size)}" y="${HEIGHT - MARGIN.bottom + 18}" text-anchor="middle">${power(size)}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img" aria-label="Cost of a ledger over its number of entries">
<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>
${[...grid, ...ticks, ...labelled(steps, x, y)].join("\n")}
<text x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 6}" text-anchor="middle">entries in the log</text>
</svg>
`;
}

type Scale = (value: number) => number;

/** A line for each series, its name beside its end; names too near to one another move apart. */
function labelled(steps: readonly GrowthStep[], x: Scale, y: Scale): string[] {
  let lowest = Number.NEGATIVE_INFINITY;
  const last = steps.at(-1) as GrowthStep;
  return SERIES.toSorted((left, right) => last[right.key] - last[left.key]).map(({ key, name, color }) => {
    const path = line<GrowthStep>(
      ({ size }) => x(size),
      (step) => y(Math.max(step[key], 1)),
    )([...steps]);
    lowest = Math.max(lowest + 15, y(Math.max(last[key], 1)));
    return `<path d="${path}" fill="none" stroke="${color}" stroke-width="2"/><text x="${x(last.size) + 8}" y="${lowest + 4}" fill="${color}">${name}</text>`;
  });
}

const power = (value: number): string => `10<tspan dy="-5" font-size="9">${Math.round(Math.log10(value))}</tspan>`;
