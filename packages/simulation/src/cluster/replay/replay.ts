import { type Digest, digestOf, PlimsollError } from "@plimsoll/foundation";
import { type Autoreset, ClusterBatch } from "../batch/cluster-batch.ts";
import type { RangeRunner } from "../batch/range-runner.ts";
import type { ClusterSpec } from "../cluster-spec.ts";

/** All that is needed to live a stretch of a batch's life again, byte by byte. n environments, one byte a step for each. */
export interface Replay {
  readonly spec: ClusterSpec;
  readonly autoreset: Autoreset;
  readonly environments: number;
  readonly start: ReplayStart;
  /** steps × n actions, step by step; `RESET_BEFORE` is added where an environment was reset before the step, `REST` above. */
  readonly actions: Uint8Array;
  /** Of the states after the last step (`statesDigest`). */
  readonly endDigest: Digest;
}

/** A batch's reset by its seed, or the snapshots of its environments one after the other. */
export type ReplayStart = { readonly seed: number } | { readonly snapshots: Uint8Array };

/** Mode `disabled`: this environment's next episode began before the step. */
export const RESET_BEFORE = 0x80;
/** Mode `disabled`: nobody steps in this row, the last one; resets came after the last step. */
export const REST = 0x40;

/** The digest of all environments' states. */
export function statesDigest({ memory, layout, environments }: ClusterBatch): Digest {
  return digestOf(new Uint8Array(memory.buffer, layout.states, environments * layout.stateBytes).slice());
}

/**
 * Lives a replay again and returns the batch as it was at its end.
 * @param seen is called after the start and after every step
 * @throws {PlimsollError} `CLUSTER_REPLAY_DIVERGED` where the end is another one, and what `ClusterBatch` throws
 */
export function playReplay(
  replay: Replay,
  seen: (batch: ClusterBatch, step: number) => void = () => undefined,
  run?: RangeRunner,
): ClusterBatch {
  const batch = new ClusterBatch(replay.spec, replay.environments, replay.autoreset, run);
  begin(batch, replay.start);
  seen(batch, 0);
  const steps = replay.actions.length / replay.environments;
  for (let step = 0; step < steps; step += 1) {
    const row = replay.actions.subarray(step * replay.environments, (step + 1) * replay.environments);
    if (playRow(batch, row)) seen(batch, step + 1);
  }
  const end = statesDigest(batch);
  if (end !== replay.endDigest) throw diverged(replay.endDigest, end);
  return batch;
}

function begin(batch: ClusterBatch, start: ReplayStart): void {
  if ("seed" in start) {
    batch.reset(start.seed);
    return;
  }
  const { stateBytes } = batch.layout;
  for (let place = 0; place < batch.environments; place += 1)
    batch.restore(place, start.snapshots.subarray(place * stateBytes, (place + 1) * stateBytes));
}

/** Whether there was a step. */
function playRow(batch: ClusterBatch, bytes: Uint8Array): boolean {
  if (bytes.some((byte) => byte >= RESET_BEFORE)) batch.resetWhere(bytes.map((byte) => Number(byte >= RESET_BEFORE)));
  if (bytes.some((byte) => (byte & REST) !== 0)) return false;
  batch.step(bytes.map((byte) => byte & ~RESET_BEFORE));
  return true;
}

const diverged = (expected: Digest, received: Digest): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_REPLAY_DIVERGED",
    expected: `an end of digest ${expected}`,
    received,
    fix: "play it with the version that recorded it; if it is the same one, report both digests",
  });
