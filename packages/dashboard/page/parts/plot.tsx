import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { theme } from "../data/theme.ts";

export interface Line {
  readonly label: string;
  /** Name of a custom property of the style sheet. */
  readonly color: string;
  readonly points: readonly (number | null)[];
}

export interface PlotOptions {
  /** What the picture shows, for those who hear it. */
  readonly says: string;
  /** Ordinals of checkpoints, or another number that rises. */
  readonly x: readonly number[];
  readonly lines: readonly Line[];
  readonly height: number;
  readonly range: readonly [number, number];
  /** Horizontal marks, such as the edges of the bands. */
  readonly marks: readonly { readonly at: number; readonly label: string }[];
  /** Digits behind the point on the axis. */
  readonly digits: number;
}

/** A plot that keeps its size with the page and its colours with the theme. What draws it is fetched when the first one is drawn. */
export function Plot(options: PlotOptions): JSX.Element {
  const place = useRef<HTMLDivElement>(null);
  const themeNow = theme.value;
  const content = JSON.stringify([options.x, options.lines, options.marks, options.range]);
  useEffect(() => {
    const room = place.current;
    let isLeft = false;
    let end = (): void => {};
    void import("uplot").then(({ default: Library }) => {
      if (room !== null && !isLeft) end = drawn(Library, options, room);
    });
    return () => {
      isLeft = true;
      end();
    };
  }, [content, themeNow]);
  return <div class="plot" ref={place} role="img" aria-label={options.says} data-height={options.height} />;
}

/** Draws into a room and keeps its width; the answer ends that. */
function drawn(Library: typeof uPlot, options: PlotOptions, room: HTMLElement): () => void {
  const plot = new Library(settingsOf(options, room.clientWidth), dataOf(options), room);
  // uPlot makes a scale of its own for a single point.
  const [only] = options.x;
  if (only !== undefined && options.x.length === 1) plot.setScale("x", { min: only - 0.5, max: only + 0.5 });
  const watch = new ResizeObserver(() => plot.setSize({ width: room.clientWidth, height: options.height }));
  watch.observe(room);
  return () => {
    watch.disconnect();
    plot.destroy();
  };
}

const dataOf = ({ x, lines }: PlotOptions): uPlot.AlignedData => [[...x], ...lines.map(({ points }) => [...points])];

function settingsOf(options: PlotOptions, width: number): uPlot.Options {
  const { height, range, lines, digits } = options;
  const axis = {
    stroke: colorOf("--soft"),
    font: "11px system-ui",
    ticks: { show: false },
    grid: { stroke: colorOf("--grid"), width: 1 },
  };
  return {
    width: Math.max(width, 60),
    height,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: true } },
    // Room beside the first and the last, and something to stand on where there is only one.
    scales: {
      x: { time: false, range: (_, least, most) => [least - 0.5, most + 0.5] },
      y: { range: [range[0], range[1]] },
    },
    axes: [
      { ...axis, size: 28, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000, 100_000] },
      { ...axis, size: 44, values: (_, values) => values.map((value) => value.toFixed(digits)) },
    ],
    series: [
      {},
      ...lines.map(({ label, color }) => ({
        label,
        stroke: colorOf(color),
        width: 2,
        spanGaps: false,
        points: { show: true, size: 5, fill: colorOf("--card") },
      })),
    ],
    hooks: { drawAxes: [(plot) => drawMarks(plot, options)] },
  };
}

function drawMarks(plot: uPlot, { marks }: PlotOptions): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colorOf("--line-strong");
  ctx.fillStyle = colorOf("--soft");
  ctx.font = `${11 * devicePixelRatio}px system-ui`;
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  for (const { at, label } of marks) {
    const y = Math.round(plot.valToPos(at, "y", true));
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(label, bbox.left + bbox.width - 2 * devicePixelRatio, y - 3 * devicePixelRatio);
  }
  ctx.restore();
}

/** What a custom property comes to under the present theme, in a form that a canvas reads. */
function colorOf(property: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${property})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
