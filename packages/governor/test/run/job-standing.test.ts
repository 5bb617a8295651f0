import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { dataFolder, jobStandingOf } from "../../src/index.ts";
import { jobStandingKeeper } from "../../src/run/job-standing.ts";

const directory = mkdtempSync(join(tmpdir(), "plimsoll-standing-"));
const clock = { wallMs: () => 1_000, monotonicMs: () => 0 };
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const runFolder = (run: string): string => {
  const folder = join(dataFolder(directory).runs, run);
  mkdirSync(folder, { recursive: true });
  return folder;
};

test("G-230 what is known of a run's job is kept at each renewal of its lease, and ends with it", () => {
  runFolder("r-1");
  const keeper = jobStandingKeeper(directory, "r-1", {
    clock,
    readingOf: () => ({ levelPpm: 200_000, processes: 3, cpuMs: 5 }),
  });
  keeper.renewed?.({ levelPpm: 1_000_000, ttlMs: 5_000 });
  expect(jobStandingOf(directory, "r-1")).toEqual({
    // What holds, not what was asked for.
    levelPpm: 200_000,
    processes: 3,
    heardAt: 1_000,
    leaseEndsAt: 6_000,
    leaseTtlMs: 5_000,
  });
});

test("G-230 a run without a word, and a word that is none, are nothing known", () => {
  expect(jobStandingOf(directory, "r-2")).toBeNull();
  writeFileSync(join(runFolder("r-3"), "job.json"), '{"levelPpm":1000000}');
  expect(jobStandingOf(directory, "r-3")).toBeNull();
});

test("G-230 where it cannot be kept the run goes on", () => {
  const keeper = jobStandingKeeper(join(directory, "gone"), "r-4", { clock, readingOf: () => null });
  expect(() => keeper.renewed?.({ levelPpm: 0, ttlMs: 1 })).not.toThrow();
});
