/** Numbers by name: what a checkpoint keeps of a part of the training. Arrays are views of memory, to be read and written in place. */
export interface Kept {
  readonly tensors: Readonly<Record<string, Float32Array>>;
  /** Numbers that are no part of memory; JSON carries a finite f64 exactly. */
  scalars(): Readonly<Record<string, number>>;
  restore(scalars: Readonly<Record<string, number>>): void;
}

/** Moves the parameters of one block against their gradients. */
export interface Optimizer extends Kept {
  /** One step with the gradients · `gradientScale`. The gradients are the optimiser's to spoil. */
  step(rate: number, gradientScale: number): void;
}
