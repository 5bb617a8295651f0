import type { ProcessFacts, ReadProcessFacts } from "../process-table/process-facts.ts";
import { isAlive, type ProcessIdentity, type ProcessRecord, sameProcess } from "../process-table/process-record.ts";
import type { ProcessTable } from "../process-table/process-table.ts";
import { adoptionRefused } from "../warden/adoption-refused.ts";

export interface AdoptionPorts {
  readonly processTable: ProcessTable;
  readonly facts: ReadProcessFacts;
  /** Our own process number: neither we nor whoever started us can be adopted. */
  readonly ownPid: number;
  /** Whether we may signal it. */
  readonly maySignal: (pid: number) => boolean;
  /** Roots and guards of the runs that this node knows by its journals. */
  readonly governed: readonly ProcessIdentity[];
}

export const maySignal = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/**
 * Looks at a process that somebody wants to be taken charge of (G-34). Nothing is signalled yet.
 * Throws `ADOPTION_REFUSED` with the first reason that holds.
 */
export function adoptableRoot(pid: number, ports: AdoptionPorts): ProcessRecord {
  const { records } = ports.processTable.survey("PLIMSOLL_RUN=");
  const root = records.find((record) => record.pid === pid) ?? ports.processTable.read(pid);
  const facts = root === null ? null : ports.facts(pid);
  if (root === null || facts === null || !isAlive(root))
    throw adoptionRefused(pid, "nobody: there is no such process", "name the number of a process that runs");
  const refused = refusalOf(root, facts, records, ports);
  if (refused === null) return root;
  throw adoptionRefused(pid, refused.received, refused.fix);
}

interface Refusal {
  readonly received: string;
  readonly fix: string;
}

function refusalOf(
  root: ProcessRecord,
  facts: ProcessFacts,
  records: readonly ProcessRecord[],
  ports: AdoptionPorts,
): Refusal | null {
  const { pid } = root;
  if (pid === 1) return { received: "the first process of the machine", fix: "name the process that computes" };
  if (facts.isKernelThread) return { received: "a thread of the kernel", fix: "name the process that computes" };
  if (facts.threadGroup !== pid)
    return { received: `a thread of process ${facts.threadGroup}`, fix: `name ${facts.threadGroup}` };
  if (ancestry(ports.ownPid, records).some((ancestor) => ancestor.pid === pid))
    return { received: "plimsoll itself or one who started it", fix: "run plimsoll from outside of the tree" };
  const run = governedBy(root, records, ports);
  if (run !== null) return { received: run, fix: "leave it to its run, or end that first: plimsoll kill" };
  if (!ports.maySignal(pid))
    return { received: `a process of user ${facts.user}, which we may not signal`, fix: "run plimsoll as that user" };
  return null;
}

/** Another run's member is not to be shared: by marker, by cgroup, or by what the journals name; nor a guard of one. */
function governedBy(root: ProcessRecord, records: readonly ProcessRecord[], ports: AdoptionPorts): string | null {
  const { facts, governed } = ports;
  for (const kin of [...ancestry(root.pid, records), ...descendants(root, records)]) {
    const known = facts(kin.pid);
    if (known !== null && known.run !== null) return `a tree with a member of the run "${known.run}"`;
    const leaf = known?.cgroups.map((path) => /\/plimsoll-([^/]+)/.exec(path)?.[1]).find((name) => name !== undefined);
    if (leaf !== undefined) return `a tree with a member of the run "${decodeURIComponent(leaf)}"`;
    if (governed.some((each) => sameProcess(each, kin))) return "a tree with the root or a guard of another run";
  }
  return null;
}

/** The process and those above it, as far as they are not the first process. */
function ancestry(pid: number, records: readonly ProcessRecord[]): readonly ProcessRecord[] {
  const byPid = new Map(records.map((record) => [record.pid, record]));
  const line: ProcessRecord[] = [];
  for (let at = byPid.get(pid); at !== undefined && at.pid > 1 && !line.includes(at); at = byPid.get(at.parentPid))
    line.push(at);
  return line;
}

function descendants(root: ProcessRecord, records: readonly ProcessRecord[]): readonly ProcessRecord[] {
  const tree = [root];
  // The list grows while it is walked: children of children follow.
  for (const member of tree)
    tree.push(...records.filter((record) => record.parentPid === member.pid && !tree.includes(record)));
  return tree;
}

/** The start time of a process that somebody looked at before: then its number may not have become another's. */
export const sameAsBefore = (root: ProcessRecord, startTime: number | null): void => {
  if (startTime !== null && startTime !== root.startTime)
    throw adoptionRefused(
      root.pid,
      `another process: it started at tick ${root.startTime} and not ${startTime}`,
      "look again: the one that was meant has ended",
    );
};
