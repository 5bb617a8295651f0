import { mkdirSync, readdirSync, rmdirSync } from "node:fs";
import { join } from "node:path";
import { PlimsollError } from "@plimsoll/foundation";

/** Where runs go that name no folder. */
const ROOM = "prophet-runs";
const NUMBER = /^\d{3,9}$/u;

/** Makes the next numbered folder, nobody else's. */
export function nextNumberedFolder(room: string = ROOM): string {
  mkdirSync(room, { recursive: true });
  for (let number = (numbers(room).at(-1) ?? 0) + 1; ; number += 1) {
    const path = pathOf(room, number);
    if (isMade(path)) return path;
  }
}

/** Gives the number back of a run that ended before it kept anything, such as for a port in use. */
export function giveBackIfEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== "ENOTEMPTY" && code !== "ENOENT") throw cause;
  }
}

/** The last one with checkpoints. Throws `PROPHET_NOTHING_TO_RESUME`. */
export function lastNumberedFolder(room: string = ROOM): string {
  const last = numbers(room)
    .map((number) => pathOf(room, number))
    .findLast(hasCheckpoints);
  if (last !== undefined) return last;
  throw new PlimsollError({
    code: "PROPHET_NOTHING_TO_RESUME",
    expected: `a run in "${room}"`,
    received: "none",
    fix: "name the folder of the run with --checkpoints, or begin one without --resume",
  });
}

const pathOf = (room: string, number: number): string => join(room, String(number).padStart(3, "0"));

/** A run that was killed before its first one left an empty folder. */
const hasCheckpoints = (path: string): boolean => namesIn(path).some((name) => name.startsWith("checkpoint_"));

function numbers(room: string): readonly number[] {
  return namesIn(room)
    .filter((name) => NUMBER.test(name))
    .map(Number)
    .toSorted((left, right) => left - right);
}

/** None of what is no folder: somebody's file may have a number for its name. */
function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw cause;
  }
}

function isMade(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw cause;
  }
}
