import * as at from "./layout.ts";
import type { ClusterConstants } from "../integer/constants.ts";

/** Where a batch lies in the kernel's memory, in bytes. */
export interface BatchLayout {
  readonly environments: number;
  readonly observationSize: number;
  readonly stateBytes: number;
  readonly params: number;
  readonly states: number;
  readonly actions: number;
  readonly resetMask: number;
  readonly observations: number;
  readonly finalObservations: number;
  readonly rewards: number;
  readonly terminated: number;
  readonly truncated: number;
  readonly actionMasks: number;
  readonly loads: number;
  readonly oomCounts: number;
  readonly criticalCounts: number;
  readonly budgets: number;
  /** First byte after the batch. */
  readonly end: number;
}

/** The first kibibyte is left alone: address 0 is nowhere. */
const FIRST_BYTE = 1_024;
const LANE_BYTES = 16;
const LINE_BYTES = 64;

export const paddedCells = (cells: number): number => Math.ceil(cells / 8) * 8;

export function batchLayout({ cells, globals }: ClusterConstants, environments: number): BatchLayout {
  const observationSize = globals ? 33 : 30;
  const stateBytes = rounded(at.HEAD_BYTES + at.CHANNEL_COUNT * 2 * paddedCells(cells), LANE_BYTES);
  const place = allocator(FIRST_BYTE);
  return {
    environments,
    observationSize,
    stateBytes,
    params: place(at.PARAMETER_BYTES),
    states: place(environments * stateBytes),
    actions: place(environments),
    resetMask: place(environments),
    observations: place(environments * observationSize * 4),
    finalObservations: place(environments * observationSize * 4),
    rewards: place(environments * 8),
    terminated: place(environments),
    truncated: place(environments),
    actionMasks: place(environments),
    loads: place(environments * 8),
    oomCounts: place(environments * 4),
    criticalCounts: place(environments * 4),
    budgets: place(environments * 4),
    end: place(0),
  };
}

/** Threads write to neighbouring environments, so every array begins on a cache line of its own. */
function allocator(first: number): (bytes: number) => number {
  let next = first;
  return (bytes) => {
    const start = next;
    next = rounded(start + bytes, LINE_BYTES);
    return start;
  };
}

const rounded = (bytes: number, to: number): number => Math.ceil(bytes / to) * to;

/** Writes a world's constants and the places of its batch where the kernel reads them. */
export function writeParameters(memory: ArrayBufferLike, constants: ClusterConstants, layout: BatchLayout): void {
  const view = new DataView(memory, layout.params, at.PARAMETER_BYTES);
  for (const [offset, value] of [...worldIntegers(constants), ...placesOf(layout)])
    view.setInt32(offset, value | 0, true);
  for (const [offset, value] of reals(constants)) view.setFloat64(offset, value, true);
  writeTables(view, constants);
}

const worldIntegers = (c: ClusterConstants): readonly (readonly [number, number])[] => [
  [at.WIDTH, c.width],
  [at.HEIGHT, c.height],
  [at.CELLS, c.cells],
  [at.PADDED, paddedCells(c.cells)],
  [at.STEPS_MAX, c.stepsMax],
  [at.BUDGET_FULL, c.budgetFull],
  [at.BUDGET_RECOVERY, c.budgetRecovery],
  [at.CLEAN_COST, c.cleanCost],
  [at.SCALE_COST, c.scaleCost],
  [at.CPU_CUT, c.cpuCut],
  [at.WASTE_BELOW, c.wasteBelow],
  [at.HOT_ABOVE, c.hotAbove],
  [at.SCALE_CUT, c.scaleCut],
  [at.CPU_OFFSET, c.cpuNoise.offset],
  [at.CPU_SCALE, c.cpuNoise.scale],
  [at.CPU_MEAN, c.cpuNoise.mean],
  [at.MEMORY_OFFSET, c.memoryNoise.offset],
  [at.MEMORY_SCALE, c.memoryNoise.scale],
  [at.REVERSION, c.reversion],
  [at.FEEDBACK, c.feedback],
  [at.BURST_CHANCE, c.burstChance],
  [at.BURST_CELLS, c.burstCells],
  [at.BURST_CPU, c.burstCpu],
  [at.BURST_MEMORY, c.burstMemory],
  [at.RESTART_CHANCE, c.restartChance],
  [at.RESTART_MEMORY, c.restartMemory],
  [at.OOM_AT, c.oomAt],
  [at.CRITICAL_ABOVE, c.criticalAbove],
  [at.OOM_ENDS_AT, c.oomEndsAt],
  [at.CRITICAL_ENDS, Number(c.criticalEnds)],
  [at.CPU_BELOW, c.cpuBelow],
  [at.MEMORY_BELOW, c.memoryBelow],
  [at.POSITION_Y, c.positionY],
  [at.POSITION_X, c.positionX],
  [at.GLOBALS, Number(c.globals)],
  [at.SHAPING_ZERO_AT_END, Number(c.shapingZeroAtEnd)],
  [at.BASED, Number(c.reversion !== 0 || c.feedback !== 0)],
];

const placesOf = (layout: BatchLayout): readonly (readonly [number, number])[] => [
  [at.STATES, layout.states],
  [at.STATE_BYTES, layout.stateBytes],
  [at.ACTIONS, layout.actions],
  [at.RESET_MASK, layout.resetMask],
  [at.OBSERVATIONS, layout.observations],
  [at.FINAL_OBSERVATIONS, layout.finalObservations],
  [at.REWARDS, layout.rewards],
  [at.TERMINATED, layout.terminated],
  [at.TRUNCATED, layout.truncated],
  [at.ACTION_MASKS, layout.actionMasks],
  [at.LOADS, layout.loads],
  [at.OOM_COUNTS, layout.oomCounts],
  [at.CRITICAL_COUNTS, layout.criticalCounts],
  [at.BUDGETS, layout.budgets],
];

const reals = (c: ClusterConstants): readonly (readonly [number, number])[] => [
  [at.WASTE_FINE, c.wasteFine],
  [at.CLEAN_FULL, c.cleanFull],
  [at.CLEAN_DENIED_FINE, c.cleanDeniedFine],
  [at.SCALE_REWARD, c.scaleReward],
  [at.SCALE_IDLE_FINE, c.scaleIdleFine],
  [at.SCALE_DENIED_FINE, c.scaleDeniedFine],
  [at.OOM_PENALTY, c.oomPenalty],
  [at.CRITICAL_PENALTY, c.criticalPenalty],
  [at.TIME_PENALTY, c.timePenalty],
  [at.OVERLOAD_PENALTY, c.overloadPenalty],
  [at.LOAD_FULL, c.loadFull],
  [at.OVERLOAD_ABOVE, c.overloadAbove],
  [at.SHAPING_WEIGHT, c.shapingWeight],
  [at.SHAPING_DISCOUNT, c.shapingDiscount],
];

/** Rows of the table that a world does not need repeat its last priority, whose weight is the total. */
function writeTables(view: DataView, { priorities, leaks }: ClusterConstants): void {
  for (let row = 0; row < 8; row += 1) {
    const entry = priorities[Math.min(row, priorities.length - 1)];
    view.setUint32(at.PRIORITIES + 8 * row, entry?.weightUpTo ?? 0, true);
    view.setUint32(at.PRIORITIES + 8 * row + 4, entry?.priority ?? 0, true);
  }
  for (const [place, leak] of leaks.entries()) view.setInt32(at.LEAKS + 4 * place, leak, true);
}
