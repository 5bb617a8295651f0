// AssemblyScript. Dirt and brains of the Gardener: src/gardener/field/field-twin.ts and src/gardener/brain/brain-twin.ts
// are the same arithmetic in TypeScript, and the oracle. Dirt is an unsigned 16-bit whole number, 65 535 = 1.0.

import { fourPlaces, fourWords } from "./random";

/** Adds round(u · span / 2^15) to each of eight cells at a time, u being 15 random bits; a full cell stays full. */
export function drift(at: usize, vectors: i32, low: u32, high: u32, span: i32): void {
  const h = i32x4.splat(high);
  const bits = i16x8.splat(0x7fff);
  const s = i16x8.splat(<i16>span);
  for (let v = 0; v < vectors; v++) {
    const place = at + ((<usize>v) << 4);
    const growth = i16x8.q15mulr_sat_s(v128.and(fourWords(fourPlaces(low, v << 2), h), bits), s);
    v128.store(place, i16x8.add_sat_u(v128.load(place), growth));
  }
}

@inline
function pairSums(x: v128): v128 {
  return i32x4.extadd_pairwise_i16x8_u(x);
}

/** Stores the sums of dirt, of hot cells and of the ramp over eight cells at a time: three times four 32-bit lanes. */
export function totals(at: usize, vectors: i32, hotAbove: i32, rampFrom: i32, rampWidth: i32, out: usize): void {
  const hot = i16x8.splat(<i16>hotAbove);
  const from = i16x8.splat(<i16>rampFrom);
  const width = i16x8.splat(<i16>rampWidth);
  let dirt = i32x4.splat(0);
  let hots = i16x8.splat(0);
  let ramp = i32x4.splat(0);
  for (let v = 0; v < vectors; v++) {
    const cells = v128.load(at + ((<usize>v) << 4));
    dirt = i32x4.add(dirt, pairSums(cells));
    hots = i16x8.sub(hots, i16x8.gt_u(cells, hot));
    ramp = i32x4.add(ramp, pairSums(i16x8.min_u(i16x8.sub_sat_u(cells, from), width)));
  }
  v128.store(out, dirt);
  v128.store(out, pairSums(hots), 16);
  v128.store(out, ramp, 32);
}

/** Eight deviates for cells 8v … 8v + 7: the sum of four random bytes each, about its mean, times scale / 2^9. */
@inline
function deviates(low: u32, v: i32, h: v128, scale: v128): v128 {
  const first = v << 3;
  const a = byteSums(fourWords(fourPlaces(low, first), h));
  const b = byteSums(fourWords(fourPlaces(low, first + 4), h));
  const centred = i16x8.sub(i16x8.narrow_i32x4_s(a, b), i16x8.splat(510));
  return i16x8.q15mulr_sat_s(i16x8.shl(centred, 6), scale);
}

@inline
function byteSums(words: v128): v128 {
  return i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(words));
}

/** Cells moved by signed noise; what passes a wall is cut off, or comes back from it. */
@inline
function moved(cells: v128, noise: v128, reflects: bool): v128 {
  const zero = i16x8.splat(0);
  if (!reflects) {
    const up = i16x8.max_s(noise, zero);
    const down = i16x8.max_s(i16x8.sub(zero, noise), zero);
    return i16x8.sub_sat_u(i16x8.add_sat_u(cells, up), down);
  }
  const plain = i16x8.add(cells, noise);
  const isDown = i16x8.lt_s(noise, zero);
  const below = v128.and(isDown, i16x8.gt_u(plain, cells));
  const above = v128.andnot(i16x8.lt_u(plain, cells), isDown);
  const fromBelow = v128.bitselect(i16x8.sub(zero, plain), plain, below);
  return v128.bitselect(i16x8.sub(i16x8.splat(-2), plain), fromBelow, above);
}

/** The sums of dirt and of hot cells of the cells moved by the noise of this key, cut off at the walls: twice four lanes. */
export function probe(at: usize, vectors: i32, low: u32, high: u32, scale: i32, hotAbove: i32, out: usize): void {
  const h = i32x4.splat(high);
  const sc = i16x8.splat(<i16>scale);
  const hot = i16x8.splat(<i16>hotAbove);
  let dirt = i32x4.splat(0);
  let hots = i16x8.splat(0);
  for (let v = 0; v < vectors; v++) {
    const cells = moved(v128.load(at + ((<usize>v) << 4)), deviates(low, v, h, sc), false);
    dirt = i32x4.add(dirt, pairSums(cells));
    hots = i16x8.sub(hots, i16x8.gt_u(cells, hot));
  }
  v128.store(out, dirt);
  v128.store(out, pairSums(hots), 16);
}

/** What `totals` stores, of the cells moved by the noise of this key and then by its opposite, reflected at the walls. */
export function probePair(
  at: usize,
  vectors: i32,
  low: u32,
  high: u32,
  scale: i32,
  hotAbove: i32,
  rampFrom: i32,
  rampWidth: i32,
  out: usize,
): void {
  const h = i32x4.splat(high);
  const sc = i16x8.splat(<i16>scale);
  const hot = i16x8.splat(<i16>hotAbove);
  const from = i16x8.splat(<i16>rampFrom);
  const width = i16x8.splat(<i16>rampWidth);
  let dirt = i32x4.splat(0);
  let hots = i16x8.splat(0);
  let ramp = i32x4.splat(0);
  let dirt2 = i32x4.splat(0);
  let hots2 = i16x8.splat(0);
  let ramp2 = i32x4.splat(0);
  for (let v = 0; v < vectors; v++) {
    const cells = v128.load(at + ((<usize>v) << 4));
    const noise = deviates(low, v, h, sc);
    const plus = moved(cells, noise, true);
    dirt = i32x4.add(dirt, pairSums(plus));
    hots = i16x8.sub(hots, i16x8.gt_u(plus, hot));
    ramp = i32x4.add(ramp, pairSums(i16x8.min_u(i16x8.sub_sat_u(plus, from), width)));
    const minus = moved(cells, i16x8.neg(noise), true);
    dirt2 = i32x4.add(dirt2, pairSums(minus));
    hots2 = i16x8.sub(hots2, i16x8.gt_u(minus, hot));
    ramp2 = i32x4.add(ramp2, pairSums(i16x8.min_u(i16x8.sub_sat_u(minus, from), width)));
  }
  v128.store(out, dirt);
  v128.store(out, pairSums(hots), 16);
  v128.store(out, ramp, 32);
  v128.store(out, dirt2, 48);
  v128.store(out, pairSums(hots2), 64);
  v128.store(out, ramp2, 80);
}

// Places in a brain, in bytes: see src/gardener/brain/brain-layout.ts.
const CONV_BIAS: usize = 288;
const LSTM: usize = 320;
const BIAS_INPUT: usize = 12608;
const BIAS_HIDDEN: usize = 12864;
const LINEAR: usize = 13120;
const LINEAR_BIAS: usize = 13632;
const BRAIN: usize = 13664;

/** tanh by Lambert's continued fraction, cut after the ninth power: within 2·10⁻⁵ everywhere. */
@inline
function tanh4(value: v128): v128 {
  const x = f32x4.max(f32x4.min(value, f32x4.splat(6)), f32x4.splat(-6));
  const s = f32x4.mul(x, x);
  let top = f32x4.add(f32x4.splat(990), s);
  top = f32x4.add(f32x4.splat(135135), f32x4.mul(s, top));
  top = f32x4.add(f32x4.splat(4729725), f32x4.mul(s, top));
  top = f32x4.add(f32x4.splat(34459425), f32x4.mul(s, top));
  top = f32x4.mul(x, top);
  let under = f32x4.add(f32x4.splat(13860), f32x4.mul(f32x4.splat(45), s));
  under = f32x4.add(f32x4.splat(945945), f32x4.mul(s, under));
  under = f32x4.add(f32x4.splat(16216200), f32x4.mul(s, under));
  under = f32x4.add(f32x4.splat(34459425), f32x4.mul(s, under));
  return f32x4.max(f32x4.min(f32x4.div(top, under), f32x4.splat(1)), f32x4.splat(-1));
}

@inline
function sigmoid4(x: v128): v128 {
  const half = f32x4.splat(0.5);
  return f32x4.add(half, f32x4.mul(half, tanh4(f32x4.mul(half, x))));
}

@inline
function multiplyAdd(sum: v128, w: v128, x: v128): v128 {
  return f32x4.add(sum, f32x4.mul(w, x));
}

/** The dirt that counts of a view: rows and columns −3 … +2 about the agent (pooling never sees the seventh). */
@inline
function look(grid: usize, side: i32, row: i32, column: i32, view: usize): void {
  for (let r = 0; r < 6; r++) {
    let gridRow = row + r - 3;
    if (gridRow < 0) gridRow += side;
    else if (gridRow >= side) gridRow -= side;
    const line = grid + ((<usize>(gridRow * side)) << 1);
    for (let c = 0; c < 6; c++) {
      let gridColumn = column + c - 3;
      if (gridColumn < 0) gridColumn += side;
      else if (gridColumn >= side) gridColumn -= side;
      const dirt = load<u16>(line + ((<usize>gridColumn) << 1));
      store<f32>(view + ((<usize>(r * 6 + c)) << 2), <f32>dirt / <f32>65535);
    }
  }
}

/** Convolution, ReLU and 2 × 2 pooling; `inputs` gets four places of eight channels. */
@inline
function convolve(brain: usize, view: usize, inputs: usize): void {
  const zero = f32x4.splat(0);
  const biasLow = v128.load(brain + CONV_BIAS);
  const biasHigh = v128.load(brain + CONV_BIAS, 16);
  for (let p = 0; p < 4; p++) {
    let poolLow = zero;
    let poolHigh = zero;
    for (let q = 0; q < 4; q++) {
      const corner = ((p >> 1) * 2 + (q >> 1)) * 6 + (p & 1) * 2 + (q & 1);
      let sumLow = biasLow;
      let sumHigh = biasHigh;
      for (let t = 0; t < 9; t++) {
        const tap = t / 3;
        const x = v128.load32_splat(view + ((<usize>(corner + tap * 6 + (t - tap * 3))) << 2));
        const w = brain + ((<usize>t) << 5);
        sumLow = multiplyAdd(sumLow, v128.load(w), x);
        sumHigh = multiplyAdd(sumHigh, v128.load(w, 16), x);
      }
      poolLow = f32x4.max(poolLow, sumLow);
      poolHigh = f32x4.max(poolHigh, sumHigh);
    }
    v128.store(inputs + ((<usize>p) << 5), poolLow);
    v128.store(inputs + ((<usize>p) << 5), poolHigh, 16);
  }
}

/** Sixteen of the 64 gate sums at `out`: bias, then the 32 inputs, then the 16 hidden values, in that order. */
@inline
function gate(brain: usize, index: usize, inputs: usize, out: usize): void {
  const column = index << 6;
  const bias = brain + column;
  let a = f32x4.add(v128.load(bias + BIAS_INPUT), v128.load(bias + BIAS_HIDDEN));
  let b = f32x4.add(v128.load(bias + BIAS_INPUT, 16), v128.load(bias + BIAS_HIDDEN, 16));
  let c = f32x4.add(v128.load(bias + BIAS_INPUT, 32), v128.load(bias + BIAS_HIDDEN, 32));
  let d = f32x4.add(v128.load(bias + BIAS_INPUT, 48), v128.load(bias + BIAS_HIDDEN, 48));
  let w = brain + LSTM + column;
  for (let i = 0; i < 48; i++) {
    const x = v128.load32_splat(inputs + ((<usize>i) << 2));
    a = multiplyAdd(a, v128.load(w), x);
    b = multiplyAdd(b, v128.load(w, 16), x);
    c = multiplyAdd(c, v128.load(w, 32), x);
    d = multiplyAdd(d, v128.load(w, 48), x);
    w += 256;
  }
  const place = out + column;
  v128.store(place, a);
  v128.store(place, b, 16);
  v128.store(place, c, 32);
  v128.store(place, d, 48);
}

/** The cell's new state: gates in PyTorch's order i, f, g, o; `memory` holds 16 hidden and 16 cell values. */
@inline
function remember(gates: usize, memory: usize): void {
  for (let u: usize = 0; u < 64; u += 16) {
    const i = sigmoid4(v128.load(gates + u));
    const f = sigmoid4(v128.load(gates + u, 64));
    const g = tanh4(v128.load(gates + u, 128));
    const o = sigmoid4(v128.load(gates + u, 192));
    const cell = f32x4.add(f32x4.mul(f, v128.load(memory + u, 64)), f32x4.mul(i, g));
    v128.store(memory + u, cell, 64);
    v128.store(memory + u, f32x4.mul(o, tanh4(cell)));
  }
}

/** The action with the largest output, the first of equals. */
@inline
function choose(brain: usize, memory: usize, actions: i32, scores: usize): i32 {
  let low = v128.load(brain + LINEAR_BIAS);
  let high = v128.load(brain + LINEAR_BIAS, 16);
  for (let i: usize = 0; i < 16; i++) {
    const x = v128.load32_splat(memory + (i << 2));
    const w = brain + LINEAR + (i << 5);
    low = multiplyAdd(low, v128.load(w), x);
    high = multiplyAdd(high, v128.load(w, 16), x);
  }
  v128.store(scores, low);
  v128.store(scores, high, 16);
  let best = 0;
  for (let a = 1; a < actions; a++) {
    if (load<f32>(scores + ((<usize>a) << 2)) > load<f32>(scores + ((<usize>best) << 2))) best = a;
  }
  return best;
}

/**
 * Runs the brains of `count` agents. `agents` holds row, column, brain and memory number of each (four i32); `chosen` gets
 * one byte each. `scratch` has room for 36 + 48 + 64 + 8 numbers.
 */
export function decide(
  count: i32,
  agents: usize,
  grid: usize,
  side: i32,
  brains: usize,
  memories: usize,
  actions: i32,
  chosen: usize,
  scratch: usize,
): void {
  const inputs = scratch + 144;
  const gates = inputs + 192;
  for (let k = 0; k < count; k++) {
    const agent = agents + ((<usize>k) << 4);
    const brain = brains + <usize>load<i32>(agent, 8) * BRAIN;
    const memory = memories + ((<usize>load<i32>(agent, 12)) << 7);
    look(grid, side, load<i32>(agent), load<i32>(agent, 4), scratch);
    convolve(brain, scratch, inputs);
    for (let u: usize = 0; u < 64; u += 16) v128.store(inputs + 128 + u, v128.load(memory + u));
    for (let g: usize = 0; g < 4; g++) gate(brain, g, inputs, gates);
    remember(gates, memory);
    store<u8>(chosen + <usize>k, <u8>choose(brain, memory, actions, gates + 256));
  }
}

/** For tests of the shared arithmetic: tanh of four numbers in place. */
export function tanhFour(at: usize): void {
  v128.store(at, tanh4(v128.load(at)));
}
