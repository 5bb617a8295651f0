import type { ClusterBatch } from "../batch/cluster-batch.ts";
import { type Replay, RESET_BEFORE, REST, statesDigest } from "./replay.ts";

/** Steps a batch, and keeps what was done. */
export interface ReplayRecorder {
  /** @throws what `ClusterBatch.step` throws; then nothing is kept of the step. */
  step(actions: Uint8Array): void;
  resetWhere(mask: Uint8Array): void;
  /** Everything since the reset. */
  replay(): Replay;
}

/** Resets the batch by a seed and records from there. */
export function recordReplay(batch: ClusterBatch, seed: number): ReplayRecorder {
  const rows: Uint8Array[] = [];
  let resets = new Uint8Array(batch.environments);
  batch.reset(seed);
  return {
    step: (actions) => {
      batch.step(actions);
      rows.push(actions.map((action, place) => action | (resets[place] ?? 0)));
      resets = new Uint8Array(batch.environments);
    },
    resetWhere: (mask) => {
      batch.resetWhere(mask);
      resets = resets.map((reset, place) => reset | (mask[place] === 0 ? 0 : RESET_BEFORE));
    },
    replay: () => ({
      ...settingOf(batch),
      start: { seed },
      actions: joined([...rows, ...restOf(resets)]),
      endDigest: statesDigest(batch),
    }),
  };
}

/** Resets that no step has followed yet, as a row of their own. */
export const restOf = (resets: Uint8Array): readonly Uint8Array[] =>
  resets.includes(RESET_BEFORE) ? [resets.map((reset) => reset | REST)] : [];

export const settingOf = ({ spec, autoreset, environments }: ClusterBatch) => ({ spec, autoreset, environments });

export function joined(rows: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(rows.reduce((length, row) => length + row.length, 0));
  let place = 0;
  for (const row of rows) {
    bytes.set(row, place);
    place += row.length;
  }
  return bytes;
}
