import { mkdirSync, readdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openCheckpoint, writeCheckpoint } from "../src/checkpoint/checkpoint.ts";
import type { StepRecord } from "../src/trainer/step-record.ts";
import { PLAIN_LOSS } from "../src/objective/loss-spec.ts";
import { CLASSIC } from "../src/trainer/profiles.ts";
import type { TrainerSpec } from "../src/trainer/trainer-spec.ts";
import { type ProphetRun, type RunBegin, type RunEnd, runProphet } from "../src/node/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const folder = temporaryFolder();
let runs = 0;
const SPEC: TrainerSpec = { ...CLASSIC, steps: 320 };
const fault = (code: string): Error => expect.objectContaining({ code }) as Error;

interface Told {
  readonly end: RunEnd;
  readonly begin: RunBegin;
  readonly records: readonly StepRecord[];
}

/** A run in a folder of its own, unless one is named. @param stopAt ends it by its signal after so many steps */
async function ran(changes: Partial<ProphetRun> = {}, stopAt = Number.POSITIVE_INFINITY): Promise<Told> {
  const stop = new AbortController();
  const records: StepRecord[] = [];
  let begin: RunBegin | undefined;
  const end = await runProphet({
    spec: SPEC,
    checkpoints: join(folder, `run-${(runs += 1)}`),
    checkpointInterval: 50,
    resume: false,
    namesFinalAndBest: true,
    log: null,
    monitor: null,
    job: null,
    signal: stop.signal,
    watcher: {
      begun: (told) => (begin = told),
      stepped: (record) => {
        records.push(record);
        if (record.step + 1 >= stopAt) stop.abort();
      },
    },
    ...changes,
  });
  return { end, begin: begin!, records };
}

const place = (name: string): string => join(folder, name);
const namesIn = (path: string): readonly string[] => readdirSync(path).toSorted();
const stepName = (step: number): string => `checkpoint_step_${String(step).padStart(6, "0")}.safetensors`;

describe("checkpoints", () => {
  test("PR-210 have the original's names; the last six, the best and the final one are kept", async () => {
    const checkpoints = place("names");
    await ran({ checkpoints, checkpointInterval: 30 });
    expect(namesIn(checkpoints)).toEqual([
      "checkpoint_best.safetensors",
      "checkpoint_final.safetensors",
      ...[180, 210, 240, 270, 300, 320].map(stepName),
    ]);
  });

  test("PR-211 a run that was ended by a signal goes on, and is the uninterrupted one bit for bit", async () => {
    const [whole, halves] = [place("whole"), place("halves")];
    const uninterrupted = await ran({ checkpoints: whole });
    const first = await ran({ checkpoints: halves }, 137);
    expect(first.end).toMatchObject({ interrupted: true, checkpoint: join(halves, "checkpoint_final.safetensors") });
    const second = await ran({ checkpoints: halves, resume: true });
    expect(second.begin).toMatchObject({ stepsDone: 137, damaged: [] });
    expect([...first.records, ...second.records]).toEqual(uninterrupted.records);
    const state = (path: string) => openCheckpoint(readFileSync(join(path, "checkpoint_final.safetensors"))).state;
    expect(state(halves)).toEqual(state(whole));
    const { smoothedLossThen: _, ...tally } = uninterrupted.end.tally;
    expect(second.end.tally).toMatchObject(tally);
  });

  test("PR-212 a second run into the folder is refused without resume, and nothing there is touched", async () => {
    const checkpoints = place("twice");
    await ran({ checkpoints }, 60);
    const before = namesIn(checkpoints);
    await expect(ran({ checkpoints })).rejects.toThrow(fault("PROPHET_CHECKPOINTS_EXIST"));
    await expect(ran({ checkpoints })).rejects.toThrow(/--resume/);
    expect(namesIn(checkpoints)).toEqual(before);
  });

  test("PR-213 damaged newest ones are named and passed over, and written anew when the run gets there", async () => {
    const [whole, hurt] = [place("unhurt"), place("hurt")];
    await ran({ checkpoints: whole });
    await ran({ checkpoints: hurt });
    truncateSync(join(hurt, "checkpoint_final.safetensors"), 1000);
    const newest = join(hurt, stepName(320));
    const bytes = readFileSync(newest);
    bytes[bytes.length - 9]! ^= 1;
    writeFileSync(newest, bytes);
    const { begin } = await ran({ checkpoints: hurt, resume: true });
    expect(begin.resumedFrom).toBe(stepName(300));
    expect(begin.damaged.map(({ name }) => name).toSorted()).toEqual(["checkpoint_final.safetensors", stepName(320)]);
    for (const name of ["checkpoint_final.safetensors", stepName(320)])
      expect(readFileSync(join(hurt, name))).toEqual(readFileSync(join(whole, name)));
  });

  test("PR-213 where every one is damaged the run ends, and does not begin anew", async () => {
    const checkpoints = place("ruins");
    mkdirSync(checkpoints);
    writeFileSync(join(checkpoints, stepName(50)), "ruin");
    await expect(ran({ checkpoints, resume: true })).rejects.toThrow(fault("PROPHET_CHECKPOINT"));
    expect(readFileSync(join(checkpoints, stepName(50)), "utf8")).toBe("ruin");
  });

  test("PR-214 those of another training are refused, and not passed over", async () => {
    const checkpoints = place("foreign-training");
    await ran({ checkpoints }, 60);
    await expect(ran({ checkpoints, resume: true, spec: { ...SPEC, seed: 1 } })).rejects.toThrow(
      fault("PROPHET_CHECKPOINT"),
    );
  });

  test("PR-215 no file of somebody else's is replaced, and no link is followed", async () => {
    const checkpoints = place("foreign-files");
    const mine = place("mine");
    writeFileSync(mine, "mine");
    const appeared: string[] = [];
    const put = (name: string): void => {
      appeared.push(name);
      if (name === stepName(50)) symlinkSync(mine, join(checkpoints, stepName(100)));
    };
    await expect(ran({ checkpoints, watcher: { kept: put } })).rejects.toThrow(fault("PROPHET_FILE_EXISTS"));
    expect(appeared).toEqual([stepName(50)]);
    expect(readFileSync(mine, "utf8")).toBe("mine");
    expect(namesIn(checkpoints).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("PR-215 what a killed process left half-written is cleared away, and nothing else is", async () => {
    const checkpoints = place("left-over");
    await ran({ checkpoints }, 60);
    const half = `.${stepName(100)}.${crypto.randomUUID()}.tmp`;
    for (const name of [half, ".mine.tmp"]) writeFileSync(join(checkpoints, name), "half");
    await ran({ checkpoints, resume: true });
    expect(namesIn(checkpoints)).not.toContain(half);
    expect(namesIn(checkpoints)).toContain(".mine.tmp");
  });

  test("PR-216 the best one is of the least moving mean of the error, and not of the first tenth", async () => {
    const checkpoints = place("best");
    const { records, end } = await ran({ checkpoints, checkpointInterval: 20 });
    const mean = (steps: number): number =>
      records.slice(steps - 100, steps).reduce((sum, { error }) => sum + error, 0) / 100;
    const candidates = Array.from({ length: 12 }, (_, at) => 100 + 20 * at);
    const best = candidates.reduce((left, right) => (mean(right) < mean(left) ? right : left));
    expect(end.tally.best).toEqual({ step: best, error: expect.closeTo(mean(best), 12) as number });
    const { state } = openCheckpoint(readFileSync(join(checkpoints, "checkpoint_best.safetensors")));
    expect(state.course.stepsDone).toBe(best);
  });

  test("PR-217 a training that diverges keeps what it had reached, and says so", async () => {
    const checkpoints = place("diverged");
    const spec: TrainerSpec = {
      ...SPEC,
      stream: { kind: "series" },
      risk: null,
      rewind: null,
      rate: { schedule: { kind: "fixed", rate: 0.01 }, guard: null },
    };
    const series = Float64Array.from({ length: 320 }, (_, step) => (step < 80 ? Math.sin(step) : 1e200));
    const { arithmetic } = await import("../src/trainer/parts.ts").then(({ NO_SOURCES }) => NO_SOURCES);
    await expect(ran({ checkpoints, spec, sources: { series, arithmetic } })).rejects.toThrow(
      fault("PROPHET_DIVERGED"),
    );
    expect(namesIn(checkpoints)).toEqual(["checkpoint_final.safetensors", stepName(50), stepName(80)]);
  });
});

test("PR-203 steps below none are no state, though the digest fits", async () => {
  const { end } = await ran({}, 20);
  const { training, trainer } = end;
  const state = trainer.state();
  const sealed = writeCheckpoint({
    training,
    state: { ...state, course: { ...state.course, stepsDone: -5 } },
    run: null,
  });
  expect(() => openCheckpoint(sealed)).toThrow(fault("PROPHET_CHECKPOINT"));
});

describe.each(["log.jsonl", "log.csv"])("%s", (name) => {
  const linesOf = (path: string): readonly string[] => readFileSync(path, "utf8").split("\n").slice(0, -1);
  const path = (run: string): string => place(`${run}-${name}`);

  test("PR-220 has each step once, also over a resume from an older checkpoint", async () => {
    const whole = await ran({ log: path("whole") });
    const checkpoints = place(`logged-${name}`);
    await ran({ checkpoints, log: path("parts") }, 137);
    // As after a kill: the log knows of steps that no whole checkpoint knows of, and its last line is half written.
    for (const lost of ["checkpoint_final.safetensors", stepName(137)]) truncateSync(join(checkpoints, lost), 9);
    writeFileSync(path("parts"), readFileSync(path("parts"), "utf8").slice(0, -7));
    const second = await ran({ checkpoints, log: path("parts"), resume: true });
    expect(second.begin.stepsDone).toBe(100);
    expect(readFileSync(path("parts"), "utf8")).toBe(readFileSync(path("whole"), "utf8"));
    const lines = linesOf(path("whole"));
    expect(lines).toHaveLength(whole.records.length + (name.endsWith(".csv") ? 1 : 0));
  });

  test("PR-221 carries every number exactly", async () => {
    const { records } = await ran({ log: path("exact") });
    const [header, ...lines] = linesOf(path("exact"));
    if (name.endsWith(".jsonl"))
      expect([header!, ...lines].map((line) => JSON.parse(line) as unknown)).toEqual(records);
    const at = header!.split(",").indexOf("loss");
    if (name.endsWith(".csv"))
      expect(lines.map((line) => Number(line.split(",")[at]))).toEqual(records.map(({ loss }) => loss));
  });

  test("PR-222 of that name is refused, and a resumed run refuses one that lacks steps or is none", async () => {
    const checkpoints = place(`refused-${name}`);
    await ran({ checkpoints, log: path("short") }, 60);
    await expect(ran({ log: path("short") })).rejects.toThrow(fault("PROPHET_LOG_EXISTS"));
    writeFileSync(path("short"), `${linesOf(path("short")).slice(0, 20).join("\n")}\n`);
    await expect(ran({ checkpoints, log: path("short"), resume: true })).rejects.toThrow(fault("PROPHET_LOG"));
    writeFileSync(path("letter"), "Dear all,\n");
    await expect(ran({ log: path("letter"), resume: true })).rejects.toThrow(fault("PROPHET_LOG"));
    expect(readFileSync(path("letter"), "utf8")).toBe("Dear all,\n");
    symlinkSync(path("letter"), path("link"));
    await expect(ran({ log: path("link"), resume: true })).rejects.toThrow(fault("PROPHET_LOG"));
  });

  test("PR-222 of another training is refused, and is as it was", async () => {
    const other = { spec: { ...SPEC, seed: SPEC.seed + 1 }, log: path("other") };
    await ran(other);
    const whole = readFileSync(path("other"), "utf8");
    const checkpoints = place(`own-${name}`);
    await ran({ checkpoints }, 60);
    for (const changes of [
      // From a checkpoint; from none; with more steps than a run has before its first checkpoint, though the first one is the same.
      { checkpoints },
      {},
      { spec: { ...other.spec, loss: PLAIN_LOSS } },
    ])
      await expect(ran({ ...changes, log: path("other"), resume: true })).rejects.toThrow(fault("PROPHET_LOG"));
    expect(readFileSync(path("other"), "utf8")).toBe(whole);
  });

  test("PR-222 that a run left which was killed before its first checkpoint is its own", async () => {
    await ran({ log: path("early") });
    const whole = readFileSync(path("early"), "utf8");
    writeFileSync(path("early"), whole.slice(0, Math.floor(whole.length / 10)));
    await ran({ log: path("early"), resume: true });
    expect(readFileSync(path("early"), "utf8")).toBe(whole);
  });
});

test("PR-218 a governed run notes each checkpoint before it appears, and waits for its verdict, and takes no step at an advice of 0", async () => {
  const checkpoints = place("governed");
  const notes: { name: string; step: number; wasThere: boolean }[] = [];
  const judged: string[] = [];
  let asked = 0;
  const { end, records } = await ran({
    checkpoints,
    namesFinalAndBest: false,
    job: {
      checkpoints,
      // Asked to wait for two turns at the start, then to go at half speed.
      scale: () => ((asked += 1) <= 2 ? 0 : 0.5),
      note: (name, { step, trainedFlop, gainMicro }) => {
        notes.push({ name, step, wasThere: namesIn(checkpoints).includes(name) });
        expect(trainedFlop).toBeGreaterThan(0n);
        expect(Number.isSafeInteger(gainMicro)).toBe(true);
      },
      verdict: async (name) => {
        judged.push(name);
        expect(namesIn(checkpoints)).toContain(name);
        await Promise.resolve();
        return { levelPpm: 1_000_000, band: "full", reasons: [] };
      },
    },
  });
  expect(asked).toBe(SPEC.steps + 2);
  expect(notes).toEqual(
    [50, 100, 150, 200, 250, 300, 320].map((step) => ({ name: stepName(step), step, wasThere: false })),
  );
  expect(judged).toEqual(notes.map(({ name }) => name));
  expect(end.checkpoint).toBe(join(checkpoints, stepName(320)));
  const { records: free } = await ran();
  expect(records[0]!.rate).toBe(free[0]!.rate / 2);
});
