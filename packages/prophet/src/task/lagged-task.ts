import { belowAt, type Key, partKey } from "@plimsoll/simulation";
import { remembered } from "../stream/remembered-stream.ts";
import type { Stream } from "../stream/stream.ts";
import type { Task } from "./task.ts";

export interface LaggedSettings {
  /** Past values that the worker sees. */
  readonly lags: number;
  /** Rows of a batch: the newest step, then earlier ones drawn from the last `window`. */
  readonly rows: number;
  readonly window: number;
  /** Chance of which steps are learnt again. */
  readonly key: Key;
}

/**
 * From the last values of a stream, predict the change to the next one. The first row is the newest step, predicted before it is learnt from;
 * the others are earlier steps learnt again. A worker whose output is 0 repeats the last value.
 */
export function laggedTask(source: Stream, { lags, rows, window, key }: LaggedSettings): Task {
  // A batch asks for rows × (lags + 1) values, all but one of which earlier batches asked for.
  const stream = remembered(source, window + lags + 1);
  return {
    inputs: lags,
    outputs: 1,
    rows,
    freshRows: 1,
    fillBatch: ({ step }, input, inputWidth, targets) => {
      const stepKey = partKey(key, step);
      for (let row = 0; row < rows; row += 1) {
        const at = row === 0 ? step : Math.max(0, step - 1 - belowAt(stepKey, row, window));
        for (let lag = 1; lag <= lags; lag += 1) input[row * inputWidth + lag - 1] = pastValue(stream, at - lag);
        targets[row] = stream.valueAt(at) - pastValue(stream, at - 1);
      }
    },
  };
}

/** Before the first step there is nothing, which is 0. */
const pastValue = (stream: Stream, step: number): number => (step < 0 ? 0 : stream.valueAt(step));
