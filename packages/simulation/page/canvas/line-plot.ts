import { surfaceOf } from "./surface.ts";

export interface PlotLine {
  readonly values: Float64Array;
  /** How many values fill the width. */
  readonly capacity: number;
  /** The value at the top; 0 is at the bottom. */
  readonly top: number;
  readonly colour: string;
  readonly isFilled?: boolean;
}

/** A band of the background between two heights, as shares of the plot. */
export interface PlotBand {
  readonly from: number;
  readonly to: number;
  readonly colour: string;
}

export interface Plot {
  readonly height: number;
  readonly lines: readonly PlotLine[];
  readonly bands?: readonly PlotBand[];
  readonly grid: string;
}

/** Lines from the left as they come, and moving to the left when the width is full. */
export function drawPlot(canvas: HTMLCanvasElement, { height: wanted, lines, bands = [], grid }: Plot): void {
  const { context, width, height } = surfaceOf(canvas, () => wanted);
  for (const band of bands) {
    context.globalAlpha = 0.16;
    context.fillStyle = band.colour;
    context.fillRect(0, height * (1 - band.to), width, height * (band.to - band.from));
  }
  context.globalAlpha = 1;
  context.strokeStyle = grid;
  context.lineWidth = 1;
  context.strokeRect(0.5, 0.5, width - 1, height - 1);
  for (const line of lines) drawLine(context, line, width, height);
}

function drawLine(context: CanvasRenderingContext2D, line: PlotLine, width: number, height: number): void {
  const { values, capacity, top, colour, isFilled } = line;
  if (values.length < 2) return;
  const xAt = (place: number): number => (place * width) / (capacity - 1);
  const yAt = (value: number): number => height - 2 - (Math.min(value, top) / top) * (height - 4);
  context.beginPath();
  for (const [place, value] of values.entries()) context.lineTo(xAt(place), yAt(value));
  context.strokeStyle = colour;
  context.lineWidth = 1.6;
  context.lineJoin = "round";
  context.stroke();
  if (isFilled !== true) return;
  context.lineTo(xAt(values.length - 1), height);
  context.lineTo(0, height);
  context.globalAlpha = 0.18;
  context.fillStyle = colour;
  context.fill();
  context.globalAlpha = 1;
}
