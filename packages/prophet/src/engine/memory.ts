import { type Arena, type Arithmetic, type ArithmeticMaker, createArena } from "@plimsoll/simulation/arithmetic";

/** The one memory of a training: parameters, gradients, moments and activations, all f32. */
export interface Memory {
  readonly arithmetic: Arithmetic;
  /** All of it. The number at byte address a is numbers[a / 4]. */
  readonly numbers: Float32Array;
  /** A view of `count` numbers from a byte address. */
  readonly at: (address: number, count: number) => Float32Array;
}

/** What has its addresses, in a memory that is made once everything has them. */
export type Placed<T> = (memory: Memory) => T;

/** Places everything, then makes a memory of just that size, then builds in it. */
export function inMemory<T>(place: (arena: Arena) => Placed<T>, make: ArithmeticMaker): T {
  const arena = createArena();
  const build = place(arena);
  const { buffer, arithmetic } = make(arena.size);
  return build({
    arithmetic,
    numbers: new Float32Array(buffer),
    at: (address, count) => new Float32Array(buffer, address, count),
  });
}
