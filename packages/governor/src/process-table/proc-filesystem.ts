import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { parseStat, type ProcessIdentity, type ProcessRecord, sameProcess } from "./process-record.ts";
import { type EnforcementSignal, type ProcessTable, type Survey, tableIncomplete } from "./process-table.ts";
import { readEveryone } from "./read-everyone.ts";

/** The process table of Linux (`proc(5)`). Throws `PLATFORM_UNSUPPORTED` elsewhere. */
export function procFilesystem(): ProcessTable {
  if (process.platform !== "linux") throw unsupported();
  return { survey, read, children, hasMarker, signal, signalGroup, bootId };
}

function survey(marker: string): Survey {
  const records = new Map<number, ProcessRecord>();
  const marked = new Set<number>();
  const isSettled = readEveryone({ listed: listedPids, newest: newestPid }, (pid) => {
    const record = read(pid);
    if (record === null) return;
    records.set(pid, record);
    if (hasMarker(pid, marker)) marked.add(pid);
  });
  return { records: [...records.values()], marked, isSettled };
}

const listedPids = (): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

/** The number given last, to a process or a thread (`/proc/loadavg`, fifth field). Numbers rise until they wrap around. */
const newestPid = (): number => Number(readFileSync("/proc/loadavg", "utf8").trim().split(" ").at(-1));

function read(pid: number): ProcessRecord | null {
  const text = statOf(pid);
  return text === null ? null : parseStat(text.toString("utf8"));
}

/** Who is there and may not be looked at is no absence: everybody's line is everybody's to read, unless `/proc` is mounted to hide it. */
function statOf(pid: number): Buffer | null {
  try {
    return readIfThere(`/proc/${pid}/stat`);
  } catch (cause) {
    throw isForbidden(cause) ? tableIncomplete(`process ${pid}, which may not be looked at`, cause) : cause;
  }
}

function children(pid: number): number[] {
  return threadsOf(pid).flatMap((thread) => {
    const text = readIfAllowed(`/proc/${pid}/task/${thread}/children`)?.toString("latin1").trim() ?? "";
    return text === "" ? [] : text.split(" ").map(Number);
  });
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function hasMarker(pid: number, marker: string): boolean {
  const environment = readIfAllowed(`/proc/${pid}/environ`);
  if (environment === null) return false;
  // A leading NUL makes every variable start alike, so that a value which holds the marker is no match.
  return `\0${environment.toString("latin1")}\0`.includes(`\0${marker}\0`);
}

const signal = (target: ProcessIdentity, signal: EnforcementSignal): boolean =>
  isThere(target) && kill(target.pid, signal);

/** False also where it cannot be told: nobody is signalled by a number alone. */
function isThere(target: ProcessIdentity): boolean {
  try {
    const now = read(target.pid);
    return now !== null && sameProcess(now, target);
  } catch {
    return false;
  }
}

const signalGroup = (processGroup: number, signal: EnforcementSignal): boolean => {
  // 0 and 1 would mean our own group and everybody.
  if (!Number.isSafeInteger(processGroup) || processGroup < 2) return false;
  return kill(-processGroup, signal);
};

function kill(target: number, signal: EnforcementSignal): boolean {
  try {
    return process.kill(target, signal);
  } catch {
    return false; // Gone since, or not ours: the next look at the table says which.
  }
}

const bootId = (): string => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();

const buffer = Buffer.allocUnsafe(65_536);

/** One read per file instead of `readFileSync`'s four: a scan of the whole table is the cost of every step. */
function readIfThere(path: string): Buffer | null {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, "r");
    return readWhole(descriptor);
  } catch (cause) {
    if (isAbsence(cause)) return null;
    throw cause;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** As `readIfThere`, of what another user may keep to himself, such as an environment. */
function readIfAllowed(path: string): Buffer | null {
  try {
    return readIfThere(path);
  } catch (cause) {
    if (isForbidden(cause)) return null;
    throw cause;
  }
}

function readWhole(descriptor: number): Buffer {
  const length = readSync(descriptor, buffer, 0, buffer.length, null);
  if (length < buffer.length) return Buffer.from(buffer.subarray(0, length));
  return Buffer.concat([Buffer.from(buffer), readFileSync(descriptor)]);
}

const codeOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? "";

/** Ended before we looked, or while we did. */
const isAbsence = (cause: unknown): boolean => ["ENOENT", "ESRCH"].includes(codeOf(cause));
const isForbidden = (cause: unknown): boolean => ["EACCES", "EPERM"].includes(codeOf(cause));

const unsupported = (): PlimsollError =>
  new PlimsollError({
    code: "PLATFORM_UNSUPPORTED",
    expected: "Linux, whose process table proves that a job is dead",
    received: process.platform,
    fix: "run jobs on Linux, in a virtual machine or in a container",
  });
