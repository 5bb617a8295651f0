import { PlimsollError } from "@plimsoll/foundation";
import { isAlive, type ProcessIdentity, type ProcessRecord, sameProcess } from "../process-table/process-record.ts";
import type { ProcessTable } from "../process-table/process-table.ts";

/** Work that cannot be taken charge of. */
export const adoptionRefused = (pid: number, received: string, fix: string): PlimsollError =>
  new PlimsollError({
    code: "ADOPTION_REFUSED",
    expected: `process ${pid} to be one that can be taken charge of`,
    received,
    fix,
  });

/** The root as it is now. Throws `ADOPTION_REFUSED` if it has ended, or its number is another's. */
export function livingRoot(root: ProcessIdentity, processTable: ProcessTable): ProcessRecord {
  const now = processTable.read(root.pid);
  if (now !== null && !sameProcess(now, root))
    throw adoptionRefused(root.pid, "another process with that number", "look again: the one that was meant has ended");
  if (now === null || !isAlive(now))
    throw adoptionRefused(root.pid, "nobody: it has ended", "name the number of a process that runs");
  return now;
}
