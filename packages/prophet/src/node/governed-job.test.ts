import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type GovernedJob, governedJob } from "./governed-job.ts";

interface Opened {
  readonly job: GovernedJob;
  readonly clock: { now: number };
  readonly waits: number[];
  /** Writes a file of the notes folder. */
  readonly put: (name: string, text: string) => void;
  readonly text: (name: string) => string;
  /** The scale after the time for which an answer is kept. */
  readonly later: () => number;
}

function opened(environment: Record<string, string> = {}, onWait: () => void = () => {}): Opened {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-job-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const notes = join(folder, ".plimsoll");
  mkdirSync(notes);
  const clock = { now: 1000 };
  const waits: number[] = [];
  const job = governedJob(
    { PLIMSOLL_RUN: "acme-run-1.0a1b2c3d", PLIMSOLL_CHECKPOINTS: folder, ...environment },
    {
      clock: { wallMs: () => 1_790_000_000_000 + clock.now, monotonicMs: () => clock.now },
      wait: async (ms) => {
        waits.push(ms);
        clock.now += ms;
        onWait();
      },
    },
  );
  if (job === null) throw new Error("expected a governed job");
  return {
    job,
    clock,
    waits,
    put: (name, text) => writeFileSync(join(notes, name), text),
    text: (name) => readFileSync(join(notes, name), "utf8"),
    later: () => {
      clock.now += 50;
      return job.scale();
    },
  };
}

const advice = (scalePpm: number): string => `{"scalePpm":${scalePpm},"sinceMs":5}\n`;

test("PR-260 a training is governed by its environment, and by nothing else", () => {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-job-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const whole = { PLIMSOLL_RUN: "run", PLIMSOLL_CHECKPOINTS: folder };
  expect(governedJob(whole)?.checkpoints).toBe(folder);
  for (const environment of [
    {},
    { PLIMSOLL_RUN: "run" },
    { PLIMSOLL_CHECKPOINTS: folder },
    { ...whole, PLIMSOLL_CHECKPOINTS: "" },
    { ...whole, PLIMSOLL_RUN: "" },
    { ...whole, PLIMSOLL_RUN: undefined },
  ])
    expect(governedJob(environment)).toBeNull();
});

test("PR-261 the scale is what is advised, within 50 ms", () => {
  const { job, put, clock, later } = opened();
  put("advice.json", advice(1_000_000));
  expect(job.scale()).toBe(1);
  put("advice.json", advice(200_000));
  clock.now += 49;
  expect(job.scale()).toBe(1);
  clock.now += 1;
  expect(job.scale()).toBe(0.2);
  put("advice.json", advice(0));
  expect(later()).toBe(0);
});

test.each(["", "{", "[]", '{"scalePpm":200000}', advice(1_000_001), advice(-1), '{"scalePpm":"1","sinceMs":5}'])(
  "PR-262 an advice that cannot be understood is no rate at all: %j",
  (text) => {
    const { put, later } = opened();
    put("advice.json", advice(1_000_000));
    expect(later()).toBe(1);
    put("advice.json", text);
    expect(later()).toBe(0);
    put("advice.json", advice(200_000));
    expect(later()).toBe(0.2);
  },
);

test("PR-262 a folder in the advice's place is no rate at all", () => {
  const { job } = opened();
  mkdirSync(join(job.checkpoints, ".plimsoll", "advice.json"));
  expect(job.scale()).toBe(0);
});

test("PR-263 no advice is 1 under a governor that never gave one, and 0 after the first", () => {
  const { job, put, later } = opened();
  expect(job.scale()).toBe(1);
  put("advice.json", advice(200_000));
  expect(later()).toBe(0.2);
  rmSync(join(job.checkpoints, ".plimsoll", "advice.json"));
  expect(later()).toBe(0);
});

test("PR-263 no advice is 0 from the beginning under a governor that says it gives one", () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "plimsoll-advice-"));
  onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }));
  const { job, later, put } = opened({ PLIMSOLL_ADVICE: join(elsewhere, "advice.json") });
  put("advice.json", advice(1_000_000));
  expect(job.scale()).toBe(0);
  writeFileSync(join(elsewhere, "advice.json"), advice(200_000));
  expect(later()).toBe(0.2);
  expect(existsSync(join(elsewhere, "advice-report.json"))).toBe(true);
});

test("PR-264 what is followed is reported when it changes, and once a second", () => {
  const { put, text, later, clock, job } = opened();
  put("advice.json", advice(200_000));
  later();
  expect(JSON.parse(text("advice-report.json"))).toEqual({ scalePpm: 200_000, atMs: 1_790_000_001_050 });
  later();
  expect(JSON.parse(text("advice-report.json"))).toMatchObject({ atMs: 1_790_000_001_050 });
  put("advice.json", advice(0));
  later();
  expect(JSON.parse(text("advice-report.json"))).toEqual({ scalePpm: 0, atMs: 1_790_000_001_150 });
  clock.now += 1000;
  job.scale();
  expect(JSON.parse(text("advice-report.json"))).toEqual({ scalePpm: 0, atMs: 1_790_000_002_150 });
});

test("PR-264 a report that cannot be written does not end the training", () => {
  const { put, later, job } = opened();
  mkdirSync(join(job.checkpoints, ".plimsoll", "advice-report.json.tmp"));
  put("advice.json", advice(200_000));
  expect(later()).toBe(0.2);
});

test("PR-265 notes are written whole, with the FLOP as digits and the gain as its own word", () => {
  const { job, text } = opened();
  job.note("step-00020", { step: 20, trainedFlop: 12_345_678_901_234_567_890n, gainMicro: -17 });
  expect(text("step-00020.json")).toBe(
    '{"step":20,"trainedFlop":"12345678901234567890","meanRewardMicro":null,"gainMicro":-17}\n',
  );
  expect(readdirSync(join(job.checkpoints, ".plimsoll"))).toEqual(["step-00020.json"]);
});

test("PR-265 a gain that is no number is left out of the notes, and ends nothing", () => {
  const { job, text } = opened();
  for (const gainMicro of [Number.NaN, Number.NEGATIVE_INFINITY, 1e300, 0.5]) {
    job.note("a", { step: 1, trainedFlop: 1n, gainMicro, meanRewardMicro: 5 });
    expect(JSON.parse(text("a.json"))).toEqual({ step: 1, trainedFlop: "1", meanRewardMicro: 5, gainMicro: null });
  }
});

test("PR-266 a verdict is waited for, and the scale after it is the one that holds then", async () => {
  let waited = 0;
  const rig: Opened = opened({}, () => {
    waited += 1;
    if (waited < 3) return;
    rig.put("advice.json", advice(0));
    rig.put("step-1.verdict.json", '{"levelPpm":0,"band":"paused","reasons":["CONTROL_UNPROVEN"]}\n');
  });
  rig.put("advice.json", advice(1_000_000));
  expect(rig.job.scale()).toBe(1);
  const verdict = await rig.job.verdict("step-1");
  expect(verdict).toEqual({ levelPpm: 0, band: "paused", reasons: ["CONTROL_UNPROVEN"] });
  expect(rig.waits).toEqual([10, 10, 10]);
  // Sooner than an answer of `scale` grows old.
  expect(rig.job.scale()).toBe(0);
});

test("PR-267 nothing is learnt until the checkpoint that was noted last is judged, and then at what is advised then", () => {
  const { job, put, later } = opened();
  put("advice.json", advice(1_000_000));
  expect(job.scale()).toBe(1);
  job.note("step-1", { step: 1, trainedFlop: 1n, gainMicro: 0 });
  expect(job.scale()).toBe(0);
  expect(later()).toBe(0);
  put("advice.json", advice(200_000));
  put("step-1.verdict.json", '{"levelPpm":200000,"band":"research","reasons":[]}\n');
  expect(later()).toBe(0.2);
  job.note("step-2", { step: 2, trainedFlop: 2n, gainMicro: 0 });
  job.note("step-3", { step: 3, trainedFlop: 3n, gainMicro: 0 });
  put("step-2.verdict.json", "{}");
  expect(later()).toBe(0);
  put("step-3.verdict.json", "{}");
  expect(later()).toBe(0.2);
});

test("PR-266 what is no verdict ends the wait with a fault", async () => {
  const { job, put } = opened();
  put("step-1.verdict.json", "{}");
  await expect(job.verdict("step-1")).rejects.toThrowError(expect.objectContaining({ code: "PROPHET_VERDICT" }));
});

test("PR-266 who is asked to end waits for no verdict", async () => {
  const stop = new AbortController();
  const { job, waits } = opened({}, () => {
    if (waits.length === 3) stop.abort();
  });
  await expect(job.verdict("step-1", stop.signal)).rejects.toThrow("aborted");
  expect(waits).toHaveLength(3);
});

test.skipIf(process.platform === "win32")(
  "PR-262 a pipe, a folder or a long file is no advice, and is not waited for",
  () => {
    const { job, later, put } = opened();
    const file = join(job.checkpoints, ".plimsoll", "advice.json");
    put("advice.json", advice(1_000_000));
    expect(later()).toBe(1);
    for (const replace of [
      () => execFileSync("mkfifo", [file]),
      () => mkdirSync(file),
      () => writeFileSync(file, advice(1_000_000) + " ".repeat(2 << 20)),
    ]) {
      rmSync(file, { recursive: true });
      replace();
      expect(later()).toBe(0);
    }
  },
);

test.skipIf(process.platform === "win32")(
  "PR-265 what was put where a note or report is drafted is not written through",
  () => {
    const { job, later, put, text } = opened();
    put("letter", "Dear all,\n");
    for (const name of ["advice-report.json.tmp", "step-1.json.tmp"])
      symlinkSync("letter", join(job.checkpoints, ".plimsoll", name));
    later();
    job.note("step-1", { step: 1, trainedFlop: 5n, gainMicro: 0 });
    expect(text("letter")).toBe("Dear all,\n");
    expect(JSON.parse(text("step-1.json"))).toMatchObject({ step: 1 });
    expect(JSON.parse(text("advice-report.json"))).toMatchObject({ scalePpm: 1_000_000 });
  },
);
