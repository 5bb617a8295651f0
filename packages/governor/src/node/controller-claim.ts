import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { integer, matching, object, PlimsollError, type Shaped } from "@plimsoll/foundation";
import type { WriterLock } from "@plimsoll/ledger";
import { isAlive, type ProcessIdentity, sameProcess } from "../process-table/process-record.ts";
import type { ProcessTable } from "../process-table/process-table.ts";
import { controllersFolder } from "./node-folder.ts";
import { notWritable, writeNodeFile } from "./write-node-file.ts";
import { fileNameOf } from "../site/data-layout.ts";
import { takeFileLock } from "../site/file-lock.ts";

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
 * Says that this process governs the run, until it lets go or dies. Of several starts at once one gets it: the claim is written under a
 * lock that is held as long as it stands. Throws `RUN_IN_USE` while another living process governs the run, which would take the other's
 * leases for left ones, and `DISK_FULL` or `DIRECTORY_NOT_WRITABLE`.
 */
export function claimRun(dataDirectory: string, run: string, ownPid: number, processTable: ProcessTable): Disposable {
  const file = fileOf(dataDirectory, run);
  const other = (): number | null => controllerOf(dataDirectory, run, processTable);
  const lock = lockOf(file, () => runInUse(run, other()));
  try {
    // Whoever claimed it before there were locks holds none.
    const before = other();
    if (before !== null && before !== ownPid) throw runInUse(run, before);
    const startTime = processTable.read(ownPid)?.startTime ?? 0;
    const text = `${JSON.stringify({ bootId: processTable.bootId(), pid: ownPid, startTime } satisfies ControllerClaim)}\n`;
    writeNodeFile(file, text);
    return { [Symbol.dispose]: () => letGo(file, text, lock) };
  } catch (cause) {
    lock.close();
    throw cause;
  }
}

function lockOf(file: string, inUse: () => PlimsollError): WriterLock {
  try {
    mkdirSync(dirname(file), { recursive: true });
    return takeFileLock(file);
  } catch (cause) {
    if (cause instanceof PlimsollError) throw cause.code === "DATA_IN_USE" ? inUse() : cause;
    throw notWritable(file, cause);
  }
}

/** Removes the claim only while it is the one that was made. */
function letGo(file: string, text: string, lock: WriterLock): void {
  if (textOf(file) === text) rmSync(file, { force: true });
  lock.close();
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
    const parsed = claimShape.parse(JSON.parse(textOf(file) ?? ""));
    return parsed.ok ? parsed.value : null;
  } catch {
    return null;
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

const runInUse = (run: string, pid: number | null): PlimsollError =>
  new PlimsollError({
    code: "RUN_IN_USE",
    expected: `nobody else to govern "${run}"`,
    received: pid === null ? "another process, which begins to" : `process ${pid}, which does`,
    fix: "leave it to that one, or end it first; another --lineage is another run",
  });
