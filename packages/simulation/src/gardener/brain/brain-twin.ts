import { DIRT_FULL } from "../field/dirt-unit.ts";
import type { BrainBank, BrainBankMaker, BrainBatch } from "./brain-bank.ts";
import { BRAIN_FLOATS, HIDDEN, MEMORY_FLOATS } from "./brain-layout.ts";

/**
 * The brains in plain TypeScript, every sum and product rounded to 32 bits in the kernel's order: the oracle of the kernel. The
 * last row and column of the view are never read: pooling drops what they would feed.
 */
export const brainTwin: BrainBankMaker = (brains, memories) => {
  const bank: BrainBank = {
    brains: new Float32Array(brains * BRAIN_FLOATS),
    memories: new Float32Array(memories * MEMORY_FLOATS),
    decide: (batch) => {
      for (let index = 0; index < batch.count; index += 1) batch.chosen[index] = chosenBy(bank, batch, index);
    },
  };
  return bank;
};

const { fround } = Math;
const SEEN_SIDE = 6;
const GATE_SUMS = 4 * HIDDEN;
const CONV_BIAS = 72;
const LSTM = 80;
const BIAS_INPUT = 3_152;
const BIAS_HIDDEN = 3_216;
const LINEAR = 3_280;
const LINEAR_BIAS = 3_408;
const OUTPUTS = 8;

function chosenBy({ brains, memories }: BrainBank, batch: BrainBatch, index: number): number {
  const [row, column, brainNumber, memoryNumber] = batch.agents.subarray(4 * index, 4 * index + 4) as unknown as Quad;
  const brain = brains.subarray(brainNumber * BRAIN_FLOATS, (brainNumber + 1) * BRAIN_FLOATS);
  const memory = memories.subarray(memoryNumber * MEMORY_FLOATS, (memoryNumber + 1) * MEMORY_FLOATS);
  const features = convolved(brain, seen(batch.cells, batch.side, row, column));
  remember(gateSums(brain, features, memory), memory);
  return largest(outputs(brain, memory), batch.actions);
}

type Quad = readonly [number, number, number, number];

/** Dirt in rows and columns −3 … +2 about the agent, on a torus. */
export function seen(cells: Uint16Array, side: number, row: number, column: number): Float32Array {
  const view = new Float32Array(SEEN_SIDE * SEEN_SIDE);
  for (let place = 0; place < view.length; place += 1) {
    const seenRow = (row + Math.floor(place / SEEN_SIDE) - 3 + side) % side;
    const seenColumn = (column + (place % SEEN_SIDE) - 3 + side) % side;
    view[place] = cells[seenRow * side + seenColumn]! / DIRT_FULL;
  }
  return view;
}

/** Four places of eight channels. */
export function convolved(brain: Float32Array, view: Float32Array): Float32Array {
  const features = new Float32Array(32);
  for (let place = 0; place < 4; place += 1) {
    for (let channel = 0; channel < 8; channel += 1) {
      let most = 0;
      for (let part = 0; part < 4; part += 1) {
        const row = 2 * (place >> 1) + (part >> 1);
        const column = 2 * (place & 1) + (part & 1);
        most = Math.max(most, filtered(brain, view, channel, SEEN_SIDE * row + column));
      }
      features[8 * place + channel] = most;
    }
  }
  return features;
}

function filtered(brain: Float32Array, view: Float32Array, channel: number, corner: number): number {
  let sum = brain[CONV_BIAS + channel]!;
  for (let tap = 0; tap < 9; tap += 1) {
    const place = corner + SEEN_SIDE * Math.floor(tap / 3) + (tap % 3);
    sum = fround(sum + fround(brain[8 * tap + channel]! * view[place]!));
  }
  return sum;
}

function gateSums(brain: Float32Array, features: Float32Array, memory: Float32Array): Float32Array {
  const sums = new Float32Array(GATE_SUMS);
  for (let gate = 0; gate < GATE_SUMS; gate += 1) {
    let sum = fround(brain[BIAS_INPUT + gate]! + brain[BIAS_HIDDEN + gate]!);
    for (let input = 0; input < 32; input += 1) {
      sum = fround(sum + fround(brain[LSTM + GATE_SUMS * input + gate]! * features[input]!));
    }
    for (let input = 0; input < HIDDEN; input += 1) {
      sum = fround(sum + fround(brain[LSTM + GATE_SUMS * (32 + input) + gate]! * memory[input]!));
    }
    sums[gate] = sum;
  }
  return sums;
}

/** PyTorch's order of gates: input, forget, candidate, output. */
function remember(sums: Float32Array, memory: Float32Array): void {
  for (let unit = 0; unit < HIDDEN; unit += 1) {
    const kept = fround(sigmoid(sums[HIDDEN + unit]!) * memory[HIDDEN + unit]!);
    const added = fround(sigmoid(sums[unit]!) * tanh32(sums[2 * HIDDEN + unit]!));
    const cell = fround(kept + added);
    memory[HIDDEN + unit] = cell;
    memory[unit] = fround(sigmoid(sums[3 * HIDDEN + unit]!) * tanh32(cell));
  }
}

function outputs(brain: Float32Array, memory: Float32Array): Float32Array {
  const sums = new Float32Array(OUTPUTS);
  for (let output = 0; output < OUTPUTS; output += 1) {
    let sum = brain[LINEAR_BIAS + output]!;
    for (let input = 0; input < HIDDEN; input += 1) {
      sum = fround(sum + fround(brain[LINEAR + OUTPUTS * input + output]! * memory[input]!));
    }
    sums[output] = sum;
  }
  return sums;
}

function largest(sums: Float32Array, actions: number): number {
  let best = 0;
  for (let action = 1; action < actions; action += 1) if (sums[action]! > sums[best]!) best = action;
  return best;
}

const NUMERATOR = [1, 990, 135_135, 4_729_725, 34_459_425].map(fround);
const DENOMINATOR = [45, 13_860, 945_945, 16_216_200, 34_459_425].map(fround);

/**
 * tanh by Lambert's continued fraction, cut after the ninth power and held in [−1, 1]: within 2·10⁻⁵ of tanh, and made of sums,
 * products and one quotient only, which every host rounds alike. Engines differ in `Math.tanh`.
 */
export function tanh32(value: number): number {
  const x = Math.max(Math.min(value, 6), -6);
  const square = fround(x * x);
  const quotient = fround(fround(x * polynomial(NUMERATOR, square)) / polynomial(DENOMINATOR, square));
  return Math.max(Math.min(quotient, 1), -1);
}

/** Horner's rule, highest power first. */
const polynomial = (coefficients: readonly number[], x: number): number =>
  coefficients.reduce((sum, coefficient) => fround(coefficient + fround(sum * x)), 0);

const sigmoid = (x: number): number => fround(0.5 + fround(0.5 * tanh32(fround(0.5 * x))));
