import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { integer, matching, object, PlimsollError, type Shaped } from "@plimsoll/foundation";
import { isAlive, type ProcessIdentity, sameProcess } from "../process-table/process-record.ts";
import type { ProcessTable } from "../process-table/process-table.ts";
import { controllersFolder } from "./node-folder.ts";
import { writeNodeFile } from "./write-node-file.ts";
import { fileNameOf } from "../site/data-layout.ts";

const claimShape = object({
  bootId: matching("a boot id", /^[0-9a-f-]{36}$/),
  pid: integer(1),
  startTime: integer(),
});

/** The process that governs a run: who is to see an order, and why nobody else may govern it meanwhile. */
type ControllerClaim = Shaped<typeof claimShape>;

const fileOf = (dataDirectory: string, run: string): string =>
  join(controllersFolder(dataDirectory), `${fileNameOf(run)}.json`);

/**
 * Says that this process governs the run, until it lets go. Throws `RUN_IN_USE` while another living process does: it
 * would take the other's leases for left ones.
 */
export function claimRun(dataDirectory: string, run: string, ownPid: number, processTable: ProcessTable): Disposable {
  const file = fileOf(dataDirectory, run);
  const other = controllerOf(dataDirectory, run, processTable);
  if (other !== null && other !== ownPid) throw runInUse(run, other);
  const startTime = processTable.read(ownPid)?.startTime ?? 0;
  const claim: ControllerClaim = { bootId: processTable.bootId(), pid: ownPid, startTime };
  writeNodeFile(file, `${JSON.stringify(claim)}\n`);
  return { [Symbol.dispose]: () => rmSync(file, { force: true }) };
}

/** The number of the living process that governs a run, stopped or hung ones included; null if there is none. */
export const controllerOf = (dataDirectory: string, run: string, processTable: ProcessTable): number | null =>
  livingController(dataDirectory, run, processTable)?.pid ?? null;

/** As `controllerOf`, with what tells the process from a later one of its number. */
export function livingController(
  dataDirectory: string,
  run: string,
  processTable: ProcessTable,
): ProcessIdentity | null {
  const claim = claimIn(fileOf(dataDirectory, run));
  if (claim === null || claim.bootId !== processTable.bootId()) return null;
  const now = processTable.read(claim.pid);
  return now !== null && sameProcess(now, claim) && isAlive(now) ? now : null;
}

/** A claim that cannot be read was not finished by whoever wrote it. */
function claimIn(file: string): ControllerClaim | null {
  try {
    const parsed = claimShape.parse(JSON.parse(readFileSync(file, "utf8")));
    return parsed.ok ? parsed.value : null;
  } catch {
    return null;
  }
}

const runInUse = (run: string, pid: number): PlimsollError =>
  new PlimsollError({
    code: "RUN_IN_USE",
    expected: `nobody else to govern "${run}"`,
    received: `process ${pid}, which does`,
    fix: "leave it to that one, or end it first; another --lineage is another run",
  });
