import { CELLS } from "./grid.ts";
import type { Observation } from "./observation.ts";
import { observe } from "./observe.ts";
import { RESERVED_FIELDS } from "./target.ts";
import { episodeStart, type ItemType, type Regime, type WorldState } from "./world-state.ts";

/**
 * Every combination of regime and reserved observations that a state of the world shows, each by one observation. Whatever the
 * DSL can tell apart, this list tells apart.
 */
export function everyValuation(): readonly Observation[] {
  valuations ??= distinctValuations();
  return valuations;
}

let valuations: readonly Observation[] | undefined;

function distinctValuations(): readonly Observation[] {
  const distinct = new Map<string, Observation>();
  for (const state of everyGridState()) {
    const seen = observe(state);
    const key = [seen.regime, ...KEYS.map((field) => seen[field])].join();
    if (!distinct.has(key)) distinct.set(key, seen);
  }
  return [...distinct.values()];
}

const KEYS = [...RESERVED_FIELDS.A, ...RESERVED_FIELDS.B];

const REGIMES: readonly Regime[] = [0, 1, 2];
const CARGOES: readonly (ItemType | null)[] = [null, "A", "B", "C"];

/** All states of the grid, reachable or not, with at most one item: cell × cargo × zones served × stamp × regime. */
export function* everyGridState(): Generator<WorldState, void> {
  for (const regime of REGIMES)
    for (let cell = 0; cell < CELLS; cell += 1)
      for (const itemType of CARGOES)
        for (let served = 0; served < 8; served += 1)
          for (const stamped of [false, true])
            yield {
              ...episodeStart(EPISODE_OF_REGIME[regime], regime),
              cell,
              itemType,
              inventory: itemType === null ? 0 : 1,
              served,
              stamped,
            };
}

const EPISODE_OF_REGIME: Readonly<Record<Regime, number>> = { 0: 0, 1: 2, 2: 4 };
