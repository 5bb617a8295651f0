// AssemblyScript. The arithmetic of src/learn: products, activations, sampling, the losses of PPO, Adam.
// Every entry has a twin in src/learn/arithmetic/plain-*.ts that does the same operations in the same order: equal bit for
// bit. No fused multiply-add, no libm, no static data, no allocation. Matrices are row-major f32; strides count numbers.
import { fourPlaces, fourWords } from "./random";

// ---- products -------------------------------------------------------------------------------------------------------

/** y = bias + x · w, the sum over `inner` in rising order. rows: a multiple of 4, columns: of 8. */
export function affine(
  y: usize, yStride: i32, x: usize, xStride: i32, w: usize, bias: usize, rows: i32, inner: i32, columns: i32,
): void {
  const xs = (<usize>xStride) << 2;
  const ys = (<usize>yStride) << 2;
  const ws = (<usize>columns) << 2;
  for (let i = 0; i < rows; i += 4) {
    for (let j: usize = 0; j < ws; j += 32) {
      let c0 = v128.load(bias + j), d0 = v128.load(bias + j, 16);
      let c1 = c0, c2 = c0, c3 = c0, d1 = d0, d2 = d0, d3 = d0;
      let p0 = x, p1 = x + xs, p2 = p1 + xs, p3 = p2 + xs;
      let at = w + j;
      for (const end = at + (<usize>inner) * ws; at < end; at += ws) {
        const b = v128.load(at), e = v128.load(at, 16);
        const a0 = v128.load_splat<f32>(p0);
        c0 = f32x4.add(c0, f32x4.mul(a0, b));
        d0 = f32x4.add(d0, f32x4.mul(a0, e));
        const a1 = v128.load_splat<f32>(p1);
        c1 = f32x4.add(c1, f32x4.mul(a1, b));
        d1 = f32x4.add(d1, f32x4.mul(a1, e));
        const a2 = v128.load_splat<f32>(p2);
        c2 = f32x4.add(c2, f32x4.mul(a2, b));
        d2 = f32x4.add(d2, f32x4.mul(a2, e));
        const a3 = v128.load_splat<f32>(p3);
        c3 = f32x4.add(c3, f32x4.mul(a3, b));
        d3 = f32x4.add(d3, f32x4.mul(a3, e));
        p0 += 4; p1 += 4; p2 += 4; p3 += 4;
      }
      let to = y + j;
      v128.store(to, c0); v128.store(to, d0, 16); to += ys;
      v128.store(to, c1); v128.store(to, d1, 16); to += ys;
      v128.store(to, c2); v128.store(to, d2, 16); to += ys;
      v128.store(to, c3); v128.store(to, d3, 16);
    }
    x += xs << 2;
    y += ys << 2;
  }
}

/** So many rows of both factors stay in the first cache while all tiles of the product pass over them. */
const BLOCK_ROWS: i32 = 64;

/** w += xᵀ · y, the sum over the rows in rising order. inner: a multiple of 4, columns: of 8. */
export function addOuter(
  w: usize, x: usize, xStride: i32, y: usize, yStride: i32, rows: i32, inner: i32, columns: i32,
): void {
  for (let first = 0; first < rows; first += BLOCK_ROWS) {
    const block = min(BLOCK_ROWS, rows - first);
    addOuterBlock(w, x, (<usize>xStride) << 2, y, (<usize>yStride) << 2, block, inner, (<usize>columns) << 2);
    x += (<usize>block * xStride) << 2;
    y += (<usize>block * yStride) << 2;
  }
}

function addOuterBlock(
  w: usize, x: usize, xs: usize, y: usize, ys: usize, rows: i32, inner: i32, ws: usize,
): void {
  const length = (<usize>rows) * xs;
  for (let k = 0; k < inner; k += 4) {
    for (let j: usize = 0; j < ws; j += 32) {
      const w0 = w + j, w1 = w0 + ws, w2 = w1 + ws, w3 = w2 + ws;
      let c0 = v128.load(w0), d0 = v128.load(w0, 16), c1 = v128.load(w1), d1 = v128.load(w1, 16);
      let c2 = v128.load(w2), d2 = v128.load(w2, 16), c3 = v128.load(w3), d3 = v128.load(w3, 16);
      let from = y + j;
      for (let p = x, end = x + length; p < end; p += xs) {
        const b = v128.load(from), e = v128.load(from, 16);
        const a0 = v128.load_splat<f32>(p);
        c0 = f32x4.add(c0, f32x4.mul(a0, b));
        d0 = f32x4.add(d0, f32x4.mul(a0, e));
        const a1 = v128.load_splat<f32>(p, 4);
        c1 = f32x4.add(c1, f32x4.mul(a1, b));
        d1 = f32x4.add(d1, f32x4.mul(a1, e));
        const a2 = v128.load_splat<f32>(p, 8);
        c2 = f32x4.add(c2, f32x4.mul(a2, b));
        d2 = f32x4.add(d2, f32x4.mul(a2, e));
        const a3 = v128.load_splat<f32>(p, 12);
        c3 = f32x4.add(c3, f32x4.mul(a3, b));
        d3 = f32x4.add(d3, f32x4.mul(a3, e));
        from += ys;
      }
      v128.store(w0, c0); v128.store(w0, d0, 16); v128.store(w1, c1); v128.store(w1, d1, 16);
      v128.store(w2, c2); v128.store(w2, d2, 16); v128.store(w3, c3); v128.store(w3, d3, 16);
    }
    w += ws << 2;
    x += 16;
  }
}

/** sums += the sums of the columns of y over its rows, in rising order. columns: a multiple of 8. */
export function addColumnSums(sums: usize, y: usize, yStride: i32, rows: i32, columns: i32): void {
  const ys = (<usize>yStride) << 2;
  for (let j: usize = 0, bytes = (<usize>columns) << 2; j < bytes; j += 32) {
    let c = v128.load(sums + j), d = v128.load(sums + j, 16);
    let from = y + j;
    for (let i = 0; i < rows; i++) {
      c = f32x4.add(c, v128.load(from));
      d = f32x4.add(d, v128.load(from, 16));
      from += ys;
    }
    v128.store(sums + j, c);
    v128.store(sums + j, d, 16);
  }
}

export function transpose(to: usize, from: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      store<f32>(to + ((<usize>(j * rows + i)) << 2), load<f32>(from + ((<usize>(i * columns + j)) << 2)));
}

/** Row i of `to` = row places[i] of `from`. width: a multiple of 4. */
export function gatherRows(to: usize, from: usize, places: usize, rows: i32, width: i32): void {
  const bytes = (<usize>width) << 2;
  for (let i = 0; i < rows; i++) {
    const row = from + <usize>load<u32>(places + ((<usize>i) << 2)) * bytes;
    for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(row + at));
    to += bytes;
  }
}

// ---- elementwise ----------------------------------------------------------------------------------------------------

@inline
function f(value: f32): v128 {
  return f32x4.splat(value);
}

/** a · b + c in two roundings. */
@inline
function then(a: v128, b: v128, c: f32): v128 {
  return f32x4.add(f32x4.mul(a, b), f(c));
}

/** e^x for x clamped to [-87, 88]: 2^n · e^r, |r| ≤ ln 2 / 2, the series to r⁷. */
@inline
function exp4(value: v128): v128 {
  const x = f32x4.pmax(f32x4.pmin(value, f(88)), f(-87));
  // Adding and subtracting 1.5 · 2²³ rounds to a whole number.
  const n = f32x4.sub(then(x, f(1.442695), 12582912), f(12582912));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, f(0.693359375))), f32x4.mul(n, f(-2.1219444e-4)));
  let p = then(f(1.984127e-4), r, 1.3888889e-3);
  p = then(then(then(p, r, 8.333333e-3), r, 4.1666668e-2), r, 0.16666667);
  p = then(then(then(p, r, 0.5), r, 1), r, 1);
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** ln x for normal positive x: x = 2^e · m with m in [√½, √2), ln m = 2 artanh((m - 1) / (m + 1)), the series to the ninth. */
@inline
function log4(x: v128): v128 {
  const e = i32x4.shr_s(i32x4.sub(x, i32x4.splat(0x3f3504f3)), 23);
  const m = i32x4.sub(x, i32x4.shl(e, 23));
  const s = f32x4.div(f32x4.sub(m, f(1)), f32x4.add(m, f(1)));
  const u = f32x4.mul(s, s);
  const p = then(then(then(then(f(0.11111111), u, 0.14285715), u, 0.2), u, 0.33333334), u, 1);
  const whole = f32x4.mul(f32x4.convert_i32x4_s(e), f(0.6931472));
  return f32x4.add(f32x4.mul(f32x4.add(s, s), p), whole);
}

@inline
function bounded(x: v128, bound: f32): v128 {
  return f32x4.pmax(f32x4.pmin(x, f(bound)), f(-bound));
}

@inline
function thenVector(a: v128, b: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * tanh x = x · p(x²) / q(x²) on |x| ≤ bound, within [-1, 1]; in place. Four coefficients of p and four of q from the highest
 * power down (both end in 1), the bound and 1 are read once: a constant of the code would be made anew at each use. count: a multiple of 4.
 */
export function tanhInPlace(values: usize, count: i32, coefficients: usize): void {
  const pa = v128.load_splat<f32>(coefficients), pb = v128.load_splat<f32>(coefficients, 4);
  const pc = v128.load_splat<f32>(coefficients, 8), pd = v128.load_splat<f32>(coefficients, 12);
  const qa = v128.load_splat<f32>(coefficients, 16), qb = v128.load_splat<f32>(coefficients, 20);
  const qc = v128.load_splat<f32>(coefficients, 24), qd = v128.load_splat<f32>(coefficients, 28);
  const bound = v128.load_splat<f32>(coefficients, 32), one = v128.load_splat<f32>(coefficients, 36);
  const lower = f32x4.neg(bound), minusOne = f32x4.neg(one);
  for (const end = values + ((<usize>count) << 2); values < end; values += 16) {
    const x = f32x4.pmax(f32x4.pmin(v128.load(values), bound), lower);
    const u = f32x4.mul(x, x);
    const p = thenVector(thenVector(thenVector(thenVector(pa, u, pb), u, pc), u, pd), u, one);
    const q = thenVector(thenVector(thenVector(thenVector(qa, u, qb), u, qc), u, qd), u, one);
    const y = f32x4.div(f32x4.mul(x, p), q);
    v128.store(values, f32x4.pmax(f32x4.pmin(y, one), minusOne));
  }
}

/** gradients ·= 1 - activations². count: a multiple of 4, as below. */
export function tanhGradient(gradients: usize, activations: usize, count: i32): void {
  for (const end = gradients + ((<usize>count) << 2); gradients < end; gradients += 16, activations += 16) {
    const h = v128.load(activations);
    v128.store(gradients, f32x4.mul(v128.load(gradients), f32x4.sub(f(1), f32x4.mul(h, h))));
  }
}

export function reluInPlace(values: usize, count: i32): void {
  for (const end = values + ((<usize>count) << 2); values < end; values += 16)
    v128.store(values, f32x4.pmax(f(0), v128.load(values)));
}

/** gradients = 0 where the activation is not above 0. */
export function reluGradient(gradients: usize, activations: usize, count: i32): void {
  for (const end = gradients + ((<usize>count) << 2); gradients < end; gradients += 16, activations += 16)
    v128.store(gradients, v128.and(v128.load(gradients), f32x4.gt(v128.load(activations), f(0))));
}

/** For tests of the two functions that have no other entry. */
export function expInPlace(values: usize, count: i32): void {
  for (const end = values + ((<usize>count) << 2); values < end; values += 16) v128.store(values, exp4(v128.load(values)));
}

export function logInPlace(values: usize, count: i32): void {
  for (const end = values + ((<usize>count) << 2); values < end; values += 16) v128.store(values, log4(v128.load(values)));
}

// ---- policy ---------------------------------------------------------------------------------------------------------

/** The bytes at four places, one in each lane. */
@inline
function fourBytes(bytes: usize, a: usize, b: usize, c: usize, d: usize): v128 {
  let four = i32x4.splat(load<u8>(bytes + a));
  four = i32x4.replace_lane(four, 1, load<u8>(bytes + b));
  four = i32x4.replace_lane(four, 2, load<u8>(bytes + c));
  return i32x4.replace_lane(four, 3, load<u8>(bytes + d));
}

/** The numbers at four addresses, one in each lane. */
@inline
function fourAt(a: usize, b: usize, c: usize, d: usize): v128 {
  let four = v128.load_splat<f32>(a);
  four = v128.load_lane<f32>(b, four, 1);
  four = v128.load_lane<f32>(c, four, 2);
  return v128.load_lane<f32>(d, four, 3);
}

@inline
function fourNumbers(numbers: usize, a: usize, b: usize, c: usize, d: usize): v128 {
  return fourAt(numbers + (a << 2), numbers + (b << 2), numbers + (c << 2), numbers + (d << 2));
}

/** Lanes whose mask allows the action. */
@inline
function allowedBy(masks: v128, action: i32): v128 {
  return i32x4.ne(v128.and(masks, i32x4.splat(1 << action)), i32x4.splat(0));
}

/**
 * The softmax of four rows over their allowed actions, into scratch: for each action four logits less the row's highest,
 * then four exponentials, 0 where forbidden. Answers with the four sums of exponentials.
 */
@inline
function softmax4(scratch: usize, row: usize, stride: usize, actionCount: i32, masks: v128): v128 {
  const r1 = row + stride, r2 = r1 + stride, r3 = r2 + stride;
  let highest = f(-3e38);
  for (let a = 0; a < actionCount; a++) {
    const at = (<usize>a) << 2;
    const z = fourAt(row + at, r1 + at, r2 + at, r3 + at);
    v128.store(scratch + ((<usize>a) << 5), z);
    highest = f32x4.pmax(highest, v128.bitselect(z, f(-3e38), allowedBy(masks, a)));
  }
  let sum = f(0);
  for (let a = 0; a < actionCount; a++) {
    const at = scratch + ((<usize>a) << 5);
    const shifted = f32x4.sub(v128.load(at), highest);
    const weight = v128.and(exp4(shifted), allowedBy(masks, a));
    v128.store(at, shifted);
    v128.store(at, weight, 16);
    sum = f32x4.add(sum, weight);
  }
  return sum;
}

/**
 * One action a row by inversion of the softmax, with the word of the row's place under the key, and its log-probability.
 * A mask of a row is a byte whose bit a allows action a; one bit at least MUST be set. rows: a multiple of 4. scratch: 256 bytes.
 */
export function sampleActions(
  outputs: usize, width: i32, rows: i32, actionCount: i32, masks: usize, low: u32, high: u32,
  actions: usize, logProbabilities: usize, scratch: usize,
): void {
  const stride = (<usize>width) << 2;
  const keyHigh = i32x4.splat(high);
  for (let i = 0; i < rows; i += 4) {
    const at = <usize>i;
    const allowed = fourBytes(masks, at, at + 1, at + 2, at + 3);
    const sum = softmax4(scratch, outputs + at * stride, stride, actionCount, allowed);
    const word = i32x4.shr_u(fourWords(fourPlaces(low, i), keyHigh), 8);
    const threshold = f32x4.mul(f32x4.mul(f32x4.convert_i32x4_u(word), f(5.9604645e-8)), sum);
    let passed = f(0), shifted = f(0), chosen = i32x4.splat(0);
    for (let a = 0; a < actionCount; a++) {
      const from = scratch + ((<usize>a) << 5);
      const weight = v128.load(from, 16);
      // An action of weight 0 is never drawn, so no rounding can draw a forbidden one.
      const taken = v128.and(f32x4.gt(weight, f(0)), f32x4.ge(threshold, passed));
      chosen = v128.bitselect(i32x4.splat(a), chosen, taken);
      shifted = v128.bitselect(v128.load(from), shifted, taken);
      passed = f32x4.add(passed, weight);
    }
    v128.store(logProbabilities + (at << 2), f32x4.sub(shifted, log4(sum)));
    store<u8>(actions + at, <u8>i32x4.extract_lane(chosen, 0));
    store<u8>(actions + at, <u8>i32x4.extract_lane(chosen, 1), 1);
    store<u8>(actions + at, <u8>i32x4.extract_lane(chosen, 2), 2);
    store<u8>(actions + at, <u8>i32x4.extract_lane(chosen, 3), 3);
  }
}

/** sums[which], four lanes, += value. */
@inline
function addTo(sums: usize, which: usize, value: v128): void {
  v128.store(sums + (which << 4), f32x4.add(v128.load(sums + (which << 4)), value));
}

@inline
function storeFour(a: usize, b: usize, c: usize, d: usize, value: v128): void {
  v128.store_lane<f32>(a, value, 0);
  v128.store_lane<f32>(b, value, 1);
  v128.store_lane<f32>(c, value, 2);
  v128.store_lane<f32>(d, value, 3);
}

/**
 * The gradients of PPO's loss by the outputs of the network, for rows whose step in the roll-out is places[row], and in four
 * lanes each the sums of: policy loss, value loss, entropy, KL (Schulman's k3), share clipped. `share` is 1 / the number of
 * rows of the minibatch. Columns of no output get no gradient: the caller clears them once. scratch: 256 bytes.
 */
export function lossGradient(
  outputs: usize, gradients: usize, width: i32, rows: i32, actionCount: i32, valueColumn: i32, places: usize,
  actions: usize, masks: usize, oldLogProbabilities: usize, advantages: usize, returns: usize, oldValues: usize,
  advantageMean: f32, advantageScale: f32, clip: f32, valueClip: f32, valueWeight: f32, entropyWeight: f32, share: f32,
  sums: usize, scratch: usize,
): void {
  const stride = (<usize>width) << 2;
  const one = f(1), zero = f(0);
  for (let i = 0; i < rows; i += 4) {
    const p0 = <usize>load<u32>(places), p1 = <usize>load<u32>(places, 4);
    const p2 = <usize>load<u32>(places, 8), p3 = <usize>load<u32>(places, 12);
    const total = softmax4(scratch, outputs, stride, actionCount, fourBytes(masks, p0, p1, p2, p3));
    const logTotal = log4(total);
    const action = fourBytes(actions, p0, p1, p2, p3);
    let logProbability = zero, entropy = zero;
    for (let a = 0; a < actionCount; a++) {
      const at = scratch + ((<usize>a) << 5);
      const logOfA = f32x4.sub(v128.load(at), logTotal);
      const ofA = f32x4.div(v128.load(at, 16), total);
      v128.store(at, logOfA);
      v128.store(at, ofA, 16);
      logProbability = v128.bitselect(logOfA, logProbability, i32x4.eq(action, i32x4.splat(a)));
      entropy = f32x4.sub(entropy, f32x4.mul(ofA, logOfA));
    }

    const logRatio = f32x4.sub(logProbability, fourNumbers(oldLogProbabilities, p0, p1, p2, p3));
    const ratio = exp4(logRatio);
    const centred = f32x4.sub(fourNumbers(advantages, p0, p1, p2, p3), f(advantageMean));
    const gain = f32x4.mul(centred, f(advantageScale));
    const clipped = f32x4.pmax(f32x4.pmin(ratio, f(1 + clip)), f(1 - clip));
    const free = f32x4.mul(gain, ratio), held = f32x4.mul(gain, clipped);
    const isFree = f32x4.le(free, held);
    const byLogProbability = v128.and(f32x4.mul(f32x4.neg(free), f(share)), isFree);

    const v0 = outputs + ((<usize>valueColumn) << 2), v1 = v0 + stride, v2 = v1 + stride, v3 = v2 + stride;
    const value = fourAt(v0, v1, v2, v3);
    const wanted = fourNumbers(returns, p0, p1, p2, p3), old = fourNumbers(oldValues, p0, p1, p2, p3);
    const near = f32x4.add(old, bounded(f32x4.sub(value, old), valueClip));
    const miss = f32x4.sub(value, wanted), nearMiss = f32x4.sub(near, wanted);
    const squared = f32x4.mul(miss, miss), nearSquared = f32x4.mul(nearMiss, nearMiss);
    const byValue = f32x4.mul(f32x4.mul(f32x4.add(miss, miss), f(valueWeight)), f(share));

    const g0 = gradients, g1 = g0 + stride, g2 = g1 + stride, g3 = g2 + stride;
    for (let a = 0; a < actionCount; a++) {
      const at = scratch + ((<usize>a) << 5);
      const logOfA = v128.load(at), ofA = v128.load(at, 16);
      const isTaken = v128.and(one, i32x4.eq(action, i32x4.splat(a)));
      const policyPart = f32x4.mul(byLogProbability, f32x4.sub(isTaken, ofA));
      const entropyPart = f32x4.mul(f32x4.mul(ofA, f32x4.add(logOfA, entropy)), f(entropyWeight * share));
      const column = (<usize>a) << 2;
      storeFour(g0 + column, g1 + column, g2 + column, g3 + column, f32x4.add(policyPart, entropyPart));
    }
    const column = (<usize>valueColumn) << 2;
    const byValueFree = v128.and(byValue, f32x4.ge(squared, nearSquared));
    storeFour(g0 + column, g1 + column, g2 + column, g3 + column, byValueFree);

    addTo(sums, 0, f32x4.neg(f32x4.pmin(free, held)));
    addTo(sums, 1, f32x4.pmax(squared, nearSquared));
    addTo(sums, 2, entropy);
    addTo(sums, 3, f32x4.sub(f32x4.sub(ratio, one), logRatio));
    addTo(sums, 4, v128.and(one, f32x4.gt(f32x4.abs(f32x4.sub(ratio, one)), f(clip))));
    places += 16;
    outputs += stride << 2;
    gradients += stride << 2;
  }
}

// ---- optimiser ------------------------------------------------------------------------------------------------------

/** Four sums, of the squares of every fourth number, into sums. count: a multiple of 4. */
export function addSquares(sums: usize, values: usize, count: i32): void {
  let sum = v128.load(sums);
  for (const end = values + ((<usize>count) << 2); values < end; values += 16) {
    const v = v128.load(values);
    sum = f32x4.add(sum, f32x4.mul(v, v));
  }
  v128.store(sums, sum);
}

/** values += others. */
export function addInto(values: usize, others: usize, count: i32): void {
  for (const end = values + ((<usize>count) << 2); values < end; values += 16, others += 16)
    v128.store(values, f32x4.add(v128.load(values), v128.load(others)));
}

/** One step of Adam (Kingma and Ba 2015, as PyTorch orders it) with gradients · scale; rests are 1 - β, step = rate / (1 - β₁ᵗ), root = 1 / √(1 - β₂ᵗ). */
export function adamStep(
  parameters: usize, gradients: usize, means: usize, squares: usize, count: i32,
  scale: f32, beta1: f32, rest1: f32, beta2: f32, rest2: f32, step: f32, root: f32, epsilon: f32,
): void {
  for (const end = parameters + ((<usize>count) << 2); parameters < end; parameters += 16) {
    const g = f32x4.mul(v128.load(gradients), f(scale));
    const m = f32x4.add(f32x4.mul(v128.load(means), f(beta1)), f32x4.mul(g, f(rest1)));
    const v = f32x4.add(f32x4.mul(v128.load(squares), f(beta2)), f32x4.mul(f32x4.mul(g, g), f(rest2)));
    v128.store(means, m);
    v128.store(squares, v);
    const size = f32x4.add(f32x4.mul(f32x4.sqrt(v), f(root)), f(epsilon));
    v128.store(parameters, f32x4.sub(v128.load(parameters), f32x4.div(f32x4.mul(m, f(step)), size)));
    gradients += 16; means += 16; squares += 16;
  }
}
