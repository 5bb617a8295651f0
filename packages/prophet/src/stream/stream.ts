/** A sequence of targets. The value at a step depends on nothing but the step, so that any step can be asked for again. */
export interface Stream {
  /** Steps that it has. Beyond them a measured series stays at its last value, and the others go on by their laws. */
  readonly steps: number;
  readonly valueAt: (step: number) => number;
}
