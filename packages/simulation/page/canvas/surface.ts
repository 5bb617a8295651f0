/** A canvas that is as sharp as the screen, and its size in CSS pixels. */
export interface Surface {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
}

/** Fits a canvas to the width that it has and a height that follows from it, and wipes it. */
export function surfaceOf(canvas: HTMLCanvasElement, heightOf: (width: number) => number): Surface {
  const width = Math.max(1, Math.floor(canvas.clientWidth));
  const height = Math.max(1, Math.round(heightOf(width)));
  const density = Math.min(3, window.devicePixelRatio);
  const [columns, rows] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  if (context === null) throw new TypeError("this browser has no two-dimensional canvas");
  context.setTransform(density, 0, 0, density, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}
