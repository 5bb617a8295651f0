import type { ProcessTable } from "../process-table/process-table.ts";
import type { ProcessIdentity, ProcessRecord } from "../process-table/process-record.ts";
import { identityKey, isAlive, isStopped, sameProcess } from "../process-table/process-record.ts";
import type { UnpaidTree } from "./find-unpaid-compute.ts";

/** A tree that still grows or runs after so many rounds, a second in all, is told of as not stopped. */
const ROUNDS_MAX = 100;
const ROUND_MS = 10;

export interface StoppedTree {
  readonly tree: UnpaidTree;
  /** Processes that read stopped now: the ones told of, and their descendants. */
  readonly stopped: number;
  /** Numbers of those that did not stop. */
  readonly running: readonly number[];
}

/**
 * Stops those of a tree that compute, and their descendants, by SIGSTOP: nobody is killed, and a person decides. Whoever
 * only started them, such as a shell, is left alone, and so are we and those who started us.
 *
 * A signalled process reads as running until it was next on a processor, so the answer waits for it.
 */
export async function stopUnpaid(
  tree: UnpaidTree,
  processTable: ProcessTable,
  ownPid: number,
  wait: (ms: number) => Promise<unknown>,
): Promise<StoppedTree> {
  const spared = new Set(ancestors(ownPid, processTable));
  const held = new Map<string, ProcessIdentity>();
  const living = (): ProcessRecord[] => [...held.values()].flatMap((member) => livingNow(member, processTable));
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const newcomers = withDescendants(tree.processes, processTable).filter(
      (member) => !spared.has(member.pid) && !held.has(identityKey(member)),
    );
    for (const member of newcomers) {
      processTable.signal(member, "SIGSTOP");
      held.set(identityKey(member), member);
    }
    if (newcomers.length === 0) {
      if (living().every(isHeld)) break;
      await wait(ROUND_MS);
    }
  }
  const members = living();
  return {
    tree,
    stopped: members.filter(isHeld).length,
    running: members.filter((member) => !isHeld(member)).map(({ pid }) => pid),
  };
}

/** Waiting in the kernel with the stop pending is as good: it runs no instruction of its own before it stops. */
const isHeld = (member: ProcessRecord): boolean => isStopped(member) || member.state === "D" || member.state === "Z";

function livingNow(member: ProcessIdentity, processTable: ProcessTable): ProcessRecord[] {
  const now = processTable.read(member.pid);
  return now !== null && sameProcess(now, member) && isAlive(now) ? [now] : [];
}

function withDescendants(roots: readonly ProcessIdentity[], processTable: ProcessTable): ProcessRecord[] {
  const { records } = processTable.survey("PLIMSOLL_RUN=");
  const found = new Set(records.filter((record) => roots.some((root) => sameProcess(root, record)) && isAlive(record)));
  // A Set grows while it is walked: children of children follow.
  for (const { pid } of found)
    for (const record of records) if (record.parentPid === pid && isAlive(record)) found.add(record);
  return [...found];
}

function ancestors(pid: number, processTable: ProcessTable): number[] {
  const line = [1];
  for (
    let at: number | undefined = pid;
    at !== undefined && at > 1 && !line.includes(at);
    at = processTable.read(at)?.parentPid
  )
    line.push(at);
  return line;
}
