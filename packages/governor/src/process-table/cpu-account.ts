import { identityKey, type ProcessRecord } from "./process-record.ts";
import { TICK_MS } from "./process-table.ts";

/** CPU time of a whole tree, counted so that a process which ends takes nothing back. */
export interface CpuAccount {
  readonly last: ReadonlyMap<string, ProcessRecord>;
  /** Ticks of processes that ended without a living member having waited for them. */
  readonly orphanedTicks: number;
  readonly totalMs: number;
}

export const emptyCpuAccount: CpuAccount = { last: new Map(), orphanedTicks: 0, totalMs: 0 };

/**
 * Folds a new reading of the living members into the account.
 *
 * A process that is waited for adds its time to its parent's `reapedTicks`; one whose parent ended first, or ignores
 * SIGCHLD, takes it along. So what vanished is compared with what its nearest living ancestor gained, and the rest is
 * carried here. What a process used between the last reading and its end is seen only if a member waited for it.
 */
export function accountCpu(account: CpuAccount, living: readonly ProcessRecord[]): CpuAccount {
  const now = new Map(living.map((record) => [identityKey(record), record]));
  const orphanedTicks = account.orphanedTicks + orphanedSince(account.last, now);
  const ticks = living.reduce((sum, record) => sum + ticksOf(record), orphanedTicks);
  return { last: now, orphanedTicks, totalMs: Math.max(account.totalMs, ticks * TICK_MS) };
}

const ticksOf = ({ ownTicks, reapedTicks }: ProcessRecord): number => ownTicks + reapedTicks;

type Readings = ReadonlyMap<string, ProcessRecord>;

function orphanedSince(before: Readings, now: Readings): number {
  const byPid = new Map([...before].map(([key, { pid }]) => [pid, key]));
  const vanishedTicks = new Map<string | null, number>();
  for (const [key, record] of before) {
    if (now.has(key)) continue;
    const heir = livingAncestor(record, byPid, before, now);
    vanishedTicks.set(heir, (vanishedTicks.get(heir) ?? 0) + ticksOf(record));
  }
  return [...vanishedTicks].reduce((sum, [heir, ticks]) => sum + Math.max(0, ticks - inherited(heir, before, now)), 0);
}

function inherited(heir: string | null, before: Readings, now: Readings): number {
  if (heir === null) return 0;
  return (now.get(heir)?.reapedTicks ?? 0) - (before.get(heir)?.reapedTicks ?? 0);
}

function livingAncestor(
  { parentPid }: ProcessRecord,
  byPid: ReadonlyMap<number, string>,
  before: Readings,
  now: Readings,
): string | null {
  const met = new Set<string>();
  let key = byPid.get(parentPid);
  while (key !== undefined && !met.has(key)) {
    if (now.has(key)) return key;
    met.add(key);
    key = byPid.get((before.get(key) as ProcessRecord).parentPid);
  }
  return null;
}
