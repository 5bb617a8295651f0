import { PlimsollError } from "@plimsoll/foundation";
import { type Key, partKey, wordAt } from "../../random/counter.ts";
import { ACTION_COUNT, CLEAN, MOVES } from "../actions.ts";
import {
  averageLoad,
  BURST_PLACE,
  cellAt,
  clampUnit,
  type ClusterState,
  countCells,
  isHot,
  RESTART_PLACE,
} from "./cluster-state.ts";
import { type ClusterConstants, UNIT } from "./constants.ts";
import { noiseBytesAt, noiseStep, q15, saturated } from "./noise.ts";

export interface StepOutcome {
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/**
 * One step of one cluster, in the order of the definition (reference, resonetics §6.1): action, events, drift,
 * out-of-memory, budget, clock, endings, shaping. The oracle of the WebAssembly kernel: plain, and equal to it bit for bit.
 * @throws {PlimsollError} `CLUSTER_ACTION_INVALID`, or `CLUSTER_EPISODE_ENDED` for a step after the end.
 */
export function stepCluster(state: ClusterState, constants: ClusterConstants, action: number): StepOutcome {
  refuseImpossible(state, action);
  const loadBefore = averageLoad(state, constants);
  let reward = -constants.timePenalty;
  reward += act(state, constants, action);
  decay(state, constants, partKey(partKey(state.root, state.episode), state.step + 1));
  const { oom, critical } = state.counts;
  reward -= constants.oomPenalty * oom;
  reward -= constants.criticalPenalty * critical;
  state.budget = Math.min(constants.budgetFull, state.budget + constants.budgetRecovery);
  state.step += 1;
  const { overloaded, ...ending } = endingOf(state, constants);
  if (overloaded) reward -= constants.overloadPenalty;
  if (constants.shapingWeight !== 0) reward += shaping(state, constants, loadBefore, ending.terminated);
  state.ended = ending.terminated || ending.truncated;
  return { reward, ...ending };
}

function refuseImpossible(state: ClusterState, action: number): void {
  if (!Number.isInteger(action) || action < 0 || action >= ACTION_COUNT) throw actionInvalid(action);
  if (state.ended) throw episodeEnded(state.step);
}

export const actionInvalid = (action: number): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_ACTION_INVALID",
    expected: "an action from 0 to 5",
    received: String(action),
    fix: "0 up, 1 down, 2 left, 3 right, 4 clean, 5 scale",
  });

export const episodeEnded = (step: number): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_EPISODE_ENDED",
    expected: "an episode that runs",
    received: `a step after the end (step ${step})`,
    fix: "reset before the next step",
  });

function act(state: ClusterState, constants: ClusterConstants, action: number): number {
  const move = MOVES[action];
  if (move === undefined) return action === CLEAN ? clean(state, constants) : scale(state, constants);
  state.y = (state.y + move.dy + constants.height) % constants.height;
  state.x = (state.x + move.dx + constants.width) % constants.width;
  return 0;
}

/** Cleans the agent's cell; what was hardly dirty is cleaned and paid for all the same, and fined. */
function clean(state: ClusterState, constants: ClusterConstants): number {
  if (state.budget < constants.cleanCost) return -constants.cleanDeniedFine;
  state.budget -= constants.cleanCost;
  const cell = state.y * constants.width + state.x;
  const cpuRemoved = Math.min(state.cpu[cell] ?? 0, constants.cpuCut);
  const removed = cpuRemoved + (state.memory[cell] ?? 0);
  state.cpu[cell] = (state.cpu[cell] ?? 0) - cpuRemoved;
  state.memory[cell] = 0;
  state.base[cell] = 0;
  if (removed < constants.wasteBelow) return -constants.wasteFine;
  return Math.min(1, removed / constants.cleanFull) * (1 + (state.priority[cell] ?? 0) / UNIT);
}

/** Scales as many of the hottest cells as the budget pays for. */
function scale(state: ClusterState, constants: ClusterConstants): number {
  const { hot } = state.counts;
  if (hot === 0) return -constants.scaleIdleFine;
  const scaled = Math.min(hot, Math.floor(state.budget / constants.scaleCost));
  if (scaled === 0) return -constants.scaleDeniedFine;
  state.budget -= scaled * constants.scaleCost;
  for (const cell of hottest(state, constants).slice(0, scaled)) {
    state.cpu[cell] = Math.max(0, (state.cpu[cell] ?? 0) - constants.scaleCut);
    state.memory[cell] = Math.max(0, (state.memory[cell] ?? 0) - constants.scaleCut);
  }
  return constants.scaleReward * (scaled / hot);
}

/** Hot cells by CPU + memory, the worst first and the first of equals. */
function hottest(state: ClusterState, constants: ClusterConstants): number[] {
  const load = (cell: number): number => (state.cpu[cell] ?? 0) + (state.memory[cell] ?? 0);
  return Array.from(state.cpu.keys())
    .filter((cell) => isHot(state, constants, cell))
    .sort((left, right) => load(right) - load(left) || left - right);
}

/** Events, then the drift of every cell, then the counts. */
function decay(state: ClusterState, constants: ClusterConstants, key: Key): void {
  if (wordAt(key, BURST_PLACE) < constants.burstChance) burst(state, constants, key);
  if (wordAt(key, RESTART_PLACE) < constants.restartChance) restart(state, constants, key);
  for (let cell = 0; cell < constants.cells; cell += 1) driftCell(state, constants, key, cell);
  state.counts = countCells(state, constants);
}

function burst(state: ClusterState, constants: ClusterConstants, key: Key): void {
  const first = cellAt(key, BURST_PLACE + 1, constants);
  for (let place = first; place < first + constants.burstCells; place += 1) {
    const cell = place % constants.cells;
    state.cpu[cell] = clampUnit((state.cpu[cell] ?? 0) + constants.burstCpu);
    state.memory[cell] = clampUnit((state.memory[cell] ?? 0) + constants.burstMemory);
  }
}

function restart(state: ClusterState, constants: ClusterConstants, key: Key): void {
  const cell = cellAt(key, RESTART_PLACE + 1, constants);
  state.memory[cell] = constants.restartMemory;
  state.base[cell] = constants.restartMemory;
}

function driftCell(state: ClusterState, constants: ClusterConstants, key: Key, cell: number): void {
  const { sum, difference } = noiseBytesAt(key, cell);
  const { cpuNoise, memoryNoise } = constants;
  state.cpu[cell] = clampUnit((state.cpu[cell] ?? 0) + saturated(noiseStep(sum, cpuNoise) + cpuNoise.mean));
  const memory = state.memory[cell] ?? 0;
  const leak = state.leak[cell] ?? 0;
  let increment = saturated(noiseStep(difference, memoryNoise) + leak);
  increment = saturated(increment + q15(saturated((state.base[cell] ?? 0) - memory), constants.reversion));
  increment = saturated(increment + q15(memory >>> 1, constants.feedback));
  state.memory[cell] = clampUnit(memory + increment);
  state.base[cell] = clampUnit((state.base[cell] ?? 0) + leak);
}

function endingOf(state: ClusterState, constants: ClusterConstants) {
  const { cpuSum, memorySum, oom, critical } = state.counts;
  const overloaded = cpuSum + memorySum > constants.overloadAbove;
  const outOfMemory = oom >= constants.oomEndsAt || (constants.criticalEnds && critical > 0);
  return { overloaded, terminated: overloaded || outOfMemory, truncated: state.step >= constants.stepsMax };
}

/** A change of potential pays nothing in the sum over an episode, so that good policies stay good. */
function shaping(state: ClusterState, constants: ClusterConstants, before: number, terminated: boolean): number {
  const after = terminated && constants.shapingZeroAtEnd ? 0 : averageLoad(state, constants);
  return constants.shapingWeight * (before - constants.shapingDiscount * after);
}
