import { RandomStream } from "@plimsoll/foundation";
import type { Dimension } from "../gridworld/dimension.ts";

/**
 * The streams of a window's trials: each a function of (seed, dimension, trial index). The context is left out on purpose, so
 * that trial i meets the same world and the same draws in `EVAL` and in `SHADOW`.
 *
 * One SHA-256 for the window, then integer mixing for each trial: hashing every trial cost more than playing it.
 */
export function trialStreams(seed: string | number, dimension: Dimension): (trialIndex: number) => RandomStream {
  const [a, b, c, d] = RandomStream.from("battery", seed, dimension).state();
  return (trialIndex) =>
    RandomStream.resume([
      mix(a ^ mix(trialIndex)),
      mix(b ^ mix(trialIndex + 0x40000000)),
      mix(c ^ mix(trialIndex + 0x80000000)),
      // Never all zero, which would be the one stuck state of xoshiro.
      mix(d ^ mix(trialIndex + 0xc0000000)) | 1,
    ]);
}

/** The 32-bit finaliser of MurmurHash3: a bijection in which every input bit reaches every output bit. */
function mix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
