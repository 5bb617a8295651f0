import type { RerootingMap } from "@plimsoll/foundation";
import type { WindowSet } from "../control/window-set.ts";
import type { Entry, EntryBodyOf, EntryKind } from "../entry/entry.ts";
import type { Run } from "../state/run.ts";
import type { KernelState } from "../state/state.ts";

/** What one kind of entry does to the state. */
export type Fold<K extends EntryKind> = (state: KernelState, entry: Entry & EntryBodyOf<K>) => KernelState;

export const changeRun = (state: KernelState, run: string, change: (before: Run) => Run): KernelState => ({
  ...state,
  runs: changed(state.runs, run, change),
});

export const changeSet = (state: KernelState, set: string, change: (before: WindowSet) => WindowSet): KernelState => ({
  ...state,
  windowSets: changed(state.windowSets, set, change),
});

/** The map in which one value, which MUST be there, is what a function makes of it. */
export const changed = <K, V>(map: RerootingMap<K, V>, key: K, change: (before: V) => V): RerootingMap<K, V> =>
  map.update(key, (before) => change(known(before, key)));

/** Books the time under power up to an instant. */
export const unpowered = (run: Run, at: number): Run => ({
  ...run,
  poweredMs: run.poweredMs + (run.poweredSince === null ? 0 : at - run.poweredSince),
  poweredSince: null,
});

/** An entry that names what no entry before it made was never decided by this kernel. */
export function must<K, V>(map: RerootingMap<K, V>, key: K): V {
  return known(map.get(key), key);
}

function known<V>(value: V | undefined, key: unknown): V {
  if (value === undefined) throw new Error(`entry names ${String(key)}, which no entry before it made`);
  return value;
}
