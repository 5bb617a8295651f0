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
  /**
   * A look at the parameters that the optimiser stands for, which need not be those that it takes gradients at. While it looks, they stand in the
   * block; after it, those for gradients stand there again, bit for bit. The look must not step, and must not change them.
   */
  atEvaluation<T>(look: () => T): T;
}

/** Of an optimiser whose parameters are the same for both. */
export const asTheyAre = <T>(look: () => T): T => look();
