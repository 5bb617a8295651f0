import type { Stream } from "../stream/stream.ts";
import type { Task } from "./task.ts";

/**
 * The original's task: from [step / steps, recent error], the same in each row, predict the stream at step + row. The worker never sees a past
 * target, so that it can do no more than follow.
 */
export const progressTask = (stream: Stream, rows: number): Task => ({
  inputs: 2,
  outputs: 1,
  rows,
  freshRows: rows,
  fillBatch: ({ step, recentError }, input, inputWidth, targets) => {
    for (let row = 0; row < rows; row += 1) {
      input[row * inputWidth] = step / stream.steps;
      input[row * inputWidth + 1] = recentError;
      targets[row] = stream.valueAt(step + row);
    }
  },
});
