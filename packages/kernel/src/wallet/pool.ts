import type { Run } from "../state/run.ts";
import { flop } from "./flop.ts";
import { type Quarter, quarterNumber } from "./quarter.ts";

/** One price paid, and the training compute it bought; null under ACB-K's literal flat price. */
export interface Quantum {
  readonly quarter: Quarter;
  readonly priceMicroCu: number;
  readonly flop: string | null;
}

/** What a lab has bought for a lineage and used of it: all forks draw on one pool (docs/concepts/kernel.md). */
export interface Pool {
  readonly quanta: readonly Quantum[];
  /** FLOP of all its runs up to their newest checkpoints, but for what quanta that had ended at the newest of them had paid for. */
  readonly usedFlop: string;
}

export type PoolKey = `${string}//${string}`;

export const poolKey = (lab: string, lineage: string): PoolKey => `${lab}//${lineage}`;

export const EMPTY_POOL: Pool = { quanta: [], usedFlop: "0" };

/** The most that a run can have computed since its newest checkpoint: what nobody measured counts at the full rate. */
export function unmeasuredFlop(run: Run, nowMs: number): bigint {
  const poweredMs = run.poweredMs + (run.poweredSince === null ? 0 : Math.max(0, nowMs - run.poweredSince));
  return poweredMs === run.meteredMs ? 0n : flopWithin(run, poweredMs - run.meteredMs);
}

/** FLOP at a run's full rate, rounded up. */
export const flopWithin = ({ flopPerSecondMax }: Pick<Run, "flopPerSecondMax">, durationMs: number): bigint =>
  (flop(flopPerSecondMax) * BigInt(durationMs) + 999n) / 1_000n;

/** The pool after a use: quanta that have ended go first, with what was used of them, or later use would be theirs (K-43). */
export function withUsed({ quanta, usedFlop }: Pool, used: bigint, quarter: Quarter): Pool {
  const valid = quanta.filter((quantum) => isValid(quantum, quarter));
  const lapsed = quanta.filter((quantum) => !isValid(quantum, quarter));
  return { quanta: valid, usedFlop: `${beyond(flop(usedFlop), flopOf(lapsed)) + used}` };
}

/** Whether a quantum is worth something: it survives the end of its quarter by one quarter. */
const isValid = (quantum: Quantum, quarter: Quarter): boolean =>
  quarterNumber(quantum.quarter) + 1 >= quarterNumber(quarter);

/** What was used is taken from the oldest first: of what has ended, the rest of it is nobody's. */
const beyond = (used: bigint, lapsed: bigint): bigint => (used > lapsed ? used - lapsed : 0n);

interface Balance {
  readonly quarter: Quarter;
  /** Null without limit. */
  readonly valid: bigint | null;
  /** Of what is valid. */
  readonly usedFlop: bigint;
}

/** A pool is a value that every decision on its runs asks for: it is added up once for each quarter. */
const balances = new WeakMap<Pool, Balance>();

/** What a pool holds in the quarter, FLOP. */
export function balanceOf(pool: Pool, quarter: Quarter): Balance {
  const known = balances.get(pool);
  if (known?.quarter === quarter) return known;
  const balance = addedUp(pool, quarter);
  balances.set(pool, balance);
  return balance;
}

function addedUp(pool: Pool, quarter: Quarter): Balance {
  const { quanta, usedFlop } = withUsed(pool, 0n, quarter);
  const isUnlimited = quanta.some((quantum) => quantum.flop === null);
  return { quarter, valid: isUnlimited ? null : flopOf(quanta), usedFlop: flop(usedFlop) };
}

const flopOf = (quanta: readonly Quantum[]): bigint =>
  quanta.reduce((sum, quantum) => sum + (quantum.flop === null ? 0n : flop(quantum.flop)), 0n);
