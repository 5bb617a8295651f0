/** Hands out addresses of one memory from its start: each block begins at a cache line, none is ever given back. */
export interface Arena {
  /** The address of so many numbers of 4 bytes. */
  numbers(count: number): number;
  bytes(count: number): number;
  /** Bytes handed out so far. */
  readonly size: number;
}

/** The first kibibyte stays free: address 0 is nowhere. */
const FIRST_ADDRESS = 1024;
const LINE_BYTES = 64;

/** An arena with nothing in it. */
export function createArena(): Arena {
  let next = FIRST_ADDRESS;
  const bytes = (count: number): number => {
    const address = next;
    next += Math.ceil(count / LINE_BYTES) * LINE_BYTES;
    return address;
  };
  return {
    bytes,
    numbers: (count) => bytes(4 * count),
    get size() {
      return next;
    },
  };
}
