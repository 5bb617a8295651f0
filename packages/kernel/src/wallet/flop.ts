import { remembering } from "../control/remembering.ts";

/** FLOP in decimal digits as a number that can be reckoned with. Policies and checkpoints name the same few again and again. */
export const flop = (digits: string): bigint => parsed(digits, () => BigInt(digits));

const parsed = remembering<bigint>(10_000);
