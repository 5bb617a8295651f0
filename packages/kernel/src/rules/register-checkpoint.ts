import { ok } from "@plimsoll/foundation";
import { flopAtLeast } from "../control/freshness.ts";
import { liveRun, refuse, type Rule } from "./rule.ts";

/** New weights of a run, as the child of its newest: a line of checkpoints has no gaps and no second parents. */
export const registerCheckpoint: Rule<"checkpoint.register"> = (state, command) => {
  const live = liveRun(state, command.run);
  if (!live.ok) return live;
  const { run, lineage } = live.value;
  if (state.checkpoints.has(command.digest)) {
    return refuse(
      "CHECKPOINT_EXISTS",
      "weights that are not registered yet",
      command.digest,
      "register each checkpoint once; equal weights are the same checkpoint",
    );
  }
  const parent = run.head === null ? undefined : state.checkpoints.get(run.head);
  // What was measured last on the line: a checkpoint in between that reports nothing makes no room for fewer.
  const floor = parent === undefined ? lineage.coverStartFlop : `${flopAtLeast(state, parent)}`;
  // Where nobody measured, the most that can have been computed is counted: nothing is gained by silence.
  if (floor !== null && command.trainedFlop !== null && BigInt(command.trainedFlop) < BigInt(floor)) {
    return refuse(
      "CHECKPOINT_BACKWARD",
      `at least ${floor} FLOP`,
      command.trainedFlop,
      "report the FLOP of the whole lineage, which only grow",
    );
  }
  const { digest, step, trainedFlop } = command;
  return ok([{ kind: "checkpoint.registered", run: run.run, digest, parent: run.head, step, trainedFlop }]);
};
