import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Advice, LearningRateLever } from "../../src/actuator/learning-rate/learning-rate-lever.ts";
import type { WorkloadActuator, WorkloadReading } from "../../src/actuator/workload-actuator.ts";

function opened(): { folder: string; lever: LearningRateLever; clock: { now: number } } {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-advice-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const clock = { now: 1_000 };
  return {
    folder,
    clock,
    lever: new LearningRateLever(folder, { wallMs: () => clock.now, monotonicMs: () => clock.now }),
  };
}

test("G-125 advice is written for the trainer, with the time since which it stands", () => {
  const { folder, lever, clock } = opened();
  expect(lever.advise(200_000)).toEqual({ kind: "advice", advisedScalePpm: 200_000, sinceMs: 1_000, reported: null });
  clock.now = 2_000;
  rmSync(join(folder, "advice.json"));
  expect(lever.advise(200_000).sinceMs).toBe(1_000);
  expect(JSON.parse(readFileSync(join(folder, "advice.json"), "utf8"))).toEqual({ scalePpm: 200_000, sinceMs: 1_000 });
  expect(lever.advise(0).sinceMs).toBe(2_000);
});

test("G-125 what the trainer reports is told as its word, and what cannot be read is nothing", () => {
  const { folder, lever } = opened();
  const report = join(folder, "advice-report.json");
  writeFileSync(report, '{"scalePpm":200000,"atMs":5}');
  expect(lever.advise(200_000).reported).toEqual({ scalePpm: 200_000, atMs: 5 });
  for (const text of ["", "{}", '{"scalePpm":2000000,"atMs":5}', `${" ".repeat(5_000)}{"scalePpm":1,"atMs":5}`]) {
    writeFileSync(report, text);
    expect(lever.advise(200_000).reported).toBeNull();
  }
});

test("G-125 a trainer's pipe does not hold us up, and its links lead nowhere", () => {
  const { folder, lever } = opened();
  execFileSync("mkfifo", [join(folder, "advice-report.json")]);
  const precious = join(folder, "precious");
  writeFileSync(precious, "kept");
  symlinkSync(precious, join(folder, "advice.json.tmp"));
  expect(lever.advise(0).reported).toBeNull();
  expect(readFileSync(precious, "utf8")).toBe("kept");
});

test("G-125 a folder that cannot be written is told", () => {
  const { folder, clock } = opened();
  const lever = new LearningRateLever(join(folder, "gone"), { wallMs: () => clock.now, monotonicMs: () => clock.now });
  expect(() => lever.advise(0)).toThrowError(expect.objectContaining({ code: "ADVICE_NOT_WRITABLE" }));
});

test("G-125 by its type advice is no achieved level, and the lever no actuator", () => {
  const { lever } = opened();
  const advice: Advice = lever.advise(0);
  // @ts-expect-error advice has no achieved level
  const reading: WorkloadReading = advice;
  // @ts-expect-error a lever cannot hold a workload
  const actuator: WorkloadActuator = lever;
  expect(reading).not.toHaveProperty("achievedPpm");
  expect(actuator).not.toHaveProperty("terminate");
});
