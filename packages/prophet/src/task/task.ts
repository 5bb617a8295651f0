/** What the loop itself knows and may tell the worker. */
export interface TaskContext {
  /** From 0; may be beyond the last step of a run that goes on. */
  readonly step: number;
  /** Mean of the last errors; 0 at first. */
  readonly recentError: number;
}

/** What a worker learns from: a batch for each step, which depends on nothing but the step and the context. */
export interface Task {
  readonly inputs: number;
  readonly outputs: number;
  /** Rows of a batch. */
  readonly rows: number;
  /** So many rows from the first are predicted before they are learnt from: their mean squared error is the online error. */
  readonly freshRows: number;
  /** Fills rows of `inputWidth` numbers, and targets (rows × outputs, no gaps). */
  fillBatch(context: TaskContext, input: Float32Array, inputWidth: number, targets: Float32Array): void;
}
