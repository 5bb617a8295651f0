import { WHOLE } from "../engine/layers/layer.ts";
import { asTheyAre } from "../engine/optimizers/optimizer.ts";
import { realityOf } from "../objective/loss-terms.ts";
import type { TaskContext } from "../task/task.ts";
import type { Parts } from "./parts.ts";

/** Room for a batch's targets. */
export interface Batch {
  readonly targets: Float32Array;
  /** So many of them, from the first, are predicted before they are learnt from. */
  readonly fresh: number;
}

export const batchOf = ({ task: { rows, outputs, freshRows } }: Parts): Batch => ({
  targets: new Float32Array(rows * outputs),
  fresh: freshRows * outputs,
});

/** Puts a step's batch into the network's input, and its targets aside. */
export const showBatch = ({ task, network }: Parts, { targets }: Batch, context: TaskContext): void =>
  task.fillBatch(context, network.input, network.inputWidth, targets);

/** Mean squared error of the fresh rows in the pass that was. An optimiser that is judged by other parameters than it learns at has a pass with those. */
export function freshError(parts: Parts, { targets, fresh }: Batch): number {
  const { network, optimizer, task } = parts;
  const look = (): number => realityOf(outputsOf(parts, task.freshRows), targets.subarray(0, fresh));
  if (optimizer.atEvaluation === asTheyAre) return look();
  return optimizer.atEvaluation(() => {
    network.forward(task.freshRows, WHOLE);
    return look();
  });
}

/** Mean squared error of the fresh rows with the parameters as they are now. */
export function freshErrorNow(parts: Parts, { targets, fresh }: Batch): number {
  const { network, task } = parts;
  network.forward(task.freshRows, WHOLE);
  return realityOf(outputsOf(parts, task.freshRows), targets.subarray(0, fresh));
}

/** Mean squared error of the fresh rows if the output were 0. */
export const silentError = ({ targets, fresh }: Batch): number =>
  realityOf(new Float32Array(fresh), targets.subarray(0, fresh));

/** Mean squared error of the whole batch with the parameters as they are now, and every unit there. */
export function errorNow(parts: Parts, { targets }: Batch): number {
  const { network, task } = parts;
  network.forward(task.rows, WHOLE);
  return realityOf(outputsOf(parts, task.rows), targets);
}

function outputsOf({ network }: Parts, rows: number): Float32Array {
  const { output, outputWidth, outputs } = network;
  return Float32Array.from(
    { length: rows * outputs },
    (_, i) => output[Math.floor(i / outputs) * outputWidth + (i % outputs)] ?? Number.NaN,
  );
}
