// AssemblyScript. The step of many clusters: src/cluster/integer/ in vectors of eight cells, equal to it bit for bit.
// Channels are kept less 32 768, so that one saturating addition clips them at both ends.
import * as at from "../src/cluster/kernel/layout";
import { fourPlaces, fourWords, wordAt } from "./random";

const AGENT_PLACE: u32 = 0x40000000;
const BURST_PLACE: u32 = 0x40000001;
const RESTART_PLACE: u32 = 0x40000003;
/** Words that a block of eight cells owns, and what the golden ratio makes of that distance. */
const BLOCK_STRIDE: u32 = 8 * 0x9e3779b9;
const SECOND_HALF: u32 = 4 * 0x9e3779b9;
const NOISE_SHIFT: i32 = 5;
/** Blocks after which 16-bit counters are emptied. */
const BLOCKS_PER_COUNT: i32 = 4096;
const SIGN: i32 = 32768;
const SHARE: f32 = 1.0 / 65535.0;

// @ts-ignore: decorator
@inline
function int(params: usize, offset: usize): i32 {
  return load<i32>(params + offset);
}

// @ts-ignore: decorator
@inline
function real(params: usize, offset: usize): f64 {
  return load<f64>(params + offset);
}

// @ts-ignore: decorator
@inline
function channel(params: usize, state: usize, which: usize): usize {
  return state + at.HEAD_BYTES + which * 2 * <usize>int(params, at.PADDED);
}

// @ts-ignore: decorator
@inline
function unitsAt(channelAt: usize, cell: i32): i32 {
  return <i32>load<i16>(channelAt + (<usize>cell << 1)) + SIGN;
}

// @ts-ignore: decorator
@inline
function setUnits(channelAt: usize, cell: i32, units: i32): void {
  store<i16>(channelAt + (<usize>cell << 1), <i16>(units - SIGN));
}

// @ts-ignore: decorator
@inline
function stateOf(params: usize, environment: i32): usize {
  return <usize>int(params, at.STATES) + <usize>environment * <usize>int(params, at.STATE_BYTES);
}

/** The first environment that may not step (no such action, or its episode has ended and nobody resets it), or −1. */
export function firstFault(params: usize, from: i32, to: i32, autoreset: i32): i32 {
  const actions = <usize>int(params, at.ACTIONS);
  for (let e = from; e < to; e++) {
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
  const mask = <usize>int(params, at.RESET_MASK);
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
  store<f64>(<usize>int(params, at.REWARDS) + (<usize>e << 3), 0);
  store<u8>(<usize>int(params, at.TERMINATED) + e, 0);
  store<u8>(<usize>int(params, at.TRUNCATED) + e, 0);
  publish(params, state, e);
}

function beginEpisode(params: usize, state: usize): void {
  const episode = load<u32>(state, at.EPISODE) + 1;
  store<u32>(state, episode, at.EPISODE);
  store<i32>(state, 0, at.STEP);
  store<i32>(state, int(params, at.BUDGET_FULL), at.BUDGET);
  store<i32>(state, 0, at.ENDED);
  const rootLow = load<u32>(state, at.ROOT_LOW);
  const rootHigh = load<u32>(state, at.ROOT_HIGH);
  const runLow = wordAt(rootLow, rootHigh, 2 * episode);
  const runHigh = wordAt(rootLow, rootHigh, 2 * episode + 1);
  const low = wordAt(runLow, runHigh, 0);
  const high = wordAt(runLow, runHigh, 1);
  const place = wordAt(low, high, AGENT_PLACE);
  store<i32>(state, ((place & 0xffff) * <u32>int(params, at.HEIGHT)) >> 16, at.Y);
  store<i32>(state, ((place >> 16) * <u32>int(params, at.WIDTH)) >> 16, at.X);
  drawCells(params, state, low, high);
  count(params, state);
}

function drawCells(params: usize, state: usize, low: u32, high: u32): void {
  const cells = int(params, at.CELLS);
  const padded = int(params, at.PADDED);
  const cpuBelow = <u32>int(params, at.CPU_BELOW);
  const memoryBelow = <u32>int(params, at.MEMORY_BELOW);
  const cpu = channel(params, state, at.CPU_CHANNEL);
  const memory = channel(params, state, at.MEMORY_CHANNEL);
  const priority = channel(params, state, at.PRIORITY_CHANNEL);
  const leak = channel(params, state, at.LEAK_CHANNEL);
  const base = channel(params, state, at.BASE_CHANNEL);
  for (let cell = 0; cell < cells; cell++) {
    const load32 = wordAt(low, high, 2 * cell);
    const nature = wordAt(low, high, 2 * cell + 1);
    const units = <i32>(((load32 >> 16) * memoryBelow) >> 16);
    setUnits(cpu, cell, <i32>(((load32 & 0xffff) * cpuBelow) >> 16));
    setUnits(memory, cell, units);
    setUnits(base, cell, units);
    setUnits(priority, cell, priorityAt(params, nature & 0xffff));
    store<i16>(leak + (<usize>cell << 1), <i16>load<i32>(params + at.LEAKS + (<usize>(nature >> 26) << 2)));
  }
  for (let cell = cells; cell < padded; cell++) {
    setUnits(cpu, cell, 0);
    setUnits(memory, cell, 0);
    setUnits(base, cell, 0);
    setUnits(priority, cell, 0);
    store<i16>(leak + (<usize>cell << 1), 0);
  }
}

/** The table's last row holds the total weight; a draw of 16 bits falls below one of its sums. */
function priorityAt(params: usize, draw: u32): i32 {
  const table = params + at.PRIORITIES;
  const weight = (draw * load<u32>(table + 56)) >> 16;
  for (let row: usize = 0; row < 56; row += 8) if (weight < load<u32>(table + row)) return load<i32>(table + row + 4);
  return load<i32>(table + 60);
}

function stepOne(params: usize, state: usize, e: i32, autoreset: i32): void {
  const loadBefore = averageLoad(params, state);
  let reward = -real(params, at.TIME_PENALTY);
  reward += act(params, state, <i32>load<u8>(<usize>int(params, at.ACTIONS) + e));
  const clock = load<i32>(state, at.STEP) + 1;
  decay(params, state, <u32>clock);
  const oom = load<i32>(state, at.OOM);
  const critical = load<i32>(state, at.CRITICAL);
  reward -= real(params, at.OOM_PENALTY) * <f64>oom;
  reward -= real(params, at.CRITICAL_PENALTY) * <f64>critical;
  const recovered = load<i32>(state, at.BUDGET) + int(params, at.BUDGET_RECOVERY);
  store<i32>(state, min(int(params, at.BUDGET_FULL), recovered), at.BUDGET);
  store<i32>(state, clock, at.STEP);
  const sum = <f64>(load<i64>(state, at.CPU_SUM) + load<i64>(state, at.MEMORY_SUM));
  const overloaded = sum > real(params, at.OVERLOAD_ABOVE);
  const outOfMemory =
    i32(oom >= int(params, at.OOM_ENDS_AT)) | (int(params, at.CRITICAL_ENDS) & i32(critical > 0));
  const terminated = i32(overloaded) | outOfMemory;
  const truncated = i32(clock >= int(params, at.STEPS_MAX));
  if (overloaded) reward -= real(params, at.OVERLOAD_PENALTY);
  if (real(params, at.SHAPING_WEIGHT) != 0) reward += shaping(params, state, loadBefore, terminated);
  store<i32>(state, terminated | truncated, at.ENDED);
  store<f64>(<usize>int(params, at.REWARDS) + (<usize>e << 3), reward);
  store<u8>(<usize>int(params, at.TERMINATED) + e, <u8>terminated);
  store<u8>(<usize>int(params, at.TRUNCATED) + e, <u8>truncated);
  if (autoreset == at.SAME_STEP && (terminated | truncated) != 0) {
    observe(params, state, finalObservation(params, e));
    beginEpisode(params, state);
  }
  publish(params, state, e);
}

// @ts-ignore: decorator
@inline
function averageLoad(params: usize, state: usize): f64 {
  return <f64>(load<i64>(state, at.CPU_SUM) + load<i64>(state, at.MEMORY_SUM)) / real(params, at.LOAD_FULL);
}

function shaping(params: usize, state: usize, before: f64, terminated: i32): f64 {
  const after = (terminated & int(params, at.SHAPING_ZERO_AT_END)) != 0 ? 0 : averageLoad(params, state);
  return real(params, at.SHAPING_WEIGHT) * (before - real(params, at.SHAPING_DISCOUNT) * after);
}

// @ts-ignore: decorator
@inline
function act(params: usize, state: usize, action: i32): f64 {
  if (action < 4) {
    const vertical = i32(action == 1) - i32(action == 0);
    const horizontal = i32(action == 3) - i32(action == 2);
    store<i32>(state, wrapped(load<i32>(state, at.Y) + vertical, int(params, at.HEIGHT)), at.Y);
    store<i32>(state, wrapped(load<i32>(state, at.X) + horizontal, int(params, at.WIDTH)), at.X);
    return 0;
  }
  return action == 4 ? clean(params, state) : scale(params, state);
}

// @ts-ignore: decorator
@inline
function wrapped(place: i32, size: i32): i32 {
  return select(place + size, select(place - size, place, place >= size), place < 0);
}

function clean(params: usize, state: usize): f64 {
  const budget = load<i32>(state, at.BUDGET);
  const cost = int(params, at.CLEAN_COST);
  if (budget < cost) return -real(params, at.CLEAN_DENIED_FINE);
  store<i32>(state, budget - cost, at.BUDGET);
  const cell = load<i32>(state, at.Y) * int(params, at.WIDTH) + load<i32>(state, at.X);
  const cpu = channel(params, state, at.CPU_CHANNEL);
  const memory = channel(params, state, at.MEMORY_CHANNEL);
  const cpuUnits = unitsAt(cpu, cell);
  const cpuRemoved = min(cpuUnits, int(params, at.CPU_CUT));
  const removed = cpuRemoved + unitsAt(memory, cell);
  setUnits(cpu, cell, cpuUnits - cpuRemoved);
  setUnits(memory, cell, 0);
  setUnits(channel(params, state, at.BASE_CHANNEL), cell, 0);
  if (removed < int(params, at.WASTE_BELOW)) return -real(params, at.WASTE_FINE);
  const share = <f64>removed / real(params, at.CLEAN_FULL);
  const priority = <f64>unitsAt(channel(params, state, at.PRIORITY_CHANNEL), cell) / 65535.0;
  return (share < 1 ? share : 1) * (1 + priority);
}

function scale(params: usize, state: usize): f64 {
  const hot = load<i32>(state, at.HOT);
  if (hot == 0) return -real(params, at.SCALE_IDLE_FINE);
  const budget = load<i32>(state, at.BUDGET);
  const cost = int(params, at.SCALE_COST);
  const scaled = min(hot, budget / cost);
  if (scaled == 0) return -real(params, at.SCALE_DENIED_FINE);
  store<i32>(state, budget - scaled * cost, at.BUDGET);
  if (scaled == hot) cutAll(params, state);
  else cutWorst(params, state, scaled);
  return real(params, at.SCALE_REWARD) * (<f64>scaled / <f64>hot);
}

/** Cuts every hot cell, in vectors. */
function cutAll(params: usize, state: usize): void {
  const cpu = channel(params, state, at.CPU_CHANNEL);
  const memory = channel(params, state, at.MEMORY_CHANNEL);
  const above = i16x8.splat(<i16>(int(params, at.HOT_ABOVE) - SIGN));
  const cut = i16x8.splat(<i16>int(params, at.SCALE_CUT));
  const bytes = <usize>int(params, at.PADDED) << 1;
  const sign = i16x8.splat(<i16>SIGN);
  for (let block: usize = 0; block < bytes; block += 16) {
    const c = v128.load(cpu + block);
    const m = v128.load(memory + block);
    const hot = v128.or(i16x8.gt_s(c, above), i16x8.gt_s(m, above));
    if (!v128.any_true(hot)) continue;
    const amount = v128.and(hot, cut);
    v128.store(cpu + block, v128.xor(i16x8.sub_sat_u(v128.xor(c, sign), amount), sign));
    v128.store(memory + block, v128.xor(i16x8.sub_sat_u(v128.xor(m, sign), amount), sign));
  }
}

/** Cuts the `scaled` worst hot cells by CPU + memory, the first of equals: finds the last of them, then cuts down to it. */
function cutWorst(params: usize, state: usize, scaled: i32): void {
  const above = int(params, at.HOT_ABOVE);
  const cut = int(params, at.SCALE_CUT);
  const cpu = channel(params, state, at.CPU_CHANNEL);
  const memory = channel(params, state, at.MEMORY_CHANNEL);
  let last: i64 = i64.MAX_VALUE;
  for (let n = 0; n < scaled; n++) last = nextWorst(params, state, last);
  for (let cell = 0; cell < int(params, at.CELLS); cell++) {
    const c = unitsAt(cpu, cell);
    const m = unitsAt(memory, cell);
    if ((c <= above && m <= above) || rank(c + m, cell) < last) continue;
    setUnits(cpu, cell, max(0, c - cut));
    setUnits(memory, cell, max(0, m - cut));
  }
}

/** The highest rank of a hot cell below `last`. */
function nextWorst(params: usize, state: usize, last: i64): i64 {
  const above = int(params, at.HOT_ABOVE);
  const cpu = channel(params, state, at.CPU_CHANNEL);
  const memory = channel(params, state, at.MEMORY_CHANNEL);
  let worst: i64 = -1;
  for (let cell = 0; cell < int(params, at.CELLS); cell++) {
    const c = unitsAt(cpu, cell);
    const m = unitsAt(memory, cell);
    if (c <= above && m <= above) continue;
    const here = rank(c + m, cell);
    if (here < last && here > worst) worst = here;
  }
  return worst;
}

// @ts-ignore: decorator
@inline
function rank(load: i32, cell: i32): i64 {
  return (<i64>load << 32) - <i64>cell;
}

// @ts-ignore: decorator
@inline
function decay(params: usize, state: usize, clock: u32): void {
  const episode = load<u32>(state, at.EPISODE);
  const rootLow = load<u32>(state, at.ROOT_LOW);
  const rootHigh = load<u32>(state, at.ROOT_HIGH);
  const runLow = wordAt(rootLow, rootHigh, 2 * episode);
  const runHigh = wordAt(rootLow, rootHigh, 2 * episode + 1);
  const low = wordAt(runLow, runHigh, 2 * clock);
  const high = wordAt(runLow, runHigh, 2 * clock + 1);
  if (int(params, at.BURST_CHANCE) != 0) burst(params, state, low, high);
  if (int(params, at.RESTART_CHANCE) != 0) restart(params, state, low, high);
  drift(params, state, low, high);
}

// @ts-ignore: decorator
@inline
function cellAt(params: usize, low: u32, high: u32, place: u32): i32 {
  return <i32>((<u64>wordAt(low, high, place) * <u64>int(params, at.CELLS)) >> 32);
}

function burst(params: usize, state: usize, low: u32, high: u32): void {
  if (wordAt(low, high, BURST_PLACE) >= <u32>int(params, at.BURST_CHANCE)) return;
  const cells = int(params, at.CELLS);
  const first = cellAt(params, low, high, BURST_PLACE + 1);
  const cpu = channel(params, state, at.CPU_CHANNEL);
  const memory = channel(params, state, at.MEMORY_CHANNEL);
  for (let n = 0; n < int(params, at.BURST_CELLS); n++) {
    const cell = (first + n) % cells;
    setUnits(cpu, cell, min(65535, unitsAt(cpu, cell) + int(params, at.BURST_CPU)));
    setUnits(memory, cell, min(65535, unitsAt(memory, cell) + int(params, at.BURST_MEMORY)));
  }
}

function restart(params: usize, state: usize, low: u32, high: u32): void {
  if (wordAt(low, high, RESTART_PLACE) >= <u32>int(params, at.RESTART_CHANCE)) return;
  const cell = cellAt(params, low, high, RESTART_PLACE + 1);
  setUnits(channel(params, state, at.MEMORY_CHANNEL), cell, int(params, at.RESTART_MEMORY));
  setUnits(channel(params, state, at.BASE_CHANNEL), cell, int(params, at.RESTART_MEMORY));
}

/** Every cell drifts, and what there is to count is counted in the same pass. */
function drift(params: usize, state: usize, low: u32, high: u32): void {
  const cells = int(params, at.CELLS);
  const full = cells >> 3;
  const cpuOffset = i16x8.splat(<i16>int(params, at.CPU_OFFSET));
  const cpuScale = i16x8.splat(<i16>int(params, at.CPU_SCALE));
  const cpuMean = i16x8.splat(<i16>int(params, at.CPU_MEAN));
  const memoryOffset = i16x8.splat(<i16>int(params, at.MEMORY_OFFSET));
  const memoryScale = i16x8.splat(<i16>int(params, at.MEMORY_SCALE));
  const reversion = i16x8.splat(<i16>int(params, at.REVERSION));
  const feedback = i16x8.splat(<i16>int(params, at.FEEDBACK));
  const above = i16x8.splat(<i16>(int(params, at.HOT_ABOVE) - SIGN));
  const full16 = i16x8.splat(<i16>(int(params, at.OOM_AT) - SIGN));
  const sign = i16x8.splat(<i16>SIGN);
  const ones = i16x8.splat(1);
  const based = int(params, at.BASED) != 0;
  const highs = i32x4.splat(high);
  const stride = <usize>int(params, at.PADDED) << 1;
  const tail = i16x8.lt_s(i16x8(0, 1, 2, 3, 4, 5, 6, 7), i16x8.splat(<i16>(cells & 7)));
  const empty = v128.andnot(sign, tail);
  const blocks = (cells + 7) >> 3;
  let cpu = state + at.HEAD_BYTES;
  let first = fourPlaces(low, 0);
  let cpuTotal: i64 = 0;
  let memoryTotal: i64 = 0;
  let hot = 0;
  let oom = 0;
  for (let from = 0; from < blocks; from += BLOCKS_PER_COUNT) {
    const to = min(blocks, from + BLOCKS_PER_COUNT);
    let cpuSums = i32x4.splat(0);
    let memorySums = i32x4.splat(0);
    let hots = i16x8.splat(0);
    let ooms = i16x8.splat(0);
    for (let block = from; block < to; block++) {
      const memory = cpu + stride;
      const a = i16x8.extadd_pairwise_i8x16_u(fourWords(first, highs));
      const b = i16x8.extadd_pairwise_i8x16_u(fourWords(i32x4.add(first, i32x4.splat(SECOND_HALF)), highs));
      first = i32x4.add(first, i32x4.splat(BLOCK_STRIDE));
      const sum = i16x8.shl(i16x8.add(a, b), NOISE_SHIFT);
      const difference = i16x8.shl(i16x8.sub(a, b), NOISE_SHIFT);
      const cpuStep = i16x8.add_sat_s(i16x8.q15mulr_sat_s(i16x8.add(sum, cpuOffset), cpuScale), cpuMean);
      let c = i16x8.add_sat_s(v128.load(cpu), cpuStep);
      const leak = v128.load(memory + 2 * stride);
      const noise = i16x8.q15mulr_sat_s(i16x8.add(difference, memoryOffset), memoryScale);
      let increment = i16x8.add_sat_s(noise, leak);
      let m = v128.load(memory);
      if (based) {
        const baseAt = memory + 3 * stride;
        const base = v128.load(baseAt);
        increment = i16x8.add_sat_s(increment, i16x8.q15mulr_sat_s(i16x8.sub_sat_s(base, m), reversion));
        const half = i16x8.shr_u(v128.xor(m, sign), 1);
        increment = i16x8.add_sat_s(increment, i16x8.q15mulr_sat_s(half, feedback));
        v128.store(baseAt, i16x8.add_sat_s(base, leak));
      }
      m = i16x8.add_sat_s(m, increment);
      if (block == full) {
        c = v128.or(v128.and(c, tail), empty);
        m = v128.or(v128.and(m, tail), empty);
      }
      v128.store(cpu, c);
      v128.store(memory, m);
      cpuSums = i32x4.add(cpuSums, i32x4.dot_i16x8_s(c, ones));
      memorySums = i32x4.add(memorySums, i32x4.dot_i16x8_s(m, ones));
      hots = i16x8.sub(hots, v128.or(i16x8.gt_s(c, above), i16x8.gt_s(m, above)));
      ooms = i16x8.sub(ooms, i16x8.ge_s(m, full16));
      cpu += 16;
    }
    cpuTotal += <i64>sumOfFour(cpuSums);
    memoryTotal += <i64>sumOfFour(memorySums);
    hot += sumOfEight(hots);
    oom += sumOfEight(ooms);
  }
  const lift = <i64>SIGN * <i64>(blocks << 3);
  store<i64>(state, cpuTotal + lift, at.CPU_SUM);
  store<i64>(state, memoryTotal + lift, at.MEMORY_SUM);
  store<i32>(state, hot, at.HOT);
  store<i32>(state, oom, at.OOM);
  store<i32>(state, oom == 0 ? 0 : criticals(params, state), at.CRITICAL);
}

// @ts-ignore: decorator
@inline
function sumOfFour(v: v128): i32 {
  return i32x4.extract_lane(v, 0) + i32x4.extract_lane(v, 1) + i32x4.extract_lane(v, 2) + i32x4.extract_lane(v, 3);
}

// @ts-ignore: decorator
@inline
function sumOfEight(v: v128): i32 {
  return sumOfFour(i32x4.extadd_pairwise_i16x8_s(v));
}

/** Cells out of memory whose priority is critical: rare enough to be looked for one by one. */
function criticals(params: usize, state: usize): i32 {
  const cells = int(params, at.CELLS);
  const oomAt = int(params, at.OOM_AT);
  const above = int(params, at.CRITICAL_ABOVE);
  const memory = channel(params, state, at.MEMORY_CHANNEL);
  const priority = channel(params, state, at.PRIORITY_CHANNEL);
  let found = 0;
  for (let cell = 0; cell < cells; cell++)
    if (unitsAt(memory, cell) >= oomAt && unitsAt(priority, cell) > above) found++;
  return found;
}

/** What `drift` counts on its way, for a state that was drawn or placed. */
function count(params: usize, state: usize): void {
  const cells = int(params, at.CELLS);
  const above = int(params, at.HOT_ABOVE);
  const oomAt = int(params, at.OOM_AT);
  const cpu = channel(params, state, at.CPU_CHANNEL);
  const memory = channel(params, state, at.MEMORY_CHANNEL);
  let cpuSum: i64 = 0;
  let memorySum: i64 = 0;
  let hot = 0;
  let oom = 0;
  for (let cell = 0; cell < cells; cell++) {
    const c = unitsAt(cpu, cell);
    const m = unitsAt(memory, cell);
    cpuSum += c;
    memorySum += m;
    hot += i32(c > above) | i32(m > above);
    oom += i32(m >= oomAt);
  }
  store<i64>(state, cpuSum, at.CPU_SUM);
  store<i64>(state, memorySum, at.MEMORY_SUM);
  store<i32>(state, hot, at.HOT);
  store<i32>(state, oom, at.OOM);
  store<i32>(state, oom == 0 ? 0 : criticals(params, state), at.CRITICAL);
}

// @ts-ignore: decorator
@inline
function finalObservation(params: usize, e: i32): usize {
  return <usize>int(params, at.FINAL_OBSERVATIONS) + <usize>e * observationBytes(params);
}

// @ts-ignore: decorator
@inline
function observationBytes(params: usize): usize {
  return int(params, at.GLOBALS) != 0 ? 132 : 120;
}

/** Writes what an environment shows: observation, mask and facts. */
function publish(params: usize, state: usize, e: i32): void {
  observe(params, state, <usize>int(params, at.OBSERVATIONS) + <usize>e * observationBytes(params));
  const budget = load<i32>(state, at.BUDGET);
  const hot = load<i32>(state, at.HOT);
  const canClean = i32(budget >= int(params, at.CLEAN_COST));
  const canScale = i32(hot > 0) & i32(budget >= int(params, at.SCALE_COST));
  store<u8>(<usize>int(params, at.ACTION_MASKS) + e, <u8>(15 | (canClean << 4) | (canScale << 5)));
  store<f64>(<usize>int(params, at.LOADS) + (<usize>e << 3), averageLoad(params, state));
  store<i32>(<usize>int(params, at.OOM_COUNTS) + (<usize>e << 2), load<i32>(state, at.OOM));
  store<i32>(<usize>int(params, at.CRITICAL_COUNTS) + (<usize>e << 2), load<i32>(state, at.CRITICAL));
  store<i32>(<usize>int(params, at.BUDGETS) + (<usize>e << 2), budget);
}

// @ts-ignore: decorator
@inline
function share(units: i32): f32 {
  return <f32>units * SHARE;
}

// @ts-ignore: decorator
@inline
function observeCell(cpu: usize, stride: usize, cell: i32, out: usize): void {
  const place = cpu + (<usize>cell << 1);
  store<f32>(out, share(<i32>load<i16>(place) + SIGN));
  store<f32>(out, share(<i32>load<i16>(place + stride) + SIGN), 4);
  store<f32>(out, share(<i32>load<i16>(place + 2 * stride) + SIGN), 8);
}

// @ts-ignore: decorator
@inline
function observeRow(cpu: usize, stride: usize, row: i32, left: i32, x: i32, right: i32, out: usize): void {
  observeCell(cpu, stride, row + left, out);
  observeCell(cpu, stride, row + x, out + 12);
  observeCell(cpu, stride, row + right, out + 24);
}

function observe(params: usize, state: usize, out: usize): void {
  const width = int(params, at.WIDTH);
  const height = int(params, at.HEIGHT);
  const y = load<i32>(state, at.Y);
  const x = load<i32>(state, at.X);
  const up = select(height, y, y == 0) - 1;
  const down = select(0, y + 1, y + 1 == height);
  const left = select(width, x, x == 0) - 1;
  const right = select(0, x + 1, x + 1 == width);
  const stride = <usize>int(params, at.PADDED) << 1;
  const cpu = state + at.HEAD_BYTES;
  observeRow(cpu, stride, up * width, left, x, right, out);
  observeRow(cpu, stride, y * width, left, x, right, out + 36);
  observeRow(cpu, stride, down * width, left, x, right, out + 72);
  store<f32>(out, <f32>y / <f32>int(params, at.POSITION_Y), 108);
  store<f32>(out, <f32>x / <f32>int(params, at.POSITION_X), 112);
  store<f32>(out, <f32>load<i32>(state, at.BUDGET) / <f32>int(params, at.BUDGET_FULL), 116);
  if (int(params, at.GLOBALS) != 0) observeGlobals(params, state, out + 120);
}

function observeGlobals(params: usize, state: usize, out: usize): void {
  const cells = <f64>int(params, at.CELLS);
  store<f32>(out, <f32>(<f64>load<i64>(state, at.CPU_SUM) / (cells * 65535.0)));
  store<f32>(out, <f32>(<f64>load<i64>(state, at.MEMORY_SUM) / (cells * 65535.0)), 4);
  store<f32>(out, <f32>(<f64>load<i32>(state, at.HOT) / cells), 8);
}
