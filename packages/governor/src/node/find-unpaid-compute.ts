import type { Clock } from "@plimsoll/foundation";
import { executableDigest } from "../process-table/executable-digest.ts";
import type { ReadProcessFacts } from "../process-table/process-facts.ts";
import {
  identityKey,
  isAlive,
  type ProcessIdentity,
  type ProcessRecord,
  sameProcess,
} from "../process-table/process-record.ts";
import { type ProcessTable, TICK_MS } from "../process-table/process-table.ts";
import type { Journal } from "../warden/journal.ts";
import { rosterOf } from "../warden/reap-run.ts";
import { type AllowList, isAllowed } from "./allow-list.ts";

/** A process that used CPU time in the interval and whom nobody pays for. */
export interface UnpaidProcess extends ProcessIdentity {
  /** Effective user id; null if it is gone by now. */
  readonly user: number | null;
  /** Path of what it runs: for people, since a name is no identity. */
  readonly executable: string | null;
  readonly cgroups: readonly string[];
  /** Of one core over the interval, ppm. */
  readonly corePpm: number;
}

/** Unpaid processes with a common ancestor below the first process. */
export interface UnpaidTree {
  readonly root: ProcessIdentity;
  /** Of all its processes together, ppm of one core. */
  readonly corePpm: number;
  /** Those that used CPU time, the busiest first. */
  readonly processes: readonly UnpaidProcess[];
}

export interface UnpaidSearch {
  readonly processTable: ProcessTable;
  readonly facts: ReadProcessFacts;
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<unknown>;
  /** Of every data folder that governs on this machine. */
  readonly journals: readonly Journal[];
  /** Whether the job of a journal holds a lease now. What is governed and has none is not paid for either. */
  readonly isLeased: (journal: Journal) => boolean;
  readonly allow: AllowList;
  /** Between the two looks, ms. */
  readonly intervalMs: number;
  /** A tree that used less is not told of, ppm of one core. */
  readonly minCorePpm: number;
  /** We who look, and those whom we started for it. */
  readonly ownPid: number;
}

/**
 * Compute that nobody pays for: trees whose CPU time grew by more than a threshold between two looks at the process table,
 * without those who belong to a leased run, guard one, or are on the allow list (G-36). The busiest tree comes first.
 */
export async function findUnpaidCompute(search: UnpaidSearch): Promise<readonly UnpaidTree[]> {
  const { processTable, clock, wait, intervalMs, minCorePpm } = search;
  const startedAtMs = clock.monotonicMs();
  const before = new Map(processTable.survey(NO_MARKER).records.map((record) => [identityKey(record), record]));
  await wait(intervalMs);
  const { records } = processTable.survey(NO_MARKER);
  const elapsedMs = Math.max(1, clock.monotonicMs() - startedAtMs);
  const excused = excusedIn(records, search);
  const inherited = inheritedBy(before, new Set(records.map(identityKey)));
  const unpaid = records
    .filter((record) => isAlive(record) && !excused.has(identityKey(record)))
    .map((record) => ({ record, corePpm: corePpmOf(usedTicks(record, before, inherited), elapsedMs) }))
    .filter(({ record, corePpm }) => corePpm > 0 && !isExcused(record, search));
  return treesOf(unpaid, records, search)
    .filter(({ corePpm }) => corePpm >= minCorePpm)
    .toSorted((left, right) => right.corePpm - left.corePpm);
}

/** No run's: only the table is wanted. */
const NO_MARKER = "PLIMSOLL_RUN=";

type Readings = ReadonlyMap<string, ProcessRecord>;

/**
 * Ticks since the first look. Children that ended meanwhile count with whoever waited for them, but only what they used
 * since then: the rest was theirs before. The first process inherits everybody's orphans and is asked for its own time only.
 */
function usedTicks(record: ProcessRecord, before: Readings, inheritedTicks: ReadonlyMap<number, number>): number {
  const then = before.get(identityKey(record)) ?? { ownTicks: 0, reapedTicks: 0 };
  const own = record.ownTicks - then.ownTicks;
  const reaped = record.reapedTicks - then.reapedTicks - (inheritedTicks.get(record.pid) ?? 0);
  return record.pid === 1 ? own : own + Math.max(0, reaped);
}

/** What those who ended since had used by the first look, by the number of their nearest ancestor that still lives. */
function inheritedBy(before: Readings, now: ReadonlySet<string>): ReadonlyMap<number, number> {
  const byPid = new Map([...before.values()].map((record) => [record.pid, record]));
  const inherited = new Map<number, number>();
  for (const record of before.values()) {
    if (now.has(identityKey(record))) continue;
    const heir = nearestLiving(record, byPid, now);
    inherited.set(heir, (inherited.get(heir) ?? 0) + record.ownTicks + record.reapedTicks);
  }
  return inherited;
}

function nearestLiving(
  record: ProcessRecord,
  byPid: ReadonlyMap<number, ProcessRecord>,
  now: ReadonlySet<string>,
): number {
  let at = byPid.get(record.parentPid);
  for (let steps = 0; at !== undefined && steps < byPid.size && !now.has(identityKey(at)); steps += 1)
    at = byPid.get(at.parentPid);
  return at?.pid ?? 1;
}

/** Rounded up, against whoever computes. */
const corePpmOf = (ticks: number, elapsedMs: number): number => Math.ceil((ticks * TICK_MS * 1_000_000) / elapsedMs);

/** Members and guards of leased runs, and we ourselves. */
function excusedIn(records: readonly ProcessRecord[], search: UnpaidSearch): ReadonlySet<string> {
  const { journals, isLeased, processTable, ownPid } = search;
  const ours = journals.filter((journal) => journal.bootId === processTable.bootId());
  const members = ours.filter(isLeased).flatMap((journal) => {
    const roster = rosterOf(journal, search);
    if (journal.root !== null) roster.admit([journal.root]);
    return roster.scan();
  });
  const guards = ours.flatMap(({ warden, deadman }) => [warden, deadman]);
  // A controller reaps the canaries and wardens that it started: that is no work of its own.
  const controllers = new Set(
    ours.flatMap(({ warden }) => records.find((record) => sameProcess(record, warden))?.parentPid ?? []),
  );
  const selves = records.filter(({ pid }) => pid === ownPid || (pid > 1 && controllers.has(pid)));
  return new Set([...members, ...guards, ...selves].map(identityKey));
}

function isExcused({ pid }: ProcessRecord, { facts, allow }: UnpaidSearch): boolean {
  const known = facts(pid);
  if (known === null || known.isKernelThread) return true;
  return isAllowed(known, allow, () => executableDigest(pid));
}

interface Used {
  readonly record: ProcessRecord;
  readonly corePpm: number;
}

function treesOf(unpaid: readonly Used[], records: readonly ProcessRecord[], { facts }: UnpaidSearch): UnpaidTree[] {
  const byPid = new Map(records.map((record) => [record.pid, record]));
  return [...Map.groupBy(unpaid, ({ record }) => rootOf(record, byPid))].map(([root, used]) => ({
    root: { pid: root.pid, startTime: root.startTime },
    corePpm: used.reduce((sum, { corePpm }) => sum + corePpm, 0),
    processes: used
      .toSorted((left, right) => right.corePpm - left.corePpm)
      .map(({ record: { pid, startTime }, corePpm }) => {
        const known = facts(pid);
        const { user = null, executable = null, cgroups = [] } = known ?? {};
        return { pid, startTime, user, executable: executable?.path ?? null, cgroups, corePpm };
      }),
  }));
}

/** The highest ancestor below the first process. */
function rootOf(record: ProcessRecord, byPid: ReadonlyMap<number, ProcessRecord>): ProcessRecord {
  let root = record;
  // A number may have been used again between two reads: a line of ancestors is no longer than the table.
  for (let steps = 0; steps < byPid.size; steps += 1) {
    const parent = byPid.get(root.parentPid);
    if (parent === undefined || parent.pid <= 1) return root;
    root = parent;
  }
  return root;
}
