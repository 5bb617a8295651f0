import { CLEAN, SCALE } from "../../src/cluster/actions.ts";
import { cellsOf, type ClusterView } from "../../src/policies/cluster-view.ts";
import { currentPalette, type Palette } from "../canvas/palette.ts";
import { surfaceOf } from "../canvas/surface.ts";
import type { ClusterLane } from "./cluster-lane.ts";
import { cellAfter, intendedWay, targetsOf } from "./intent.ts";
import type { Decision } from "./lane-brain.ts";

/** Where the grid lies on the canvas, in CSS pixels. */
interface Ground {
  readonly context: CanvasRenderingContext2D;
  readonly view: ClusterView;
  readonly colours: Palette;
  readonly size: number;
  readonly left: number;
  readonly top: number;
}

/** The tallest that a grid may be. */
const HEIGHT_MAX = 540;
const CELL_MAX = 96;
const MARGIN = 4;

export function drawCluster(canvas: HTMLCanvasElement, lane: ClusterLane): void {
  const { view } = lane;
  const sizeIn = (width: number): number =>
    Math.min(CELL_MAX, (width - 2 * MARGIN) / view.width, (HEIGHT_MAX - 2 * MARGIN) / view.height);
  const { context, width } = surfaceOf(canvas, (width) => sizeIn(width) * view.height + 2 * MARGIN);
  const size = sizeIn(width);
  const ground = { context, view, colours: currentPalette(), size, left: (width - size * view.width) / 2, top: MARGIN };
  const cells = cellsOf(view);
  for (const cell of cells) drawGround(ground, cell);
  drawWay(ground, lane.trail, ground.colours.way, []);
  for (const cell of cells) drawCell(ground, cell);
  const way = intendedWay(lane.setup.brain.heuristic, view, lane.next);
  drawWay(ground, way, ground.colours.target, [1, size / 7]);
  if (lane.next !== null) for (const cell of targetsOf(lane.next.action, view)) drawTarget(ground, cell);
  drawAgent(ground, view.y * view.width + view.x);
  if (lane.next !== null) drawOdds(ground, lane.next);
}

const cornerOf = ({ view, size, left, top }: Ground, cell: number): readonly [number, number] => [
  left + (cell % view.width) * size,
  top + Math.floor(cell / view.width) * size,
];

const centreOf = (ground: Ground, cell: number): readonly [number, number] => {
  const [x, y] = cornerOf(ground, cell);
  return [x + ground.size / 2, y + ground.size / 2];
};

const isOutOfMemory = ({ view }: Ground, cell: number): boolean => view.memory(cell) >= view.spec.oom.at;

const gapOf = ({ size }: Ground): number => Math.max(0.75, size * 0.035);

/** What a cell stands on; the agent's way lies between it and the bars. */
function drawGround(ground: Ground, cell: number): void {
  const { context, colours, size } = ground;
  const [x, y] = cornerOf(ground, cell);
  const gap = gapOf(ground);
  context.beginPath();
  context.roundRect(x + gap, y + gap, size - 2 * gap, size - 2 * gap, size * 0.1);
  context.fillStyle = isOutOfMemory(ground, cell) ? colours.oom : colours.cell;
  context.fill();
}

function drawCell(ground: Ground, cell: number): void {
  const { context, view, colours, size } = ground;
  const [x, y] = cornerOf(ground, cell);
  const gap = gapOf(ground);
  const isOom = isOutOfMemory(ground, cell);
  const isHot = Math.max(view.cpu(cell), view.memory(cell)) > view.spec.scale.hotAbove;
  drawBars(ground, cell, isOom);
  drawPriority(ground, cell);
  if (isOom) drawCross(ground, cell);
  if (!isHot || isOom) return;
  context.beginPath();
  context.roundRect(x + gap + 1, y + gap + 1, size - 2 * gap - 2, size - 2 * gap - 2, size * 0.09);
  context.strokeStyle = colours.hot;
  context.lineWidth = Math.max(1.5, size * 0.045);
  context.stroke();
}

/** CPU on the left, memory on the right, each from the floor of the cell; a tick where hot begins. */
function drawBars(ground: Ground, cell: number, isOom: boolean): void {
  const { context, view, colours, size } = ground;
  const [x, y] = cornerOf(ground, cell);
  const [floor, full, width] = [y + size * 0.88, size * 0.62, size * 0.22];
  const bars = [
    { share: view.cpu(cell), from: x + size * 0.22, colour: colours.cpu },
    { share: view.memory(cell), from: x + size * 0.56, colour: isOom ? colours.card : colours.memory },
  ];
  for (const { share, from, colour } of bars) {
    context.fillStyle = colour;
    context.fillRect(from, floor - full * share, width, full * share);
  }
  if (size < 26) return;
  const hotAt = floor - full * view.spec.scale.hotAbove;
  context.globalAlpha = 0.55;
  context.fillStyle = colours["cell-mark"];
  context.fillRect(x + size * 0.18, hotAt, size * 0.64, 1);
  context.globalAlpha = 1;
}

/** One to three dots. */
function drawPriority(ground: Ground, cell: number): void {
  const { context, view, colours, size } = ground;
  if (size < 20) return;
  const [x, y] = cornerOf(ground, cell);
  const priority = view.priority(cell);
  const dots = priority > 0.75 ? 3 : priority > 0.35 ? 2 : 1;
  context.fillStyle = dots === 3 ? colours.ink : colours["cell-mark"];
  for (let dot = 0; dot < dots; dot += 1) {
    context.beginPath();
    context.arc(x + size * (0.2 + 0.13 * dot), y + size * 0.15, size * 0.042, 0, 2 * Math.PI);
    context.fill();
  }
}

function drawCross(ground: Ground, cell: number): void {
  const { context, colours, size } = ground;
  const [x, y] = cornerOf(ground, cell);
  context.strokeStyle = colours.card;
  context.lineWidth = Math.max(1.5, size * 0.05);
  context.lineCap = "round";
  context.beginPath();
  for (const [from, to] of [
    [0.24, 0.44],
    [0.44, 0.24],
  ] as const) {
    context.moveTo(x + size * 0.24, y + size * from);
    context.lineTo(x + size * 0.44, y + size * to);
  }
  context.stroke();
}

/** A way from cell to cell, broken where it goes round the edge. */
function drawWay(ground: Ground, cells: readonly number[], colour: string, dash: readonly number[]): void {
  const { context, size, view } = ground;
  context.strokeStyle = colour;
  context.lineCap = "round";
  context.lineWidth = Math.max(1.5, size * 0.055);
  context.setLineDash(dash);
  for (let place = 1; place < cells.length; place += 1) {
    const [from, to] = [cells[place - 1]!, cells[place]!];
    const [x1, y1] = centreOf(ground, from);
    const [x2, y2] = centreOf(ground, to);
    const isRound = Math.abs(x1 - x2) > 1.5 * size || Math.abs(y1 - y2) > 1.5 * size;
    context.globalAlpha = dash.length > 0 ? 0.9 : 0.15 + (0.7 * place) / cells.length;
    context.beginPath();
    if (isRound && view.width * view.height > 4) stubs(context, [x1, y1], [x2, y2], size);
    else segment(context, [x1, y1], [x2, y2]);
    context.stroke();
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
}

type Point = readonly [number, number];

function segment(context: CanvasRenderingContext2D, from: Point, to: Point): void {
  context.moveTo(...from);
  context.lineTo(...to);
}

/** Half a cell out over one edge, and half a cell in over the other. */
function stubs(context: CanvasRenderingContext2D, [x1, y1]: Point, [x2, y2]: Point, size: number): void {
  const [dx, dy] = [Math.sign(x1 - x2) * (size / 2), Math.sign(y1 - y2) * (size / 2)];
  segment(context, [x1, y1], [x1 + dx, y1 + dy]);
  segment(context, [x2 - dx, y2 - dy], [x2, y2]);
}

function drawTarget(ground: Ground, cell: number): void {
  const { context, colours, size } = ground;
  const [x, y] = cornerOf(ground, cell);
  const gap = size * 0.015;
  context.strokeStyle = colours.target;
  context.lineWidth = Math.max(1.5, size * 0.04);
  context.setLineDash([size * 0.14, size * 0.1]);
  context.beginPath();
  context.roundRect(x + gap, y + gap, size - 2 * gap, size - 2 * gap, size * 0.12);
  context.stroke();
  context.setLineDash([]);
}

function drawAgent(ground: Ground, cell: number): void {
  const { context, colours, size } = ground;
  const [x, y] = centreOf(ground, cell);
  context.beginPath();
  context.arc(x, y, size * 0.2, 0, 2 * Math.PI);
  context.lineWidth = Math.max(4, size * 0.13);
  context.strokeStyle = colours.card;
  context.stroke();
  context.lineWidth = Math.max(2, size * 0.075);
  context.strokeStyle = colours.agent;
  context.stroke();
}

/** How likely each action is: arrows to the four neighbours, a disc for clean, an outer ring for scale. */
function drawOdds(ground: Ground, { action, probabilities }: Decision): void {
  const odds = probabilities ?? Array.from({ length: SCALE + 1 }, (_, each) => Number(each === action));
  const { context, view, colours, size } = ground;
  const here = centreOf(ground, view.y * view.width + view.x);
  for (const [each, odd] of odds.entries()) {
    if (odd < 0.01) continue;
    context.globalAlpha = 0.25 + 0.75 * odd;
    context.fillStyle = colours.target;
    context.strokeStyle = colours.target;
    if (each < CLEAN) drawArrow(context, here, directionOf(view, each), size, odd);
    else drawDisc(context, here, size, odd, each === CLEAN);
  }
  context.globalAlpha = 1;
}

/** The step to the neighbour, straight over the edge where it goes round. */
function directionOf(view: ClusterView, action: number): Point {
  const to = cellAfter(view, action);
  const limited = (distance: number, size: number): number =>
    Math.abs(distance) > size / 2 ? -Math.sign(distance) : distance;
  const dx = limited((to % view.width) - view.x, view.width);
  const dy = limited(Math.floor(to / view.width) - view.y, view.height);
  return [Math.sign(dx), Math.sign(dy)];
}

function drawArrow(context: CanvasRenderingContext2D, [x, y]: Point, [dx, dy]: Point, size: number, odd: number): void {
  const [base, length, half] = [size * 0.3, size * (0.12 + 0.3 * odd), size * (0.07 + 0.09 * odd)];
  context.beginPath();
  context.moveTo(x + dx * (base + length), y + dy * (base + length));
  context.lineTo(x + dx * base + dy * half, y + dy * base + dx * half);
  context.lineTo(x + dx * base - dy * half, y + dy * base - dx * half);
  context.fill();
}

function drawDisc(context: CanvasRenderingContext2D, [x, y]: Point, size: number, odd: number, isClean: boolean): void {
  context.beginPath();
  context.arc(x, y, isClean ? size * 0.14 * Math.sqrt(odd) : size * 0.3, 0, 2 * Math.PI);
  context.lineWidth = Math.max(1, size * 0.07 * odd);
  if (isClean) context.fill();
  else context.stroke();
}
