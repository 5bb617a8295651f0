import { PlimsollError } from "@plimsoll/foundation";

/** A Markov chain on levels that moves by one at most; `down`, `stay` and `up` are chances by level. */
export interface BirthDeathChain {
  readonly levels: number;
  readonly down: Float64Array;
  readonly stay: Float64Array;
  readonly up: Float64Array;
}

/** Increment per step in levels, before clipping. */
export interface LevelIncrement {
  readonly mean: number;
  readonly variance: number;
}

/**
 * The chain whose increments have the mean asked for, and the variance where a step of one level can have it. With
 * up − down = mean and up + down = E[increment²], the latter must lie in [|mean|, 1]: below |mean| (drift that is steadier
 * than any chain on so coarse levels) the least possible variance, |mean| − mean², is taken. Clipped at both ends, as
 * shares are.
 * @throws {PlimsollError} `LATTICE_DRIFT_TOO_FAST` where a step would have to move by more than one level.
 */
export function birthDeathChain(levels: number, incrementAt: (level: number) => LevelIncrement): BirthDeathChain {
  const chain = {
    levels,
    down: new Float64Array(levels),
    stay: new Float64Array(levels),
    up: new Float64Array(levels),
  };
  for (let level = 0; level < levels; level += 1) {
    const { up, down } = movesOf(incrementAt(level));
    chain.up[level] = level === levels - 1 ? 0 : up;
    chain.down[level] = level === 0 ? 0 : down;
    chain.stay[level] = 1 - (chain.up[level] as number) - (chain.down[level] as number);
  }
  return chain;
}

function movesOf({ mean, variance }: LevelIncrement): { up: number; down: number } {
  const moved = Math.max(variance + mean ** 2, Math.abs(mean));
  if (!(moved <= 1)) throw tooFast(moved);
  return { up: (moved + mean) / 2, down: (moved - mean) / 2 };
}

const tooFast = (moved: number): PlimsollError =>
  new PlimsollError({
    code: "LATTICE_DRIFT_TOO_FAST",
    expected: "a drift of one level per step at most",
    received: `a chance of ${moved} to move`,
    fix: "take fewer levels or fewer drift steps",
  });

/** The chain among its first levels alone; what rises above them is lost, so rows may sum to less than 1. */
export const firstLevels = (chain: BirthDeathChain, levels: number): BirthDeathChain => {
  const up = chain.up.slice(0, levels);
  up[levels - 1] = 0;
  return { levels, down: chain.down.slice(0, levels), stay: chain.stay.slice(0, levels), up };
};

/** Columns for rows: what takes chances forward instead of expectations back. */
export const transposed = ({ levels, down, stay, up }: BirthDeathChain): BirthDeathChain => ({
  levels,
  down: Float64Array.from({ length: levels }, (_, level) => up[level - 1] ?? 0),
  stay,
  up: Float64Array.from({ length: levels }, (_, level) => down[level + 1] ?? 0),
});

/**
 * Applies the chain to one axis of a table: target ← (I ⊗ chain ⊗ I) · source, the axis having the given stride. Source
 * and target MUST be different arrays of one length.
 */
export function applyChain(chain: BirthDeathChain, source: Float64Array, target: Float64Array, stride: number): void {
  const rows = source.length / stride;
  for (let row = 0; row < rows; row += 1) {
    const level = row % chain.levels;
    const own = row * stride;
    const below = level === 0 ? own : own - stride;
    const above = level === chain.levels - 1 ? own : own + stride;
    const down = chain.down[level] as number;
    const stay = chain.stay[level] as number;
    const up = chain.up[level] as number;
    for (let place = 0; place < stride; place += 1)
      target[own + place] =
        down * (source[below + place] as number) +
        stay * (source[own + place] as number) +
        up * (source[above + place] as number);
  }
}
