import { existsSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Control files are written in one piece and take effect, or fail, at once. */
export const writeControl = (directory: string, file: string, value: string): void =>
  writeFileSync(join(directory, file), value, { flag: "r+" });

export const readControl = (directory: string, file: string): string =>
  readFileSync(join(directory, file), "utf8").trim();

export const hasControl = (directory: string, file: string): boolean => existsSync(join(directory, file));

/** Process numbers in a cgroup and in those that the job made below it. */
export function pidsUnder(directory: string): number[] {
  return directoriesUnder(directory).flatMap((each) => (hasControl(each, "cgroup.procs") ? pidsIn(each) : []));
}

function pidsIn(directory: string): number[] {
  const text = readControl(directory, "cgroup.procs");
  return text === "" ? [] : text.split("\n").map(Number);
}

/** Removes a cgroup and those below it. True if it is gone; false while a process is left in it. */
export function removeCgroup(directory: string): boolean {
  for (const each of directoriesUnder(directory).reverse()) {
    try {
      rmdirSync(each);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "ENOENT") return false;
    }
  }
  return true;
}

function directoriesUnder(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const below = readdirSync(directory, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [directory, ...below.flatMap(({ name }) => directoriesUnder(join(directory, name)))];
}
