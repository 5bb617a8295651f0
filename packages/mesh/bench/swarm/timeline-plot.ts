import { scaleLinear } from "d3-scale";
import type { SwarmCut, SwarmNode, SwarmScenario } from "./scenario.ts";
import type { MeasuredSwarm, SwarmOutcome } from "./swarm-outcome.ts";
import type { TimelineSpan } from "./timeline.ts";

const NAMES_WIDTH = 92;
const PANEL = { width: 560, gap: 36, top: 132, rowHeight: 24, groupGap: 22 };
const EDGE = 24;
/** Shorter than this a span would not be seen; nearer than this two would look like one. */
const PIXEL = 0.6;

const STYLES = {
  working: { color: "#009e73", lane: "thinks", says: "thinks, and is in time" },
  orphaned: { color: "#d62728", lane: "thinks", says: "thinks for nobody: too late, thrown away" },
  waiting: { color: "#9ecae1", lane: "asks", says: "own intent is thought about" },
  stalled: { color: "#f0a030", lane: "asks", says: "own intent stalls: in a queue, or answered and not told" },
} as const;

type What = TimelineSpan["what"];

/**
 * Systems side by side in one scenario, as an SVG of its own: a row for each node, above what it waits for as an opener,
 * below what it works on. Shows the first `windowMs` of the run.
 */
export function timelinePlot(scenario: SwarmScenario, measured: readonly MeasuredSwarm[], windowMs: number): string {
  const rows = rowsOf(scenario);
  const bottom = Math.max(...rows.values()) + PANEL.rowHeight;
  const width = 2 * EDGE + NAMES_WIDTH + measured.length * PANEL.width + (measured.length - 1) * PANEL.gap;
  const height = bottom + 84;
  const shownMs = Math.min(windowMs, scenario.durationMs);
  const frame: Frame = { scenario, rows, bottom, shownMs };
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" fill="#333" role="img" aria-label="What each node does over time, in ${measured.length} systems">
<rect width="${width}" height="${height}" fill="#fff"/>
${heading(scenario, shownMs)}
${rowNames(scenario, rows)}
${measured.map((one, place) => panel(one, EDGE + NAMES_WIDTH + place * (PANEL.width + PANEL.gap), frame)).join("\n")}
${legend(bottom + 58)}
</svg>
`;
}

type Scale = (ms: number) => number;

interface Frame {
  readonly scenario: SwarmScenario;
  readonly rows: ReadonlyMap<string, number>;
  readonly bottom: number;
  readonly shownMs: number;
}

/** Where each node's row begins: the fast ones, and after a gap the slow ones. */
function rowsOf({ nodes }: SwarmScenario): ReadonlyMap<string, number> {
  const ordered = nodes.toSorted((left, right) => left.thinkMs - right.thinkMs);
  const isLater = (speed: SwarmNode["speed"]): number => (speed === "slow" ? PANEL.groupGap : 0);
  return new Map(ordered.map(({ name, speed }, at) => [name, PANEL.top + at * PANEL.rowHeight + isLater(speed)]));
}

const heading = ({ durationMs, timeScale, seed, nodes }: SwarmScenario, shownMs: number): string =>
  `<text x="${EDGE}" y="36" font-size="19" font-weight="600" fill="#111">Fast and slow nodes in one swarm</text>` +
  `<text x="${EDGE}" y="56" fill="#666">${nodes.length} nodes; the first ${shownMs / 1_000} s of ${durationMs / 1_000} s, time scale ${timeScale}, seed ${seed}. In each row: above, what becomes of the node's own intents; below, what it thinks about.</text>`;

const rowNames = ({ nodes }: SwarmScenario, rows: ReadonlyMap<string, number>): string =>
  nodes
    .map(({ name, speed, thinkMs }) => {
      const weight = speed === "slow" ? ' font-weight="600" fill="#111"' : "";
      const y = (rows.get(name) ?? 0) + PANEL.rowHeight / 2 + 4;
      return `<text x="${EDGE}" y="${y}"${weight}>${name}</text><text x="${EDGE + NAMES_WIDTH - 10}" y="${y}" text-anchor="end" fill="#999" font-size="11">${thinkMs / 1_000} s</text>`;
    })
    .join("\n");

function panel({ name, outcome, spans }: MeasuredSwarm, left: number, frame: Frame): string {
  const { scenario, shownMs } = frame;
  const x = scaleLinear([0, shownMs], [left, left + PANEL.width]);
  const figures = [
    [outcome.decidedPerMinute.toFixed(1), "decided per minute"],
    [seconds(outcome.p99DecisionMs), "p99 to a decision"],
    [`${outcome.orphanedThoughts}`, "thoughts thrown away"],
    [`${outcome.rejectedForEver}`, "rejected for ever"],
  ] as const;
  return [
    `<text x="${left}" y="86" font-size="15" font-weight="600" fill="#111">${name}</text>`,
    ...figures.map(([figure, says], at) => headline(left + at * (PANEL.width / 4), figure, says)),
    ...scenario.nodes.map(({ name }) => rowBand(left, frame.rows.get(name) ?? 0)),
    ...x.ticks(6).map((ms) => tick(x(ms), ms, frame)),
    ...scenario.nodes.flatMap(({ name }) => nodeBars(spans, name, frame, x)),
    ...scenario.cuts.filter(({ fromMs }) => fromMs <= shownMs).map((cut) => cutMark(x, cut, outcome, frame)),
  ].join("\n");
}

const headline = (left: number, figure: string, says: string): string =>
  `<text x="${left}" y="106" font-size="14" font-weight="600" fill="#111">${figure}</text><text x="${left}" y="121" font-size="11" fill="#666">${says}</text>`;

const rowBand = (left: number, top: number): string =>
  `<rect x="${left}" y="${top + 1}" width="${PANEL.width}" height="${PANEL.rowHeight - 2}" fill="#f5f6f7"/>`;

function tick(x: number, ms: number, { bottom, shownMs }: Frame): string {
  // The last figure would run into the next panel's first.
  const anchor = ms === shownMs ? "end" : "middle";
  return `<path d="M${short(x)} ${PANEL.top}V${bottom + 4}" stroke="#ddd"/><text x="${short(x)}" y="${bottom + 20}" text-anchor="${anchor}" fill="#666">${ms / 1_000} s</text>`;
}

/** A mark where the node was cut off, and a dashed line for as long as nobody listens to it. */
function cutMark(x: Scale, cut: SwarmCut, { rejectedForEver }: SwarmOutcome, { rows, shownMs }: Frame): string {
  const left = x(cut.fromMs);
  const top = rows.get(cut.node) ?? 0;
  const bottom = top + PANEL.rowHeight + 2;
  const isLost = rejectedForEver > 0;
  const says = `cut off for ${(cut.toMs - cut.fromMs) / 1_000} s${isLost ? ", refused by all ever since" : ""}`;
  const line = `M${short(left)} ${bottom}H${short(x(shownMs))}`;
  return (
    `<path d="M${short(left)} ${top - 1}V${bottom}" stroke="#111" stroke-width="2"/>` +
    (isLost ? `<path d="${line}" stroke="#111" stroke-width="1.5" stroke-dasharray="4 3"/>` : "") +
    `<text x="${short(left)}" y="${bottom + 13}" font-size="11" fill="#111">${says}</text>`
  );
}

const LANES = { asks: { top: 2, height: 9 }, thinks: { top: 13, height: 9 } };

/** One path for each kind of span: thousands of rectangles would make a drawing too large to open. */
function nodeBars(spans: readonly TimelineSpan[], name: string, frame: Frame, x: Scale): string[] {
  const own = spans.filter(({ node, fromMs }) => node === name && fromMs < frame.shownMs);
  return (Object.keys(STYLES) as What[]).flatMap((kind) => {
    const { color, lane } = STYLES[kind];
    const { top, height } = LANES[lane];
    const ends = own
      .filter(({ what }) => what === kind)
      .map(({ fromMs, toMs }) => [x(fromMs), x(Math.min(toMs, frame.shownMs))] as const);
    if (ends.length === 0) return [];
    const y = (frame.rows.get(name) ?? 0) + top + height / 2;
    const path = ends.map(([from, to]) => `M${short(from)} ${y}H${short(Math.max(to - PIXEL, from + PIXEL))}`).join("");
    return [`<path d="${path}" stroke="${color}" stroke-width="${height}"/>`];
  });
}

function legend(y: number): string {
  const widths = [180, 288, 214];
  const order: readonly What[] = ["working", "orphaned", "waiting", "stalled"];
  return order
    .map((kind, at) => {
      const left = EDGE + NAMES_WIDTH + widths.slice(0, at).reduce((sum, each) => sum + each, 0);
      return `<rect x="${left}" y="${y - 9}" width="14" height="9" fill="${STYLES[kind].color}"/><text x="${left + 20}" y="${y}">${STYLES[kind].says}</text>`;
    })
    .join("");
}

const seconds = (ms: number): string => (Number.isNaN(ms) ? "–" : `${(ms / 1_000).toFixed(1)} s`);
const short = (value: number): string => value.toFixed(1);
