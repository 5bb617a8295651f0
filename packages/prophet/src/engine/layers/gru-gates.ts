/**
 * The gates of one step of a gated recurrent unit (Cho et al. 2014) as PyTorch orders them, with the candidate's own hidden bias inside the product
 * with the reset gate:
 *
 *   r = σ(i_r + h_r)   z = σ(i_z + h_z)   n = tanh(i_n + r · h_n)   h' = (1 - z) · n + z · h
 *
 * where i = x · W_i + b_i and h_… = h · W_h + b_h. Rows of `fromInput` and `fromHidden` are [r | z | n], of `gates` [r | z], of the others one
 * width. Each number is computed in f64 and rounded to f32 once, where it is stored; tanh is the arithmetic's.
 */
export interface GateRows {
  /** i, and after the backward pass the slopes of its numbers. */
  readonly fromInput: Float32Array;
  /** h · W_h + b_h, and after the backward pass the slopes of its numbers. */
  readonly fromHidden: Float32Array;
  readonly gates: Float32Array;
  readonly candidate: Float32Array;
  readonly before: Float32Array;
  readonly after: Float32Array;
}

const get = (values: Float32Array, index: number): number => values[index] ?? Number.NaN;

/** Half of what r and z are the σ of: σ(x) = ½ (1 + tanh(x / 2)), and tanh comes next. */
export function writeHalves({ gates, fromInput, fromHidden }: GateRows, rows: number, width: number): void {
  for (let row = 0; row < rows; row += 1)
    for (let j = 0; j < 2 * width; j += 1) {
      const at = 3 * row * width + j;
      gates[2 * row * width + j] = 0.5 * (get(fromInput, at) + get(fromHidden, at));
    }
}

/** From the tanh of the halves to the gates, and what the candidate is the tanh of. */
export function writeCandidates(
  { gates, candidate, fromInput, fromHidden }: GateRows,
  rows: number,
  width: number,
): void {
  for (let i = 0; i < 2 * rows * width; i += 1) gates[i] = 0.5 + 0.5 * get(gates, i);
  for (let row = 0; row < rows; row += 1)
    for (let j = 0; j < width; j += 1) {
      const at = (3 * row + 2) * width + j;
      candidate[row * width + j] = get(fromInput, at) + get(gates, 2 * row * width + j) * get(fromHidden, at);
    }
}

export function writeState({ gates, candidate, before, after }: GateRows, rows: number, width: number): void {
  for (let row = 0; row < rows; row += 1)
    for (let j = 0; j < width; j += 1) {
      const at = row * width + j;
      const update = get(gates, (2 * row + 1) * width + j);
      after[at] = (1 - update) * get(candidate, at) + update * get(before, at);
    }
}

/**
 * From the slope of the state after the step to those of all that the gates are made of; `slope` then holds the part that goes to the state before
 * by way of z · h alone.
 */
export function writeSlopes(
  { gates, candidate, before, fromInput, fromHidden }: GateRows,
  slope: Float32Array,
  rows: number,
  width: number,
): void {
  for (let row = 0; row < rows; row += 1)
    for (let j = 0; j < width; j += 1) {
      const at = row * width + j;
      const [ofReset, ofUpdate, ofCandidate] = [
        3 * row * width + j,
        (3 * row + 1) * width + j,
        (3 * row + 2) * width + j,
      ];
      const [reset, update] = [get(gates, 2 * row * width + j), get(gates, (2 * row + 1) * width + j)];
      const [by, n] = [get(slope, at), get(candidate, at)];
      const byCandidate = by * (1 - update) * (1 - n * n);
      const byUpdate = by * (get(before, at) - n) * update * (1 - update);
      const byReset = byCandidate * get(fromHidden, ofCandidate) * reset * (1 - reset);
      fromInput[ofReset] = fromHidden[ofReset] = byReset;
      fromInput[ofUpdate] = fromHidden[ofUpdate] = byUpdate;
      fromInput[ofCandidate] = byCandidate;
      fromHidden[ofCandidate] = byCandidate * reset;
      slope[at] = by * update;
    }
}
