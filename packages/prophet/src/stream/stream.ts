/** A sequence of targets. The value at a step depends on nothing but the step, so that any step can be asked for again. */
export interface Stream {
  /** Steps that it has; what is beyond repeats nothing, it is another regime's end. */
  readonly steps: number;
  readonly valueAt: (step: number) => number;
}
