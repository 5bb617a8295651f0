/**
 * The learner's arithmetic: single-precision operations on one memory, addressed in bytes. Two implementations, the
 * WebAssembly kernel (packages/simulation/kernel/learner.ts) and its plain twin, agree bit for bit: every sum has one order,
 * every operation is rounded to f32 by itself, and no function comes from a host's library.
 *
 * Matrices are row-major; a stride counts numbers from row to row. Rows come in multiples of 4, columns of 8, lengths of 4.
 */
export interface Arithmetic {
  /** y = bias + x · w; x is rows × inner, w inner × columns without gaps. */
  affine(
    y: number,
    yStride: number,
    x: number,
    xStride: number,
    w: number,
    bias: number,
    rows: number,
    inner: number,
    columns: number,
  ): void;
  /** w += xᵀ · y; x is rows × inner, y rows × columns, inner a multiple of 4. */
  addOuter(
    w: number,
    x: number,
    xStride: number,
    y: number,
    yStride: number,
    rows: number,
    inner: number,
    columns: number,
  ): void;
  /** sums += the sum of each column of y. */
  addColumnSums(sums: number, y: number, yStride: number, rows: number, columns: number): void;
  /** to = fromᵀ; from is rows × columns. */
  transpose(to: number, from: number, rows: number, columns: number): void;
  /** Row i of `to` = row places[i] of `from`; places are unsigned 32-bit numbers. */
  gatherRows(to: number, from: number, places: number, rows: number, width: number): void;
  /** With the ten numbers of `TANH_COEFFICIENTS` at `coefficients`. */
  tanhInPlace(values: number, count: number, coefficients: number): void;
  /** gradients ·= 1 - activations². */
  tanhGradient(gradients: number, activations: number, count: number): void;
  reluInPlace(values: number, count: number): void;
  /** gradients = 0 where the activation is not above 0. */
  reluGradient(gradients: number, activations: number, count: number): void;
  /** e^x, x clamped to [-87, 88]. */
  expInPlace(values: number, count: number): void;
  /** ln x of normal positive x. */
  logInPlace(values: number, count: number): void;
  /**
   * One action for each row of logits, drawn by inverting the softmax over the allowed actions with the word at the row's
   * place under the key, and its log-probability. Masks and actions are bytes. scratch: 256 bytes.
   */
  sampleActions(
    outputs: number,
    width: number,
    rows: number,
    actionCount: number,
    masks: number,
    low: number,
    high: number,
    actions: number,
    logProbabilities: number,
    scratch: number,
  ): void;
  /**
   * The gradient of PPO's loss by each output; row i belongs to step places[i] of the roll-out. Adds to `sums`, four lanes
   * each: policy loss, value loss, entropy, KL, share clipped. scratch: 256 bytes.
   */
  lossGradient(
    outputs: number,
    gradients: number,
    width: number,
    rows: number,
    actionCount: number,
    valueColumn: number,
    places: number,
    actions: number,
    masks: number,
    oldLogProbabilities: number,
    advantages: number,
    returns: number,
    oldValues: number,
    advantageMean: number,
    advantageScale: number,
    clip: number,
    valueClip: number,
    valueWeight: number,
    entropyWeight: number,
    share: number,
    sums: number,
    scratch: number,
  ): void;
  /** Four lanes of sums of squares are added to `sums`. */
  addSquares(sums: number, values: number, count: number): void;
  /** values += others. */
  addInto(values: number, others: number, count: number): void;
  /** A step of Adam with gradients · scale; rests are 1 - β before rounding, step = rate / (1 - β₁ᵗ), root = 1 / √(1 - β₂ᵗ). */
  adamStep(
    parameters: number,
    gradients: number,
    means: number,
    squares: number,
    count: number,
    scale: number,
    beta1: number,
    rest1: number,
    beta2: number,
    rest2: number,
    step: number,
    root: number,
    epsilon: number,
  ): void;
}

/** Numbers of scratch that `sampleActions` and `lossGradient` need, in bytes. */
export const SCRATCH_BYTES = 256;

/** The places of the sums of `lossGradient`. */
export const LOSS_SUMS = ["policyLoss", "valueLoss", "entropy", "kl", "clipShare"] as const;
