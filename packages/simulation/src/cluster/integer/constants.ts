import type { ClusterSpec } from "../cluster-spec.ts";

/**
 * A spec in the integers of the kernel: shares in units of 1/65 535, budgets in thousandths, chances in 2^-32, noise in
 * Q15. Rewards stay IEEE doubles, added in one order, so that every host has the same bits.
 */
export interface ClusterConstants {
  readonly width: number;
  readonly height: number;
  readonly cells: number;
  readonly stepsMax: number;
  readonly budgetFull: number;
  readonly budgetRecovery: number;
  readonly cleanCost: number;
  readonly scaleCost: number;
  readonly cpuCut: number;
  readonly wasteBelow: number;
  readonly hotAbove: number;
  readonly scaleCut: number;
  readonly cpuNoise: NoiseConstants;
  readonly memoryNoise: NoiseConstants;
  /** 64 increments, the memory's even drift included. */
  readonly leaks: readonly number[];
  readonly reversion: number;
  readonly feedback: number;
  readonly burstChance: number;
  readonly burstCells: number;
  readonly burstCpu: number;
  readonly burstMemory: number;
  readonly restartChance: number;
  readonly restartMemory: number;
  readonly oomAt: number;
  readonly criticalAbove: number;
  readonly oomEndsAt: number;
  readonly criticalEnds: boolean;
  readonly cpuBelow: number;
  readonly memoryBelow: number;
  readonly priorities: readonly { readonly priority: number; readonly weightUpTo: number }[];
  readonly positionY: number;
  readonly positionX: number;
  readonly globals: boolean;
  readonly wasteFine: number;
  readonly cleanFull: number;
  readonly cleanDeniedFine: number;
  readonly scaleReward: number;
  readonly scaleIdleFine: number;
  readonly scaleDeniedFine: number;
  readonly oomPenalty: number;
  readonly criticalPenalty: number;
  readonly timePenalty: number;
  readonly overloadPenalty: number;
  /** Sum of all CPU and memory units at which the average load is 1, and above which the cluster is overloaded. */
  readonly loadFull: number;
  readonly overloadAbove: number;
  readonly shapingWeight: number;
  readonly shapingDiscount: number;
  readonly shapingZeroAtEnd: boolean;
}

/** Noise of a channel: (sum of bytes · 32 + offset) · scale in Q15, and whole units of mean besides. */
export interface NoiseConstants {
  readonly offset: number;
  readonly scale: number;
  readonly mean: number;
}

/** 1.0 of a share. */
export const UNIT = 65_535;
/** 1.0 of a budget. */
const MILLI = 1_000;
/** Shift of a sum of noise bytes before it is scaled: the largest that leaves a signed 16-bit lane room for the offset. */
export const NOISE_SHIFT = 5;
/** Standard deviation of four uniform bytes, summed with either sign: √(4 · (256² − 1) / 12). */
const FOUR_BYTES_SIGMA = Math.sqrt(21_845);
/** Mean of four uniform bytes summed. */
export const FOUR_BYTES_MEAN = 510;
const LEAK_PLACES = 64;

export const toUnits = (share: number): number => Math.round(share * UNIT);
const toMilli = (budget: number): number => Math.round(budget * MILLI);
const toQ15 = (factor: number): number => Math.min(32_767, Math.round(factor * 32_768));
const toChance = (chance: number): number => Math.min(2 ** 32 - 1, Math.round(chance * 2 ** 32));

export function clusterConstants(spec: ClusterSpec): ClusterConstants {
  return { ...sizes(spec), ...economy(spec), ...decay(spec), ...endings(spec) };
}

function sizes({ width, height, stepsMax, start, priorities, observation }: ClusterSpec) {
  const ofLast = observation.position === "of-last" ? 1 : 0;
  return {
    width,
    height,
    cells: width * height,
    stepsMax,
    cpuBelow: toUnits(start.cpuBelow),
    memoryBelow: toUnits(start.memoryBelow),
    priorities: priorities.map(({ priority }, index) => ({
      priority: toUnits(priority),
      weightUpTo: priorities.slice(0, index + 1).reduce((sum, { weight }) => sum + weight, 0),
    })),
    positionY: height - ofLast,
    positionX: width - ofLast,
    globals: observation.globals,
  };
}

const economy = ({ budget, clean, scale, timePenalty, shaping }: ClusterSpec) => ({
  budgetFull: toMilli(budget.full),
  budgetRecovery: toMilli(budget.recovery),
  cleanCost: toMilli(budget.clean),
  scaleCost: toMilli(budget.scale),
  cpuCut: toUnits(clean.cpuCut),
  wasteBelow: toUnits(clean.wasteBelow),
  wasteFine: clean.wasteFine,
  cleanFull: clean.fullAt * UNIT,
  cleanDeniedFine: clean.deniedFine,
  hotAbove: toUnits(scale.hotAbove),
  scaleCut: toUnits(scale.cut),
  scaleReward: scale.reward,
  scaleIdleFine: scale.idleFine,
  scaleDeniedFine: scale.deniedFine,
  timePenalty,
  shapingWeight: shaping.weight,
  shapingDiscount: shaping.discount,
  shapingZeroAtEnd: shaping.zeroAtEnd,
});

function decay({ drift, events }: ClusterSpec) {
  const memoryNoise = noiseConstants(drift.memory, 0);
  const { leaks } = drift;
  return {
    cpuNoise: noiseConstants(drift.cpu, FOUR_BYTES_MEAN),
    memoryNoise,
    leaks: Array.from(
      { length: LEAK_PLACES },
      (_, place) => memoryNoise.mean + toUnits(leaks[place % leaks.length] ?? 0),
    ),
    reversion: toQ15(drift.reversion),
    feedback: toQ15(2 * drift.feedback),
    burstChance: toChance(events.burst.chance),
    burstCells: events.burst.cells,
    burstCpu: toUnits(events.burst.cpu),
    burstMemory: toUnits(events.burst.memory),
    restartChance: toChance(events.restart.chance),
    restartMemory: toUnits(events.restart.memory),
  };
}

/** The part of a mean that is no whole unit is carried by the offset, so that it is not lost over many steps. */
function noiseConstants({ mean, sigma }: ClusterSpec["drift"]["cpu"], bytesMean: number): NoiseConstants {
  const scale = Math.round((sigma * UNIT * 32_768) / (FOUR_BYTES_SIGMA * 2 ** NOISE_SHIFT));
  const units = Math.round(mean * UNIT);
  const remainder = scale === 0 ? 0 : Math.round(((mean * UNIT - units) * 32_768) / scale);
  return { offset: remainder - bytesMean * 2 ** NOISE_SHIFT, scale, mean: units };
}

function endings({ width, height, oom, overload }: ClusterSpec) {
  const loadFull = 2 * width * height * UNIT;
  return {
    oomAt: toUnits(oom.at),
    criticalAbove: toUnits(oom.criticalAbove),
    oomEndsAt: oom.endsAt,
    criticalEnds: oom.criticalEnds,
    oomPenalty: oom.penalty,
    criticalPenalty: oom.criticalPenalty,
    loadFull,
    overloadAbove: overload.above * loadFull,
    overloadPenalty: overload.penalty,
  };
}
