import { type Key, uniformAt } from "@plimsoll/simulation";

/** A matrix among the parameters: how many rows and columns are in use, and how long a row is with its padding. */
export interface WeightMatrix {
  /** Its first number among the parameters. */
  readonly offset: number;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
}

/** Weights uniform in ± gain · √(6 / (rows + columns)) (Glorot and Bengio 2010). What pads is left as it is. */
export function fillWeights(
  parameters: Float32Array,
  { offset, rows, columns, stride }: WeightMatrix,
  gain: number,
  key: Key,
): void {
  const bound = gain * Math.sqrt(6 / (rows + columns));
  for (let i = 0; i < rows; i += 1)
    for (let j = 0; j < columns; j += 1)
      parameters[offset + i * stride + j] = bound * (2 * uniformAt(key, i * columns + j) - 1);
}
