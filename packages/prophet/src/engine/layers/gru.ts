import { type Arena, TANH_COEFFICIENTS } from "@plimsoll/simulation/arithmetic";
import type { WeightMatrix } from "../initial-weights.ts";
import type { Memory, Placed } from "../memory.ts";
import { paddedWidth } from "../padding.ts";
import { type GateRows, writeCandidates, writeHalves, writeSlopes, writeState } from "./gru-gates.ts";
import type { Layer } from "./layer.ts";

/** Gates whose columns stand beside one another in each matrix: reset, update, candidate. */
const GATES = 3;

export interface GruSize {
  /** Numbers of one step. */
  readonly features: number;
  /** Hidden units. */
  readonly outputs: number;
}

/** Widths with padding: of a step, of the hidden state, of all gates. */
const widths = ({ features, outputs }: GruSize): { inner: number; width: number; all: number } => {
  const width = paddedWidth(outputs);
  return { inner: paddedWidth(features), width, all: GATES * width };
};

/** W_i (features × gates), b_i, W_h (units × gates), b_h. */
export function gruParameterCount(size: GruSize): number {
  const { inner, width, all } = widths(size);
  return (inner + width + 2) * all;
}

/** The six matrices, by gate those from the input, then those from the hidden state. */
export function gruWeights(offset: number, { features, outputs }: GruSize): readonly WeightMatrix[] {
  const { inner, width, all } = widths({ features, outputs });
  const hidden = offset + (inner + 1) * all;
  return Array.from({ length: GATES }, (_, gate) => gate * width).flatMap((column) => [
    { offset: offset + column, rows: features, columns: outputs, stride: all },
    { offset: hidden + column, rows: outputs, columns: outputs, stride: all },
  ]);
}

export interface GruPlace extends GruSize {
  /** Of a row, the oldest first. */
  readonly steps: number;
  /** Byte addresses. */
  readonly parameters: number;
  readonly gradients: number;
  readonly rowsMax: number;
  readonly givesInputGradient: boolean;
}

/**
 * A gated recurrent unit unrolled over the steps of each row, from a hidden state of 0 (layers/gru-gates.ts has the equations); its output is the
 * last hidden state. Backward through all steps.
 */
export function placeGru(arena: Arena, place: GruPlace): Placed<Layer> {
  const { inner, width, all } = widths(place);
  const [{ rowsMax }, allRows] = [place, place.steps * place.rowsMax];
  const buffers: GruBuffers = {
    x: arena.numbers(allRows * inner),
    fromInput: arena.numbers(allRows * all),
    fromHidden: arena.numbers(allRows * all),
    gates: arena.numbers(allRows * 2 * width),
    candidate: arena.numbers(allRows * width),
    states: arena.numbers((place.steps + 1) * rowsMax * width),
    slope: arena.numbers(rowsMax * width),
    carried: arena.numbers(rowsMax * width),
    turned: arena.numbers(all * Math.max(inner, width)),
    noBias: arena.numbers(Math.max(inner, width)),
    dSteps: arena.numbers(allRows * inner),
    dx: arena.numbers(rowsMax * paddedWidth(place.steps * place.features)),
    coefficients: arena.numbers(TANH_COEFFICIENTS.length),
  };
  return (memory) => gru(memory, place, buffers);
}

/** Byte addresses. Rows of all steps stand step by step: step t's begin at t · rows of the pass. */
interface GruBuffers {
  readonly x: number;
  readonly fromInput: number;
  readonly fromHidden: number;
  readonly gates: number;
  readonly candidate: number;
  /** One step more than the others: the first is 0. */
  readonly states: number;
  readonly slope: number;
  readonly carried: number;
  readonly turned: number;
  readonly noBias: number;
  readonly dSteps: number;
  readonly dx: number;
  readonly coefficients: number;
}

function gru(memory: Memory, place: GruPlace, buffers: GruBuffers): Layer {
  memory.at(buffers.coefficients, TANH_COEFFICIENTS.length).set(TANH_COEFFICIENTS);
  return {
    forward: (x, rows) => {
      gather(memory, place, buffers, x, rows);
      return forward(memory, place, buffers, rows);
    },
    backward: (dy, rows) => {
      backThroughTime(memory, place, buffers, dy, rows);
      addGradients(memory, place, buffers, rows);
      if (place.givesInputGradient) writeInputGradient(memory, place, buffers, rows);
      return buffers.dx;
    },
  };
}

/** Byte addresses of W_i, b_i, W_h and b_h from the first number on. */
function blocks(first: number, size: GruSize): { wi: number; bi: number; wh: number; bh: number } {
  const { inner, width, all } = widths(size);
  const bi = first + 4 * inner * all;
  const wh = bi + 4 * all;
  return { wi: first, bi, wh, bh: wh + 4 * width * all };
}

/** Rows of steps side by side become rows of one step, step by step. */
function gather({ numbers }: Memory, place: GruPlace, buffers: GruBuffers, x: number, rows: number): void {
  const { steps, features } = place;
  const { inner } = widths(place);
  const rowWidth = paddedWidth(steps * features);
  for (let step = 0; step < steps; step += 1)
    for (let row = 0; row < rows; row += 1) {
      const from = x / 4 + row * rowWidth + step * features;
      numbers.copyWithin(buffers.x / 4 + (step * rows + row) * inner, from, from + features);
    }
}

function forward({ arithmetic, at }: Memory, place: GruPlace, buffers: GruBuffers, rows: number): number {
  const { inner, width, all } = widths(place);
  const { wi, bi, wh, bh } = blocks(place.parameters, place);
  const { fromInput, fromHidden, gates, candidate, states, coefficients } = buffers;
  const stateBytes = 4 * rows * width;
  arithmetic.affine(fromInput, all, buffers.x, inner, wi, bi, place.steps * rows, inner, all);
  at(states, rows * width).fill(0);
  for (let step = 0; step < place.steps; step += 1) {
    const views = viewsOf(at, place, buffers, step, rows);
    const state = states + step * stateBytes;
    arithmetic.affine(fromHidden + step * GATES * stateBytes, all, state, width, wh, bh, rows, width, all);
    writeHalves(views, rows, width);
    arithmetic.tanhInPlace(gates + 2 * step * stateBytes, 2 * rows * width, coefficients);
    writeCandidates(views, rows, width);
    arithmetic.tanhInPlace(candidate + step * stateBytes, rows * width, coefficients);
    writeState(views, rows, width);
  }
  return states + place.steps * stateBytes;
}

function viewsOf(at: Memory["at"], place: GruPlace, buffers: GruBuffers, step: number, rows: number): GateRows {
  const count = rows * widths(place).width;
  const view = (address: number, times: number): Float32Array => at(address + 4 * times * step * count, times * count);
  return {
    fromInput: view(buffers.fromInput, GATES),
    fromHidden: view(buffers.fromHidden, GATES),
    gates: view(buffers.gates, 2),
    candidate: view(buffers.candidate, 1),
    before: view(buffers.states, 1),
    after: at(buffers.states + 4 * (step + 1) * count, count),
  };
}

/** The slopes of all gates, from the last step to the first. */
function backThroughTime(memory: Memory, place: GruPlace, buffers: GruBuffers, dy: number, rows: number): void {
  const { arithmetic, at } = memory;
  const { width, all } = widths(place);
  const { turned, noBias, fromHidden, carried } = buffers;
  const [slope, back] = [at(buffers.slope, rows * width), at(carried, rows * width)];
  slope.set(at(dy, rows * width));
  arithmetic.transpose(turned, blocks(place.parameters, place).wh, width, all);
  for (let step = place.steps - 1; step >= 0; step -= 1) {
    writeSlopes(viewsOf(at, place, buffers, step, rows), slope, rows, width);
    if (step === 0) return;
    arithmetic.affine(carried, width, fromHidden + 4 * step * rows * all, all, turned, noBias, rows, all, width);
    for (let i = 0; i < slope.length; i += 1) slope[i] = (slope[i] ?? Number.NaN) + (back[i] ?? Number.NaN);
  }
}

function addGradients({ arithmetic }: Memory, place: GruPlace, buffers: GruBuffers, rows: number): void {
  const { inner, width, all } = widths(place);
  const { wi, bi, wh, bh } = blocks(place.gradients, place);
  const count = place.steps * rows;
  arithmetic.addOuter(wi, buffers.x, inner, buffers.fromInput, all, count, inner, all);
  arithmetic.addColumnSums(bi, buffers.fromInput, all, count, all);
  arithmetic.addOuter(wh, buffers.states, width, buffers.fromHidden, all, count, width, all);
  arithmetic.addColumnSums(bh, buffers.fromHidden, all, count, all);
}

function writeInputGradient(memory: Memory, place: GruPlace, buffers: GruBuffers, rows: number): void {
  const { arithmetic, numbers } = memory;
  const { steps, features } = place;
  const { inner, all } = widths(place);
  const { turned, noBias, dSteps, fromInput, dx } = buffers;
  const rowWidth = paddedWidth(steps * features);
  arithmetic.transpose(turned, place.parameters, inner, all);
  arithmetic.affine(dSteps, inner, fromInput, all, turned, noBias, steps * rows, all, inner);
  for (let step = 0; step < steps; step += 1)
    for (let row = 0; row < rows; row += 1) {
      const from = dSteps / 4 + (step * rows + row) * inner;
      numbers.copyWithin(dx / 4 + row * rowWidth + step * features, from, from + features);
    }
}
