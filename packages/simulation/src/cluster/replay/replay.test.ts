import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { partKey, seedKey } from "../../random/counter.ts";
import { type Autoreset, ClusterBatch } from "../batch/cluster-batch.ts";
import { trajectoryHash } from "../batch/trajectory-hash.ts";
import { drawActions } from "../batch/trajectory-run.ts";
import * as at from "../kernel/layout.ts";
import { clusterProfile } from "../profiles.ts";
import { FailureRecorder } from "./failure-recorder.ts";
import { replayFromBytes, replayToBytes } from "./replay-file.ts";
import { recordReplay } from "./replay-recorder.ts";
import { playReplay, type Replay, statesDigest } from "./replay.ts";

const SPEC = clusterProfile("leak-mixture", { width: 5, height: 3, stepsMax: 12 });
const ENVIRONMENTS = 3;
const KEY = seedKey(8);

function actionsAt(step: number): Uint8Array {
  const actions = new Uint8Array(ENVIRONMENTS);
  drawActions(actions, partKey(KEY, step));
  return actions;
}

const batchOf = (autoreset: Autoreset): ClusterBatch => new ClusterBatch(SPEC, ENVIRONMENTS, autoreset);

/** Steps a recorder, and resets what ended where the mode does not. */
function drive(
  batch: ClusterBatch,
  recorder: Pick<ReturnType<typeof recordReplay>, "step" | "resetWhere">,
  steps: number,
): number {
  let hash = trajectoryHash(0, batch);
  for (let step = 0; step < steps; step += 1) {
    recorder.step(actionsAt(step));
    hash = trajectoryHash(hash, batch);
    const ended = batch.terminated.map((terminated, place) => terminated | (batch.truncated[place] ?? 0));
    if (batch.autoreset === "disabled" && ended.includes(1)) recorder.resetWhere(ended);
  }
  return hash;
}

describe.each(["next-step", "same-step", "disabled"] as const)("%s", (autoreset) => {
  test.each([0, 1, 36, 50])("SIM-68 a replay of %i steps, written and read, shows what was shown", (steps) => {
    const batch = batchOf(autoreset);
    const recorder = recordReplay(batch, 21);
    const shown = drive(batch, recorder, steps);
    let hash = 0;
    const read = replayFromBytes(replayToBytes(recorder.replay()));
    const again = playReplay(read, (seen) => (hash = trajectoryHash(hash, seen)));
    expect(hash).toBe(shown);
    expect(statesDigest(again)).toBe(statesDigest(batch));
  });

  test.each([3, 7, 16, 29, 36])(
    "SIM-70 after %i steps, a failure is a replay from a snapshot that ends where it ended",
    (steps) => {
      const batch = batchOf(autoreset);
      batch.reset(4);
      const recorder = new FailureRecorder(batch, 8);
      drive(batch, recorder, steps);
      const failure = replayFromBytes(replayToBytes(recorder.failure(2)));
      expect(failure.actions.length).toBeGreaterThanOrEqual(Math.min(steps, 8));
      expect(failure.actions.length).toBeLessThanOrEqual(17);
      expect(playReplay(failure).snapshot(0)).toEqual(batch.snapshot(2));
    },
  );
});

const recorded = (): Replay => {
  const batch = batchOf("same-step");
  const recorder = recordReplay(batch, 2);
  drive(batch, recorder, 20);
  return recorder.replay();
};

test("SIM-69 a file has one byte a step and environment besides its header", () => {
  const [short, long] = [recorded(), { ...recorded(), actions: new Uint8Array(100 * ENVIRONMENTS) }];
  const growth = replayToBytes(long).length - replayToBytes(short).length;
  expect(growth).toBe(80 * ENVIRONMENTS + 1);
});

const INVALID = expect.objectContaining({ code: "CLUSTER_REPLAY_INVALID" });

test("SIM-69 a file of which any byte was changed is refused", () => {
  const bytes = replayToBytes(recorded());
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
      const changed = bytes.slice();
      changed[place] = (changed[place] ?? 0) ^ change;
      expect(() => playReplay(replayFromBytes(changed))).toThrow();
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["nothing", () => new Uint8Array()],
  ["no JSON", () => new TextEncoder().encode("{\n")],
  ["half of the file", () => replayToBytes(recorded()).subarray(0, -5)],
  ["a byte too many", () => Uint8Array.from([...replayToBytes(recorded()), 0])],
  ["an action that is none", () => replayToBytes({ ...recorded(), actions: new Uint8Array(3).fill(6) })],
  [
    "a reset in a mode that resets by itself",
    () => replayToBytes({ ...recorded(), actions: new Uint8Array(3).fill(0x81) }),
  ],
  [
    "a rest before the end",
    () => replayToBytes({ ...recorded(), autoreset: "disabled", actions: Uint8Array.of(64, 64, 64, 0, 0, 0) }),
  ],
  ["a snapshot too short", () => replayToBytes({ ...recorded(), start: { snapshots: new Uint8Array(9) } })],
])("SIM-69 %s is refused", (_, bytes) => {
  expect(() => replayFromBytes(bytes())).toThrow(INVALID);
});

test.each([
  ["row", at.Y, 3],
  ["column", at.X, -1],
  ["budget", at.BUDGET, 1 << 30],
  ["step", at.STEP, 13],
  ["end", at.ENDED, 2],
  ["padding", at.HEAD_BYTES + 2 * 15, 5],
])("SIM-69 a snapshot with a wrong %s is refused: the kernel trusts its states", (_, offset, value) => {
  const batch = batchOf("same-step");
  batch.reset(4);
  const failure = new FailureRecorder(batch, 8).failure(0);
  const snapshots = batch.snapshot(0);
  new DataView(snapshots.buffer).setInt32(offset, value, true);
  expect(() => replayFromBytes(replayToBytes({ ...failure, start: { snapshots } }))).toThrow(INVALID);
});

test("SIM-68 a replay that ends elsewhere is an error", () => {
  const replay = recorded();
  expect(() => playReplay({ ...replay, start: { seed: 3 } })).toThrow(
    expect.objectContaining({ code: "CLUSTER_REPLAY_DIVERGED" }),
  );
});

test("SIM-70 a recorder of no steps is refused", () => {
  expect(() => new FailureRecorder(batchOf("same-step"), 0)).toThrow(
    expect.objectContaining({ code: "CLUSTER_REPLAY_STEPS" }),
  );
});
