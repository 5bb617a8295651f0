import type { Arithmetic } from "./arithmetic.ts";

const f = Math.fround;

type Products = Pick<Arithmetic, "affine" | "addOuter" | "addColumnSums" | "transpose" | "gatherRows">;

/** Matrix products as three plain loops; each sum runs upwards from what stands there. */
export function plainProducts(buffer: ArrayBufferLike): Products {
  const numbers = new Float32Array(buffer);
  const places = new Uint32Array(buffer);
  const at = (index: number): number => numbers[index] ?? Number.NaN;

  function affine(
    y: number,
    yStride: number,
    x: number,
    xStride: number,
    w: number,
    bias: number,
    ...size: Size
  ): void {
    const [rows, inner, columns] = size;
    for (let i = 0; i < rows; i += 1)
      for (let j = 0; j < columns; j += 1) {
        let sum = at((bias >> 2) + j);
        for (let k = 0; k < inner; k += 1)
          sum = f(sum + f(at((x >> 2) + i * xStride + k) * at((w >> 2) + k * columns + j)));
        numbers[(y >> 2) + i * yStride + j] = sum;
      }
  }

  function addOuter(w: number, x: number, xStride: number, y: number, yStride: number, ...size: Size): void {
    const [rows, inner, columns] = size;
    for (let k = 0; k < inner; k += 1)
      for (let j = 0; j < columns; j += 1) {
        const sum = (w >> 2) + k * columns + j;
        for (let i = 0; i < rows; i += 1)
          numbers[sum] = at(sum) + f(at((x >> 2) + i * xStride + k) * at((y >> 2) + i * yStride + j));
      }
  }

  function addColumnSums(sums: number, y: number, yStride: number, rows: number, columns: number): void {
    for (let i = 0; i < rows; i += 1)
      for (let j = 0; j < columns; j += 1)
        numbers[(sums >> 2) + j] = at((sums >> 2) + j) + at((y >> 2) + i * yStride + j);
  }

  function transpose(to: number, from: number, rows: number, columns: number): void {
    for (let i = 0; i < rows; i += 1)
      for (let j = 0; j < columns; j += 1) numbers[(to >> 2) + j * rows + i] = at((from >> 2) + i * columns + j);
  }

  function gatherRows(to: number, from: number, list: number, rows: number, width: number): void {
    for (let i = 0; i < rows; i += 1) {
      const row = (from >> 2) + (places[(list >> 2) + i] ?? 0) * width;
      numbers.copyWithin((to >> 2) + i * width, row, row + width);
    }
  }

  return { affine, addOuter, addColumnSums, transpose, gatherRows };
}

/** rows, inner, columns. */
type Size = [rows: number, inner: number, columns: number];
