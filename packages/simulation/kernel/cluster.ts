// AssemblyScript. The step of many clusters: src/cluster/integer/ in vectors of eight cells, equal to it bit for bit.
// Channels are kept less 32 768, so that one saturating addition clips them at both ends.
import * as at from "../src/cluster/kernel/layout";
import { FIRST_MULTIPLIER, fourPlaces, fourWords, mixFour, SECOND_MULTIPLIER, wordAt } from "./random";

const AGENT_PLACE: u32 = 0x40000000;
const BURST_PLACE: u32 = 0x40000001;
const RESTART_PLACE: u32 = 0x40000003;
/** What the golden ratio makes of four places. */
const FOUR_PLACES: u32 = 4 * 0x9e3779b9;
const NOISE_SHIFT: i32 = 5;
/** Blocks after which 16-bit counters are emptied. */
const BLOCKS_PER_COUNT: i32 = 4096;
const SIGN: i32 = 32768;
/** 1 / 65 535 in float32, as bits. */
const SHARE_BITS: i32 = 0x37800080;

/**
 * The rounded Q15 product. The relaxed one is a single instruction on x86; the two differ where both factors are −32 768
 * alone, which no factor of a world is.
 */
@inline
function scaled(values: v128, factors: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return i16x8.relaxed_q15mulr_s(values, factors);
  return i16x8.q15mulr_sat_s(values, factors);
}

@inline
function channel(params: usize, state: usize, which: usize): usize {
  return state + at.HEAD_BYTES + which * 2 * load<usize>(params, at.PADDED);
}

@inline
function unitsAt(channelAt: usize, cell: i32): i32 {
  return <i32>load<i16>(channelAt + (<usize>cell << 1)) + SIGN;
}

@inline
function setUnits(channelAt: usize, cell: i32, units: i32): void {
  store<i16>(channelAt + (<usize>cell << 1), <i16>(units - SIGN));
}

@inline
function stateOf(params: usize, environment: i32): usize {
  return load<usize>(params, at.STATES) + <usize>environment * load<usize>(params, at.STATE_BYTES);
}

/** The first environment that may not step (no such action, or its episode has ended and nobody resets it), or −1. */
export function firstFault(params: usize, from: i32, to: i32, autoreset: i32): i32 {
  const actions = load<usize>(params, at.ACTIONS);
  let e = from;
  if (autoreset != at.DISABLED)
    for (; e + 16 <= to; e += 16) if (v128.any_true(i8x16.gt_u(v128.load(actions + e), i8x16.splat(5)))) break;
  for (; e < to; e++) {
    if (load<u8>(actions + e) > 5) return e;
    if (autoreset == at.DISABLED && load<i32>(stateOf(params, e), at.ENDED) != 0) return e;
  }
  return -1;
}

/** Steps environments from … to − 1. */
export function step(params: usize, from: i32, to: i32, autoreset: i32): void {
  for (let e = from; e < to; e++) {
    const state = stateOf(params, e);
    if (autoreset == at.NEXT_STEP && load<i32>(state, at.ENDED) != 0) restartQuietly(params, state, e);
    else stepOne(params, state, e, autoreset);
  }
}

/** Starts the next episode of every environment from … to − 1. */
export function reset(params: usize, from: i32, to: i32): void {
  for (let e = from; e < to; e++) restartQuietly(params, stateOf(params, e), e);
}

/** Starts the next episode where the reset mask says so; the others keep what was last written for them. */
export function resetWhere(params: usize, from: i32, to: i32): void {
  const mask = load<usize>(params, at.RESET_MASK);
  for (let e = from; e < to; e++) if (load<u8>(mask + e) != 0) restartQuietly(params, stateOf(params, e), e);
}

/** Counts and writes what the states of from … to − 1 show, after the host has changed them. */
export function refresh(params: usize, from: i32, to: i32): void {
  for (let e = from; e < to; e++) {
    const state = stateOf(params, e);
    count(params, state);
    publish(params, state, e);
  }
}

function restartQuietly(params: usize, state: usize, e: i32): void {
  beginEpisode(params, state);
  store<f64>(load<usize>(params, at.REWARDS) + (<usize>e << 3), 0);
  store<u8>(load<usize>(params, at.TERMINATED) + e, 0);
  store<u8>(load<usize>(params, at.TRUNCATED) + e, 0);
  publish(params, state, e);
}

function beginEpisode(params: usize, state: usize): void {
  const episode = load<u32>(state, at.EPISODE) + 1;
  store<u32>(state, episode, at.EPISODE);
  store<i32>(state, 0, at.STEP);
  store<i32>(state, load<i32>(params, at.BUDGET_FULL), at.BUDGET);
  store<i32>(state, 0, at.ENDED);
  const rootLow = load<u32>(state, at.ROOT_LOW);
  const rootHigh = load<u32>(state, at.ROOT_HIGH);
  const runLow = wordAt(rootLow, rootHigh, 2 * episode);
  const runHigh = wordAt(rootLow, rootHigh, 2 * episode + 1);
  const low = wordAt(runLow, runHigh, 0);
  const high = wordAt(runLow, runHigh, 1);
  const place = wordAt(low, high, AGENT_PLACE);
  store<i32>(state, ((place & 0xffff) * load<u32>(params, at.HEIGHT)) >> 16, at.Y);
  store<i32>(state, ((place >> 16) * load<u32>(params, at.WIDTH)) >> 16, at.X);
  drawCells(params, state, low, high);
  count(params, state);
}

/** Draws eight cells at a time; cells beyond the last one are empty. */
function drawCells(params: usize, state: usize, low: u32, high: u32): void {
  const cells = load<i32>(params, at.CELLS);
  const stride = load<usize>(params, at.PADDED) << 1;
  const end = state + at.HEAD_BYTES + stride;
  const highs = i32x4.splat(high);
  const sign = i16x8.splat(<i16>SIGN);
  const next = i32x4.splat(FOUR_PLACES);
  const cpuBelow = i32x4.splat(load<i32>(params, at.CPU_BELOW));
  const memoryBelow = i32x4.splat(load<i32>(params, at.MEMORY_BELOW));
  let places = fourPlaces(low, 0);
  let left = cells;
  for (let cpu = state + at.HEAD_BYTES; cpu < end; cpu += 16) {
    const first = fourWords(places, highs);
    const second = fourWords((places = i32x4.add(places, next)), highs);
    const third = fourWords((places = i32x4.add(places, next)), highs);
    const fourth = fourWords((places = i32x4.add(places, next)), highs);
    places = i32x4.add(places, next);
    const loads = v128.shuffle<i32>(first, second, 0, 2, 4, 6);
    const loadsAfter = v128.shuffle<i32>(third, fourth, 0, 2, 4, 6);
    const natures = v128.shuffle<i32>(first, second, 1, 3, 5, 7);
    const naturesAfter = v128.shuffle<i32>(third, fourth, 1, 3, 5, 7);
    const there = i16x8.lt_s(i16x8(0, 1, 2, 3, 4, 5, 6, 7), i16x8.splat(<i16>min(left, 8)));
    const c = i16x8.narrow_i32x4_u(lowShare(loads, cpuBelow), lowShare(loadsAfter, cpuBelow));
    const m = i16x8.narrow_i32x4_u(highShare(loads, memoryBelow), highShare(loadsAfter, memoryBelow));
    const memory = v128.xor(v128.and(m, there), sign);
    v128.store(cpu, v128.xor(v128.and(c, there), sign));
    v128.store(cpu + stride, memory);
    v128.store(cpu + 2 * stride, v128.xor(v128.and(prioritiesOf(params, natures, naturesAfter), there), sign));
    v128.store(cpu + 3 * stride, v128.and(leaksOf(params, natures, naturesAfter), there));
    v128.store(cpu + 4 * stride, memory);
    left -= 8;
  }
}

/** The lower 16 bits of each word as a share of `below`. */
@inline
function lowShare(words: v128, below: v128): v128 {
  return i32x4.shr_u(i32x4.mul(v128.and(words, i32x4.splat(0xffff)), below), 16);
}

/** The upper 16 bits of each word as a share of `below`. */
@inline
function highShare(words: v128, below: v128): v128 {
  return i32x4.shr_u(i32x4.mul(i32x4.shr_u(words, 16), below), 16);
}

/** The table's last row holds the total weight, at most 8 000; a draw of 16 bits falls below one of its sums. */
@inline
function prioritiesOf(params: usize, natures: v128, naturesAfter: v128): v128 {
  const table = params + at.PRIORITIES;
  const total = v128.load32_splat(table, 56);
  const weights = i16x8.narrow_i32x4_u(lowShare(natures, total), lowShare(naturesAfter, total));
  let priorities = v128.load16_splat(table, 60);
  for (let row: usize = 56; row > 0; row -= 8) {
    const below = i16x8.lt_s(weights, v128.load16_splat(table + row - 8));
    priorities = v128.bitselect(v128.load16_splat(table + row - 4), priorities, below);
  }
  return priorities;
}

/** A leak by the upper six bits of each word. */
@inline
function leaksOf(params: usize, natures: v128, naturesAfter: v128): v128 {
  const leaks = params + at.LEAKS;
  const places = i32x4.shl(i32x4.shr_u(natures, 26), 2);
  const placesAfter = i32x4.shl(i32x4.shr_u(naturesAfter, 26), 2);
  const first = i16x8.replace_lane(i16x8.splat(0), 0, load<i16>(leaks + i32x4.extract_lane(places, 0)));
  const second = v128.load16_lane(leaks + i32x4.extract_lane(places, 1), first, 1);
  const third = v128.load16_lane(leaks + i32x4.extract_lane(places, 2), second, 2);
  const fourth = v128.load16_lane(leaks + i32x4.extract_lane(places, 3), third, 3);
  const fifth = v128.load16_lane(leaks + i32x4.extract_lane(placesAfter, 0), fourth, 4);
  const sixth = v128.load16_lane(leaks + i32x4.extract_lane(placesAfter, 1), fifth, 5);
  const seventh = v128.load16_lane(leaks + i32x4.extract_lane(placesAfter, 2), sixth, 6);
  return v128.load16_lane(leaks + i32x4.extract_lane(placesAfter, 3), seventh, 7);
}

function stepOne(params: usize, state: usize, e: i32, autoreset: i32): void {
  const shaped = load<f64>(params, at.SHAPING_WEIGHT) != 0;
  const loadBefore = shaped ? averageLoad(params, state) : 0;
  let reward = -load<f64>(params, at.TIME_PENALTY);
  reward += act(params, state, <i32>load<u8>(load<usize>(params, at.ACTIONS) + e));
  const clock = load<i32>(state, at.STEP) + 1;
  decay(params, state, <u32>clock);
  const oom = load<i32>(state, at.OOM);
  const critical = load<i32>(state, at.CRITICAL);
  reward -= load<f64>(params, at.OOM_PENALTY) * <f64>oom;
  reward -= load<f64>(params, at.CRITICAL_PENALTY) * <f64>critical;
  const recovered = load<i32>(state, at.BUDGET) + load<i32>(params, at.BUDGET_RECOVERY);
  store<i32>(state, min(load<i32>(params, at.BUDGET_FULL), recovered), at.BUDGET);
  store<i32>(state, clock, at.STEP);
  const sum = <f64>(load<i64>(state, at.CPU_SUM) + load<i64>(state, at.MEMORY_SUM));
  const overloaded = sum > load<f64>(params, at.OVERLOAD_ABOVE);
  const outOfMemory =
    i32(oom >= load<i32>(params, at.OOM_ENDS_AT)) | (load<i32>(params, at.CRITICAL_ENDS) & i32(critical > 0));
  const terminated = i32(overloaded) | outOfMemory;
  const truncated = i32(clock >= load<i32>(params, at.STEPS_MAX));
  if (overloaded) reward -= load<f64>(params, at.OVERLOAD_PENALTY);
  if (shaped) reward += shaping(params, state, loadBefore, terminated);
  store<i32>(state, terminated | truncated, at.ENDED);
  store<f64>(load<usize>(params, at.REWARDS) + (<usize>e << 3), reward);
  store<u8>(load<usize>(params, at.TERMINATED) + e, <u8>terminated);
  store<u8>(load<usize>(params, at.TRUNCATED) + e, <u8>truncated);
  if (autoreset == at.SAME_STEP && (terminated | truncated) != 0) {
    observeLast(params, state, e);
    beginEpisode(params, state);
  }
  publish(params, state, e);
}

@inline
function averageLoad(params: usize, state: usize): f64 {
  return <f64>(load<i64>(state, at.CPU_SUM) + load<i64>(state, at.MEMORY_SUM)) / load<f64>(params, at.LOAD_FULL);
}

function shaping(params: usize, state: usize, before: f64, terminated: i32): f64 {
  const after = (terminated & load<i32>(params, at.SHAPING_ZERO_AT_END)) != 0 ? 0 : averageLoad(params, state);
  return load<f64>(params, at.SHAPING_WEIGHT) * (before - load<f64>(params, at.SHAPING_DISCOUNT) * after);
}

@inline
function act(params: usize, state: usize, action: i32): f64 {
  if (action < 4) {
    const vertical = i32(action == 1) - i32(action == 0);
    const horizontal = i32(action == 3) - i32(action == 2);
    store<i32>(state, wrapped(load<i32>(state, at.Y) + vertical, load<i32>(params, at.HEIGHT)), at.Y);
    store<i32>(state, wrapped(load<i32>(state, at.X) + horizontal, load<i32>(params, at.WIDTH)), at.X);
    return 0;
  }
  return action == 4 ? clean(params, state) : scale(params, state);
}

@inline
function wrapped(place: i32, size: i32): i32 {
  return select(place + size, select(place - size, place, place >= size), place < 0);
}

function clean(params: usize, state: usize): f64 {
  const budget = load<i32>(state, at.BUDGET);
  const cost = load<i32>(params, at.CLEAN_COST);
  if (budget < cost) return -load<f64>(params, at.CLEAN_DENIED_FINE);
  store<i32>(state, budget - cost, at.BUDGET);
  const cell = load<i32>(state, at.Y) * load<i32>(params, at.WIDTH) + load<i32>(state, at.X);
  const cpu = channel(params, state, at.CPU_CHANNEL);
  const memory = channel(params, state, at.MEMORY_CHANNEL);
  const cpuUnits = unitsAt(cpu, cell);
  const cpuRemoved = min(cpuUnits, load<i32>(params, at.CPU_CUT));
  const removed = cpuRemoved + unitsAt(memory, cell);
  setUnits(cpu, cell, cpuUnits - cpuRemoved);
  setUnits(memory, cell, 0);
  setUnits(channel(params, state, at.BASE_CHANNEL), cell, 0);
  if (removed < load<i32>(params, at.WASTE_BELOW)) return -load<f64>(params, at.WASTE_FINE);
  const share = <f64>removed / load<f64>(params, at.CLEAN_FULL);
  const priority = <f64>unitsAt(channel(params, state, at.PRIORITY_CHANNEL), cell) / 65535.0;
  return (share < 1 ? share : 1) * (1 + priority);
}

function scale(params: usize, state: usize): f64 {
  const hot = load<i32>(state, at.HOT);
  if (hot == 0) return -load<f64>(params, at.SCALE_IDLE_FINE);
  const budget = load<i32>(state, at.BUDGET);
  const cost = load<i32>(params, at.SCALE_COST);
  const scaled = min(hot, budget / cost);
  if (scaled == 0) return -load<f64>(params, at.SCALE_DENIED_FINE);
  store<i32>(state, budget - scaled * cost, at.BUDGET);
  if (scaled == hot) cutAll(params, state);
  else cutWorst(params, state, scaled);
  return load<f64>(params, at.SCALE_REWARD) * (<f64>scaled / <f64>hot);
}

/** Cuts every hot cell, in vectors. */
function cutAll(params: usize, state: usize): void {
  const stride = load<usize>(params, at.PADDED) << 1;
  const above = i16x8.splat(<i16>(load<i32>(params, at.HOT_ABOVE) - SIGN));
  const cut = i16x8.splat(load<i16>(params, at.SCALE_CUT));
  const end = state + at.HEAD_BYTES + stride;
  for (let cpu = state + at.HEAD_BYTES; cpu < end; cpu += 16) {
    const amount = v128.and(hotLanes(cpu, stride, above), cut);
    if (!v128.any_true(amount)) continue;
    v128.store(cpu, lessened(v128.load(cpu), amount));
    v128.store(cpu + stride, lessened(v128.load(cpu + stride), amount));
  }
}

@inline
function hotLanes(cpu: usize, stride: usize, above: v128): v128 {
  return i16x8.gt_s(i16x8.max_s(v128.load(cpu), v128.load(cpu + stride)), above);
}

@inline
function lessened(units: v128, amount: v128): v128 {
  const sign = i16x8.splat(<i16>SIGN);
  return v128.xor(i16x8.sub_sat_u(v128.xor(units, sign), amount), sign);
}

/** Cuts the `scaled` worst hot cells by CPU + memory, the first of equals: finds the last of them, then cuts down to it. */
function cutWorst(params: usize, state: usize, scaled: i32): void {
  let last: i64 = i64.MAX_VALUE;
  for (let n = 0; n < scaled; n++) last = nextWorst(params, state, last);
  const cut = load<i32>(params, at.SCALE_CUT);
  const stride = load<usize>(params, at.PADDED) << 1;
  const above = i16x8.splat(<i16>(load<i32>(params, at.HOT_ABOVE) - SIGN));
  const cpu = state + at.HEAD_BYTES;
  for (let block: usize = 0; block < stride; block += 16) {
    let lanes = i16x8.bitmask(hotLanes(cpu + block, stride, above));
    for (; lanes != 0; lanes &= lanes - 1) {
      const cell = <i32>(block >> 1) + ctz(lanes);
      const c = unitsAt(cpu, cell);
      const m = unitsAt(cpu + stride, cell);
      if (rank(c + m, cell) < last) continue;
      setUnits(cpu, cell, max(0, c - cut));
      setUnits(cpu + stride, cell, max(0, m - cut));
    }
  }
}

/** The highest rank of a hot cell below `last`. */
function nextWorst(params: usize, state: usize, last: i64): i64 {
  const stride = load<usize>(params, at.PADDED) << 1;
  const above = i16x8.splat(<i16>(load<i32>(params, at.HOT_ABOVE) - SIGN));
  const cpu = state + at.HEAD_BYTES;
  let worst: i64 = -1;
  for (let block: usize = 0; block < stride; block += 16) {
    let lanes = i16x8.bitmask(hotLanes(cpu + block, stride, above));
    for (; lanes != 0; lanes &= lanes - 1) {
      const cell = <i32>(block >> 1) + ctz(lanes);
      const here = rank(unitsAt(cpu, cell) + unitsAt(cpu + stride, cell), cell);
      if (here < last && here > worst) worst = here;
    }
  }
  return worst;
}

@inline
function rank(load: i32, cell: i32): i64 {
  return (<i64>load << 32) - <i64>cell;
}

@inline
function decay(params: usize, state: usize, clock: u32): void {
  const episode = load<u32>(state, at.EPISODE);
  const rootLow = load<u32>(state, at.ROOT_LOW);
  const rootHigh = load<u32>(state, at.ROOT_HIGH);
  const runLow = wordAt(rootLow, rootHigh, 2 * episode);
  const runHigh = wordAt(rootLow, rootHigh, 2 * episode + 1);
  const low = wordAt(runLow, runHigh, 2 * clock);
  const high = wordAt(runLow, runHigh, 2 * clock + 1);
  if (load<i32>(params, at.BURST_CHANCE) != 0) burst(params, state, low, high);
  if (load<i32>(params, at.RESTART_CHANCE) != 0) restart(params, state, low, high);
  if (load<i32>(params, at.BASED) != 0) driftAboutBase(params, state, low, high);
  else drift(params, state, low, high);
}

@inline
function cellAt(params: usize, low: u32, high: u32, place: u32): i32 {
  return <i32>((<u64>wordAt(low, high, place) * <u64>load<i32>(params, at.CELLS)) >> 32);
}

function burst(params: usize, state: usize, low: u32, high: u32): void {
  if (wordAt(low, high, BURST_PLACE) >= load<u32>(params, at.BURST_CHANCE)) return;
  const cells = load<i32>(params, at.CELLS);
  const first = cellAt(params, low, high, BURST_PLACE + 1);
  const cpu = channel(params, state, at.CPU_CHANNEL);
  const memory = channel(params, state, at.MEMORY_CHANNEL);
  for (let n = 0; n < load<i32>(params, at.BURST_CELLS); n++) {
    const cell = (first + n) % cells;
    setUnits(cpu, cell, min(65535, unitsAt(cpu, cell) + load<i32>(params, at.BURST_CPU)));
    setUnits(memory, cell, min(65535, unitsAt(memory, cell) + load<i32>(params, at.BURST_MEMORY)));
  }
}

function restart(params: usize, state: usize, low: u32, high: u32): void {
  if (wordAt(low, high, RESTART_PLACE) >= load<u32>(params, at.RESTART_CHANCE)) return;
  const cell = cellAt(params, low, high, RESTART_PLACE + 1);
  setUnits(channel(params, state, at.MEMORY_CHANNEL), cell, load<i32>(params, at.RESTART_MEMORY));
  setUnits(channel(params, state, at.BASE_CHANNEL), cell, load<i32>(params, at.RESTART_MEMORY));
}

/**
 * Every cell drifts, and what there is to count is counted in the same pass. The loop is written for engines that make a
 * constant vector anew wherever it stands in the code: `zero`, of which they know nothing, lets it stay in a register.
 */
@inline
function driftBy(params: usize, state: usize, low: u32, high: u32, based: bool): void {
  const cells = load<i32>(params, at.CELLS);
  const stride = load<usize>(params, at.PADDED) << 1;
  const zero = cells >> 31;
  const firstMultiplier = i32x4.splat(FIRST_MULTIPLIER ^ zero);
  const secondMultiplier = i32x4.splat(SECOND_MULTIPLIER ^ zero);
  const four = i32x4.splat(<i32>FOUR_PLACES ^ zero);
  const highs = i32x4.splat(high);
  const cpuOffset = i16x8.splat(load<i16>(params, at.CPU_OFFSET));
  const cpuScale = i16x8.splat(load<i16>(params, at.CPU_SCALE));
  const cpuMean = i16x8.splat(load<i16>(params, at.CPU_MEAN));
  const memoryOffset = i16x8.splat(load<i16>(params, at.MEMORY_OFFSET));
  const memoryScale = i16x8.splat(load<i16>(params, at.MEMORY_SCALE));
  const above = i16x8.splat(<i16>(load<i32>(params, at.HOT_ABOVE) - SIGN));
  const blocks = (cells + 7) >> 3;
  const last = (cells & 7) != 0 ? blocks - 1 : blocks;
  let cpu = state + at.HEAD_BYTES;
  let places = fourPlaces(low, 0);
  let fullest = i16x8.splat(<i16>SIGN);
  let cpuTotal: i64 = 0;
  let memoryTotal: i64 = 0;
  let hot = 0;
  let from = 0;
  let cpuSums = i32x4.splat(0);
  let memorySums = i32x4.splat(0);
  let hots = i16x8.splat(0);
  while (from < blocks) {
    const isTail = from >= last;
    const to = isTail ? blocks : min(last, from + BLOCKS_PER_COUNT);
    for (let block = from; block < to; block++) {
      const memory = cpu + stride;
      const a = i16x8.extadd_pairwise_i8x16_u(mixFour(places, highs, firstMultiplier, secondMultiplier));
      places = i32x4.add(places, four);
      const b = i16x8.extadd_pairwise_i8x16_u(mixFour(places, highs, firstMultiplier, secondMultiplier));
      places = i32x4.add(places, four);
      const sum = i16x8.add(i16x8.shl(i16x8.add(a, b), NOISE_SHIFT), cpuOffset);
      const difference = i16x8.add(i16x8.shl(i16x8.sub(a, b), NOISE_SHIFT), memoryOffset);
      const cpuStep = i16x8.add_sat_s(scaled(sum, cpuScale), cpuMean);
      const leak = v128.load(memory + 2 * stride);
      let increment = i16x8.add_sat_s(scaled(difference, memoryScale), leak);
      let c = i16x8.add_sat_s(v128.load(cpu), cpuStep);
      let m = v128.load(memory);
      if (based) {
        const base = v128.load(memory + 3 * stride);
        const reversion = v128.load16_splat(params, at.REVERSION);
        const feedback = v128.load16_splat(params, at.FEEDBACK);
        const half = i16x8.shr_u(v128.xor(m, i16x8.splat(<i16>SIGN)), 1);
        increment = i16x8.add_sat_s(increment, scaled(i16x8.sub_sat_s(base, m), reversion));
        increment = i16x8.add_sat_s(increment, scaled(half, feedback));
        v128.store(memory + 3 * stride, i16x8.add_sat_s(base, leak));
      }
      m = i16x8.add_sat_s(m, increment);
      if (isTail) {
        c = emptiedBeyond(c, cells & 7);
        m = emptiedBeyond(m, cells & 7);
      }
      v128.store(cpu, c);
      v128.store(memory, m);
      fullest = i16x8.max_s(fullest, m);
      hots = i16x8.sub(hots, i16x8.gt_s(i16x8.max_s(c, m), above));
      cpuSums = i32x4.add(cpuSums, i32x4.extadd_pairwise_i16x8_s(c));
      memorySums = i32x4.add(memorySums, i32x4.extadd_pairwise_i16x8_s(m));
      cpu += 16;
    }
    from = to;
    if (from >= last && from < blocks) continue;
    cpuTotal += <i64>sumOfFour(cpuSums);
    memoryTotal += <i64>sumOfFour(memorySums);
    hot += sumOfEight(hots);
    cpuSums = i32x4.splat(0);
    memorySums = i32x4.splat(0);
    hots = i16x8.splat(0);
  }
  const lift = <i64>SIGN * <i64>(blocks << 3);
  store<i64>(state, cpuTotal + lift, at.CPU_SUM);
  store<i64>(state, memoryTotal + lift, at.MEMORY_SUM);
  store<i32>(state, hot, at.HOT);
  countOutOfMemory(params, state, fullest);
}

function drift(params: usize, state: usize, low: u32, high: u32): void {
  driftBy(params, state, low, high, false);
}

function driftAboutBase(params: usize, state: usize, low: u32, high: u32): void {
  driftBy(params, state, low, high, true);
}

/** Lanes from `cells` on hold no cell and are empty. */
@inline
function emptiedBeyond(units: v128, cells: i32): v128 {
  const there = i16x8.lt_s(i16x8(0, 1, 2, 3, 4, 5, 6, 7), i16x8.splat(<i16>cells));
  return v128.bitselect(units, i16x8.splat(<i16>SIGN), there);
}

/** Cells out of memory are rare: they are looked for only where the fullest of all is one. */
@inline
function countOutOfMemory(params: usize, state: usize, fullest: v128): void {
  store<i32>(state, 0, at.OOM);
  store<i32>(state, 0, at.CRITICAL);
  const oomAt = i16x8.splat(<i16>(load<i32>(params, at.OOM_AT) - SIGN));
  if (v128.any_true(i16x8.ge_s(fullest, oomAt))) findOutOfMemory(params, state);
}

function findOutOfMemory(params: usize, state: usize): void {
  const cells = load<i32>(params, at.CELLS);
  const oomAt = load<i32>(params, at.OOM_AT);
  const criticalAbove = load<i32>(params, at.CRITICAL_ABOVE);
  const memory = channel(params, state, at.MEMORY_CHANNEL);
  const priority = channel(params, state, at.PRIORITY_CHANNEL);
  let oom = 0;
  let critical = 0;
  for (let cell = 0; cell < cells; cell++) {
    if (unitsAt(memory, cell) < oomAt) continue;
    oom++;
    critical += i32(unitsAt(priority, cell) > criticalAbove);
  }
  store<i32>(state, oom, at.OOM);
  store<i32>(state, critical, at.CRITICAL);
}

@inline
function sumOfFour(v: v128): i32 {
  const two = i32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return i32x4.extract_lane(i32x4.add(two, v128.shuffle<i32>(two, two, 1, 0, 3, 2)), 0);
}

@inline
function sumOfEight(v: v128): i32 {
  return sumOfFour(i32x4.extadd_pairwise_i16x8_s(v));
}

/** What `drift` counts on its way, for a state that was drawn or placed. */
function count(params: usize, state: usize): void {
  const stride = load<usize>(params, at.PADDED) << 1;
  const above = i16x8.splat(<i16>(load<i32>(params, at.HOT_ABOVE) - SIGN));
  const end = state + at.HEAD_BYTES + stride;
  let fullest = i16x8.splat(<i16>SIGN);
  let cpuSum: i64 = 0;
  let memorySum: i64 = 0;
  let hot = 0;
  for (let cpu = state + at.HEAD_BYTES; cpu < end; cpu += 16) {
    const c = v128.load(cpu);
    const m = v128.load(cpu + stride);
    fullest = i16x8.max_s(fullest, m);
    cpuSum += <i64>sumOfFour(i32x4.extadd_pairwise_i16x8_s(c));
    memorySum += <i64>sumOfFour(i32x4.extadd_pairwise_i16x8_s(m));
    hot -= sumOfEight(i16x8.gt_s(i16x8.max_s(c, m), above));
  }
  const lift = <i64>SIGN * <i64>load<i32>(params, at.PADDED);
  store<i64>(state, cpuSum + lift, at.CPU_SUM);
  store<i64>(state, memorySum + lift, at.MEMORY_SUM);
  store<i32>(state, hot, at.HOT);
  countOutOfMemory(params, state, fullest);
}

@inline
function observationBytes(params: usize): usize {
  return load<i32>(params, at.GLOBALS) != 0 ? 132 : 120;
}

/** Writes what an environment shows: observation, mask and facts. */
function publish(params: usize, state: usize, e: i32): void {
  observe(params, state, load<usize>(params, at.OBSERVATIONS) + <usize>e * observationBytes(params));
  const budget = load<i32>(state, at.BUDGET);
  const hot = load<i32>(state, at.HOT);
  const canClean = i32(budget >= load<i32>(params, at.CLEAN_COST));
  const canScale = i32(hot > 0) & i32(budget >= load<i32>(params, at.SCALE_COST));
  store<u8>(load<usize>(params, at.ACTION_MASKS) + e, <u8>(15 | (canClean << 4) | (canScale << 5)));
  store<f64>(load<usize>(params, at.LOADS) + (<usize>e << 3), averageLoad(params, state));
  store<i32>(load<usize>(params, at.OOM_COUNTS) + (<usize>e << 2), load<i32>(state, at.OOM));
  store<i32>(load<usize>(params, at.CRITICAL_COUNTS) + (<usize>e << 2), load<i32>(state, at.CRITICAL));
  store<i32>(load<usize>(params, at.BUDGETS) + (<usize>e << 2), budget);
}

/**
 * Writes the three cells of a row, each as CPU, memory, priority. A cell is written as four numbers, of which the next one
 * overwrites the last.
 */
@inline
function writeRow(cpu: v128, memory: v128, priority: v128, sign: v128, share: v128, out: usize): void {
  const loads = v128.shuffle<i16>(cpu, memory, 0, 8, 1, 9, 2, 10, 3, 11);
  const priorities = v128.shuffle<i16>(priority, priority, 0, 8, 1, 9, 2, 10, 3, 11);
  const two = v128.xor(v128.shuffle<i32>(loads, priorities, 0, 4, 1, 5), sign);
  const third = v128.xor(v128.shuffle<i32>(loads, priorities, 2, 6, 3, 7), sign);
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(two)), share));
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(two)), share), 12);
  v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(third)), share), 24);
}

/** Three cells that lie side by side, in the first lanes; the fourth is not looked at. */
@inline
function observeRowInside(left: usize, stride: usize, sign: v128, share: v128, out: usize): void {
  const memory = v128.load64_zero(left + stride);
  const priority = v128.load64_zero(left + 2 * stride);
  writeRow(v128.load64_zero(left), memory, priority, sign, share, out);
}

/** Three cells of a row that goes over the edge. */
@inline
function observeRowOver(left: usize, here: usize, right: usize, stride: usize, sign: v128, share: v128, out: usize): void {
  const memory = three(left + stride, here + stride, right + stride);
  const priority = three(left + 2 * stride, here + 2 * stride, right + 2 * stride);
  writeRow(three(left, here, right), memory, priority, sign, share, out);
}

@inline
function three(left: usize, here: usize, right: usize): v128 {
  return v128.load16_lane(right, v128.load16_lane(here, v128.load16_splat(left), 1), 2);
}

/** Positions and budget come last: they overwrite what the last cell wrote too much. */
@inline
function observe(params: usize, state: usize, out: usize): void {
  const width = load<i32>(params, at.WIDTH);
  const height = load<i32>(params, at.HEIGHT);
  const y = load<i32>(state, at.Y);
  const x = load<i32>(state, at.X);
  const zero = width >> 31;
  const sign = i16x8.splat(<i16>(SIGN ^ zero));
  const share = f32x4.splat(reinterpret<f32>(SHARE_BITS ^ zero));
  const stride = load<usize>(params, at.PADDED) << 1;
  const row = width << 1;
  const cpu = state + at.HEAD_BYTES;
  const up = cpu + (select(height, y, y == 0) - 1) * row;
  const here = cpu + y * row;
  const down = cpu + select(0, y + 1, y + 1 == height) * row;
  const column = x << 1;
  if (x > 0 && x + 1 < width) {
    observeRowInside(up + column - 2, stride, sign, share, out);
    observeRowInside(here + column - 2, stride, sign, share, out + 36);
    observeRowInside(down + column - 2, stride, sign, share, out + 72);
  } else {
    const left = (select(width, x, x == 0) - 1) << 1;
    const right = select(0, x + 1, x + 1 == width) << 1;
    observeRowOver(up + left, up + column, up + right, stride, sign, share, out);
    observeRowOver(here + left, here + column, here + right, stride, sign, share, out + 36);
    observeRowOver(down + left, down + column, down + right, stride, sign, share, out + 72);
  }
  store<f32>(out, <f32>y / <f32>load<i32>(params, at.POSITION_Y), 108);
  store<f32>(out, <f32>x / <f32>load<i32>(params, at.POSITION_X), 112);
  store<f32>(out, <f32>load<i32>(state, at.BUDGET) / <f32>load<i32>(params, at.BUDGET_FULL), 116);
  if (load<i32>(params, at.GLOBALS) != 0) observeGlobals(params, state, out + 120);
}

function observeLast(params: usize, state: usize, e: i32): void {
  observe(params, state, load<usize>(params, at.FINAL_OBSERVATIONS) + <usize>e * observationBytes(params));
}

function observeGlobals(params: usize, state: usize, out: usize): void {
  const cells = <f64>load<i32>(params, at.CELLS);
  store<f32>(out, <f32>(<f64>load<i64>(state, at.CPU_SUM) / (cells * 65535.0)));
  store<f32>(out, <f32>(<f64>load<i64>(state, at.MEMORY_SUM) / (cells * 65535.0)), 4);
  store<f32>(out, <f32>(<f64>load<i32>(state, at.HOT) / cells), 8);
}
