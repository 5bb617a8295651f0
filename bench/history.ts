// The record of all benches: one line of JSON for each run.
import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { HISTORY } from "./places.ts";

/** What a run measured on. Lines of before November 22nd, 2026 lack memory and kernel. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  /** Of the last minute, before the bench began. */
  readonly loadAverage: number;
  readonly memoryGb?: number;
  /** Of the operating system. */
  readonly kernel?: string;
}

/** What all lines have; each bench adds figures in a shape of its own. */
export interface HistoryLine {
  readonly bench: string;
  readonly date: string;
  readonly commit?: string | null;
  readonly machine: Machine;
  /** By hand, where ratios fell and it is meant to stay so: why. They count as earlier ones then (bench/ratio-gate.ts). */
  readonly accepted?: string;
}

export const ROOT = fileURLToPath(new URL("..", import.meta.url));

export const machineNow = (): Required<Machine> => ({
  cpu: (cpus()[0]?.model ?? "unknown").trim(),
  cores: cpus().length,
  node: process.version,
  loadAverage: Number((loadavg()[0] ?? 0).toFixed(2)),
  memoryGb: Math.round(totalmem() / 2 ** 30),
  kernel: release(),
});

export const commitNow = (): string =>
  execFileSync("git", ["--no-optional-locks", "rev-parse", "--short", "HEAD"], { cwd: ROOT, encoding: "utf8" }).trim();

/** Day, commit and machine of a line, taken before anything is measured. */
export const startedNow = () => ({ date: new Date().toISOString(), commit: commitNow(), machine: machineNow() });

/** All lines, the newest last; none where nothing has been measured yet. */
export function historyLines(file: URL | string = HISTORY): readonly HistoryLine[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as HistoryLine);
}

/** The newest line of a bench, whose shape the caller knows. */
export const newestLine = (bench: string): HistoryLine | undefined =>
  historyLines().findLast((line) => line.bench === bench);

export const addLine = (line: HistoryLine): void => appendFileSync(HISTORY, `${JSON.stringify(line)}\n`);
