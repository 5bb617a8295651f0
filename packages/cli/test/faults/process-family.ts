import { readdirSync, readFileSync } from "node:fs";

/** A process as `/proc` shows it: read here once more, simply, so that the product's own reading is not its judge. */
export interface Seen {
  readonly pid: number;
  readonly parentPid: number;
  readonly state: string;
  readonly startTime: string;
  /** Its command line: for messages alone. */
  readonly command: string;
  /** The run whose marker it carries, or null. */
  readonly run: string | null;
}

/** All living processes. */
export function allProcesses(): Seen[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      const seen = look(Number(name));
      return seen === null ? [] : [seen];
    });
}

/** The living of a run and of its probes, by the marker that they inherit. */
export const markedBy = (run: string): Seen[] =>
  allProcesses().filter((seen) => seen.run?.replace(/\.(?:probe-)?[0-9a-f]{8}$/, "") === run);

/** The living of a run's job alone. */
export const jobOf = (run: string): Seen[] =>
  allProcesses().filter((seen) => seen.run?.replace(/\.[0-9a-f]{8}$/, "") === run);

/** A process and all its descendants. */
export function familyOf(pid: number): Seen[] {
  const all = allProcesses();
  const family = all.filter((seen) => seen.pid === pid);
  // The list grows while it is walked: children of children follow.
  for (const { pid } of family) family.push(...all.filter((seen) => seen.parentPid === pid && !family.includes(seen)));
  return family;
}

/** Those that are the same processes still, and alive. */
export const stillAlive = (seen: readonly Seen[]): Seen[] =>
  seen.filter(({ pid, startTime }) => look(pid)?.startTime === startTime);

function look(pid: number): Seen | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state = "", parent = "", ...rest] = stat.slice(stat.lastIndexOf(") ") + 2).split(" ");
    if (state === "Z" || state === "X") return null;
    return {
      pid,
      parentPid: Number(parent),
      state,
      startTime: rest[17] ?? "",
      command: commandOf(pid),
      run: markerIn(pid),
    };
  } catch {
    return null;
  }
}

const commandOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ").trim();

function markerIn(pid: number): string | null {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
    return variables.find((variable) => variable.startsWith(MARKER))?.slice(MARKER.length) ?? null;
  } catch {
    return null;
  }
}

const MARKER = "PLIMSOLL_RUN=";
