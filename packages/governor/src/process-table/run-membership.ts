import type { AdoptedOrigin } from "./adopted-origin.ts";
import { identityKey, type ProcessIdentity, type ProcessRecord } from "./process-record.ts";

/** How the processes of a run are told from the rest of the machine. */
export interface RunClues {
  /** Clock ticks since boot. Whatever is older than the run is not part of it, however it is tied to it. */
  readonly sinceTicks: number;
  /** Keys of processes that were seen to belong: membership is for life. */
  readonly known: ReadonlySet<string>;
  /** Numbers found in the run's cgroup. */
  readonly cgroupPids: ReadonlySet<number>;
  /** Whether a process carries the run's marker in its environment. */
  readonly isMarked: (candidate: ProcessIdentity) => boolean;
  /** Numbers that never belong, such as the warden's own. */
  readonly exempt: ReadonlySet<number>;
  /** Where the root came from, if it was not started but adopted. */
  readonly adopted?: AdoptedOrigin | undefined;
}

/**
 * All processes of a run: those known, marked or in its cgroup, their descendants, and whoever shares a session with one
 * of them, until nothing is added. A run starts in a session of its own and nobody can join another session, so a
 * session that a member is in belongs to the run, unless its leader is older than the run: that is somebody's terminal.
 */
export function membersOf(records: readonly ProcessRecord[], clues: RunClues): ProcessRecord[] {
  const candidates = records.filter((record) => isCandidate(record, clues));
  const outsiders = new Set(records.filter((record) => !isCandidate(record, clues)).map(({ pid }) => pid));
  // The leader of a session that the root only came from may have ended: then nobody older is left to show it.
  const foreignSession = clues.adopted?.foreignSession ?? null;
  if (foreignSession !== null) outsiders.add(foreignSession);
  const kin = kinIndex(candidates, outsiders);
  const members = new Set(candidates.filter((record) => isSeed(record, clues)));
  // A Set grows while it is walked, and the walk meets what was added: this loop is the transitive closure.
  for (const member of members) kin(member).forEach((relative) => members.add(relative));
  return [...members];
}

const isCandidate = (record: ProcessRecord, clues: RunClues): boolean =>
  record.startTime >= clues.sinceTicks && !clues.exempt.has(record.pid);

const isSeed = (record: ProcessRecord, clues: RunClues): boolean =>
  clues.known.has(identityKey(record)) ||
  clues.cgroupPids.has(record.pid) ||
  clues.isMarked(record) ||
  record.processGroup === clues.adopted?.ownGroup;

function kinIndex(
  records: readonly ProcessRecord[],
  outsiders: ReadonlySet<number>,
): (member: ProcessRecord) => readonly ProcessRecord[] {
  const children = Map.groupBy(records, ({ parentPid }) => parentPid);
  const sessions = Map.groupBy(records, ({ session }) => session);
  return (member) => [
    // A child older than its parent has it only because the number was reused between two reads.
    ...(children.get(member.pid) ?? []).filter((child) => child.startTime >= member.startTime),
    ...(outsiders.has(member.session) ? [] : (sessions.get(member.session) ?? [])),
  ];
}

/** Process groups in which, by this reading, nobody is but members: they may be signalled whole. */
export function groupsOf(records: readonly ProcessRecord[], members: readonly ProcessRecord[]): Set<number> {
  const inside = new Set(members);
  const groups = new Set(members.map(({ processGroup }) => processGroup));
  for (const record of records) if (!inside.has(record)) groups.delete(record.processGroup);
  return groups;
}
