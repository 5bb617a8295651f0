import { digestOf, PlimsollError } from "@plimsoll/foundation";
import type { ClusterBatch } from "../batch/cluster-batch.ts";
import { type Replay, RESET_BEFORE } from "./replay.ts";
import { joined, restOf, settingOf } from "./replay-recorder.ts";

/** What a window of steps began with, and what was done in it. */
interface Window {
  readonly states: Uint8Array;
  readonly rows: Uint8Array[];
}

/**
 * Keeps the last steps of a batch, so that a failure can be looked at as a replay of its own that starts from a snapshot.
 * Costs a copy of the states every `steps` steps, and a row of actions in each.
 */
export class FailureRecorder {
  readonly #batch: ClusterBatch;
  readonly #steps: number;
  #before: Window | undefined;
  #now: Window;
  #resets: Uint8Array;

  /**
   * @param steps how many of the last steps a failure has at least, if there were so many; at most it has twice as many
   * @throws {PlimsollError} `CLUSTER_REPLAY_STEPS`
   */
  constructor(batch: ClusterBatch, steps: number) {
    if (!Number.isInteger(steps) || steps < 1) throw badSteps(steps);
    this.#batch = batch;
    this.#steps = steps;
    this.#resets = new Uint8Array(batch.environments);
    this.#now = windowOf(batch);
  }

  step(actions: Uint8Array): void {
    if (this.#now.rows.length === this.#steps) this.#turn();
    this.#batch.step(actions);
    this.#now.rows.push(actions.map((action, place) => action | (this.#resets[place] ?? 0)));
    this.#resets = new Uint8Array(this.#batch.environments);
  }

  /** The reset counts to the next step: a window may not begin between the two. */
  resetWhere(mask: Uint8Array): void {
    if (this.#now.rows.length === this.#steps) this.#turn();
    this.#batch.resetWhere(mask);
    this.#resets = this.#resets.map((reset, place) => reset | (mask[place] === 0 ? 0 : RESET_BEFORE));
  }

  /** The last steps of one environment, as a batch of one. */
  failure(environment: number): Replay {
    const bytes = this.#batch.layout.stateBytes;
    const { states } = this.#before ?? this.#now;
    const rows = [...(this.#before?.rows ?? []), ...this.#now.rows, ...restOf(this.#resets)];
    return {
      ...settingOf(this.#batch),
      environments: 1,
      start: { snapshots: states.slice(environment * bytes, (environment + 1) * bytes) },
      actions: joined(rows.map((row) => row.subarray(environment, environment + 1))),
      endDigest: digestOf(this.#batch.snapshot(environment)),
    };
  }

  #turn(): void {
    this.#before = this.#now;
    this.#now = windowOf(this.#batch);
  }
}

function windowOf({ memory, layout, environments }: ClusterBatch): Window {
  return { states: new Uint8Array(memory.buffer, layout.states, environments * layout.stateBytes).slice(), rows: [] };
}

const badSteps = (received: number): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_REPLAY_STEPS",
    expected: "a whole number of steps from 1",
    received: String(received),
    fix: "name how many of the last steps a failure shall have",
  });
