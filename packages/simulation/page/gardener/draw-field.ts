import type { AgentMark, GardenerFrame } from "../../src/gardener/view/frame.ts";
import { channelsOf, currentPalette } from "../canvas/palette.ts";
import { type Surface, surfaceOf } from "../canvas/surface.ts";

const LEVELS = 16;
/** Energy from which an agent is drawn no larger. */
const ENERGY_SHOWN_MAX = 120;
const HEIGHT_MAX = 640;

/** The field as a heat map, and its agents as discs whose area follows their energy. */
export function drawField(canvas: HTMLCanvasElement, frame: GardenerFrame): void {
  const surface = surfaceOf(canvas, (width) => Math.min(width, HEIGHT_MAX));
  const { context, width, height } = surface;
  context.imageSmoothingEnabled = false;
  context.drawImage(heatMap(frame), 0, 0, width, height);
  for (const agent of frame.agents) drawAgent(surface, frame.side, agent);
}

let small: HTMLCanvasElement | null = null;

/** One pixel a cell, to be enlarged. */
function heatMap({ side, levels }: GardenerFrame): HTMLCanvasElement {
  small ??= document.createElement("canvas");
  if (small.width !== side) small.width = small.height = side;
  const context = small.getContext("2d")!;
  const image = context.createImageData(side, side);
  const shades = shadesOf();
  const pixels = new Uint32Array(image.data.buffer);
  for (const [cell, level] of levels.entries()) pixels[cell] = shades[level]!;
  context.putImageData(image, 0, 0);
  return small;
}

/** The sixteen colours from clean to full, as the bytes of a pixel. */
function shadesOf(): Uint32Array {
  const colours = currentPalette();
  const stops = [colours["dirt-clean"], colours["dirt-middle"], colours["dirt-full"]].map(channelsOf);
  const bytes = new Uint8Array(4 * LEVELS);
  for (let level = 0; level < LEVELS; level += 1) {
    const along = (2 * level) / (LEVELS - 1);
    const from = Math.min(1, Math.floor(along));
    for (const channel of [0, 1, 2] as const)
      bytes[4 * level + channel] =
        stops[from]![channel] + (stops[from + 1]![channel] - stops[from]![channel]) * (along - from);
    bytes[4 * level + 3] = 255;
  }
  return new Uint32Array(bytes.buffer);
}

function drawAgent(
  { context, width, height }: Surface,
  side: number,
  { row, column, energy, isEmergency }: AgentMark,
): void {
  const colours = currentPalette();
  const size = width / side;
  const share = Math.sqrt(Math.max(0, Math.min(1, energy / ENERGY_SHOWN_MAX)));
  context.beginPath();
  context.arc(
    (column + 0.5) * size,
    ((row + 0.5) * height) / side,
    Math.max(2, size * (0.28 + 0.75 * share)),
    0,
    2 * Math.PI,
  );
  context.fillStyle = isEmergency ? colours.collapse : colours.gardener;
  context.fill();
  context.lineWidth = Math.max(1, size * 0.14);
  context.strokeStyle = colours["gardener-edge"];
  context.stroke();
}
