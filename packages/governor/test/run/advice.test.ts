import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, digestOfValue } from "@plimsoll/foundation";
import { starterPolicy } from "@plimsoll/kernel";
import { memoryLedger } from "@plimsoll/ledger";
import { expect, onTestFinished, test } from "vitest";
import { type Advice, LearningRateLever } from "../../src/actuator/learning-rate/learning-rate-lever.ts";
import { noImmutableFlag } from "../../src/freeze/immutable-flag.ts";
import { CheckpointDirectory, notesFolder } from "../../src/run/checkpoint-directory.ts";
import { governRun } from "../../src/run/governed-run.ts";
import { keepLease } from "../../src/run/lease-keeper.ts";
import { observers } from "../../src/run/observers.ts";
import type { FoundCheckpoint, Job, JobExit, Prober, RunObserver } from "../../src/run/ports.ts";
import { TrainerAdviser } from "../../src/run/trainer-adviser.ts";
import { trainerWordKeeper, trainerWordOf } from "../../src/run/trainer-word.ts";
import { Site } from "../../src/site/site.ts";
import { keys, PLAN, weights } from "../simulation/proven-site.ts";

function folder(): string {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-advice-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const STILL: Clock = { wallMs: () => 1_790_000_000_000, monotonicMs: () => 0 };

function openedSite(): Site {
  const ledger = memoryLedger({ origin: "plimsoll.local/site", signingKey: keys.key("ledger") });
  const site = new Site({ ledger, keys, clock: STILL });
  site.open("advice", starterPolicy);
  site.accredit("harbour", 4, 0);
  return site;
}

/** Uncontrolled trials of 1132 on the weights of a name: proven to 0.99, to 0.95, and to neither. */
const UNCONTROLLED: Readonly<Record<string, number>> = { kept: 0, worn: 20, gone: 70 };

const prober: Prober = {
  probeSet: digestOfValue({ probes: "scripted" }),
  async *probe({ checkpoint, windows, set }) {
    const uncontrolled = UNCONTROLLED[checkpoint.name] ?? 0;
    for (const { dimension, context, trials } of windows) {
      const transcript = digestOfValue({ set, dimension, context });
      yield { dimension, context, controlled: trials - uncontrolled, uncontrolled, void: 0, transcript };
    }
  },
};

/** A run from scratch whose job writes these weights; what was ordered of job and trainer, in order. */
async function ordered(
  names: readonly string[],
  follow: (levelPpm: number, said: string[]) => void,
): Promise<string[]> {
  const said: string[] = [];
  const left = names.map((name, index) => ({ ...weights(name), trainedFlop: String(1000 * (index + 1)) }));
  const found: FoundCheckpoint[] = [];
  let exit: (exit: JobExit) => void = () => {};
  const job: Job = {
    exited: new Promise((resolve) => (exit = resolve)),
    setLevel: async (levelPpm) => void said.push(`power ${levelPpm}`),
    renew: () => {},
    kill: async () => ({ confirmed: true, elapsedMs: 0 }),
    cpuMs: () => null,
  };
  await governRun(
    { ...PLAN, importedFlop: null },
    {
      site: openedSite(),
      checkpoints: {
        newest: () => null,
        find: (digest) => found.find((each) => each.digest === digest) ?? null,
        startAfter: () => {},
        next: async () => {
          const next = left.shift();
          if (next === undefined) return (exit({ code: 0, signal: null }), null);
          found.push(next);
          return next;
        },
        announce: (_checkpoint, { levelPpm }) => void said.push(`verdict ${levelPpm}`),
        freeze: () => {},
      },
      prober,
      launcher: { launch: async (levelPpm) => (said.push(`launch ${levelPpm}`), job) },
      adviser: { follow: (levelPpm) => follow(levelPpm, said) },
      clock: STILL,
      timers: { every: () => ({ stop: () => {} }) },
      observer: {},
      signal: new AbortController().signal,
      killOrder: null,
    },
  );
  return said;
}

const note = (levelPpm: number, said: string[]): void => void said.push(`advice ${levelPpm}`);

test("G-220 a trainer is advised before its first instruction, and after each power that it gets", async () => {
  const said = await ordered(["kept", "worn", "gone"], note);
  expect(said.slice(0, 2)).toEqual(["advice 200000", "launch 200000"]);
  const rest = said.slice(2).filter((each) => !each.startsWith("verdict"));
  expect(rest.length).toBeGreaterThan(6);
  for (const [index, each] of rest.entries())
    if (each.startsWith("power")) expect(rest[index + 1]).toBe(each.replace("power", "advice"));
  // Whoever waits for the verdict finds the advice that goes with it.
  for (const [index, each] of said.entries())
    if (each.startsWith("verdict")) expect(said[index - 1]).toBe(each.replace("verdict", "advice"));
  expect(said.filter((each) => each.startsWith("verdict"))).toEqual(["verdict 1000000", "verdict 200000", "verdict 0"]);
});

test("G-220 a lease that is renewed renews the advice", () => {
  const said: string[] = [];
  const site = openedSite();
  let beat = (): void => {};
  const levels = [1_000_000, 200_000];
  site.must("lease", {
    type: "run.start",
    run: "run",
    lab: "harbour",
    lineage: "lineage",
    tier: 1,
    domain: "general",
    basis: { kind: "genesis", seed: "1" },
    datasets: [],
    flopPerSecondMax: "1000",
  });
  site.must("lease-1", { type: "lease.request", lease: "run/lease-1", run: "run", node: "node-1" });
  keepLease({
    site,
    lease: "run/lease-1",
    levelPpm: () => levels.shift() ?? 0,
    job: {
      exited: new Promise(() => {}),
      setLevel: async () => {},
      renew: (levelPpm) => void said.push(`renewed ${levelPpm}`),
      kill: async () => ({ confirmed: true, elapsedMs: 0 }),
      cpuMs: () => null,
    },
    adviser: { follow: (levelPpm) => note(levelPpm, said) },
    clock: STILL,
    timers: { every: (_ms, action) => ((beat = action), { stop: () => {} }) },
    observer: {},
    onFault: (fault) => {
      throw fault;
    },
  });
  beat();
  beat();
  expect(said).toEqual(["renewed 1000000", "advice 1000000", "renewed 200000", "advice 200000"]);
});

/** An adviser over a real folder, and what it told. */
function advising(): { readonly notes: string; readonly adviser: TrainerAdviser; readonly told: unknown[] } {
  const notes = folder();
  const told: unknown[] = [];
  const observer: RunObserver = {
    advice: ({ advisedScalePpm, reported }: Advice) => void told.push([advisedScalePpm, reported?.scalePpm ?? null]),
    adviceFault: ({ code }) => void told.push(code),
  };
  return { notes, told, adviser: new TrainerAdviser(new LearningRateLever(notes, STILL), observer) };
}

test("G-221 what a trainer reports is told as its word, once, and when it changes", () => {
  const { notes, adviser, told } = advising();
  adviser.follow(200_000);
  adviser.follow(200_000);
  writeFileSync(join(notes, "advice-report.json"), '{"scalePpm":1000000,"atMs":5}');
  adviser.follow(200_000);
  writeFileSync(join(notes, "advice-report.json"), '{"scalePpm":1000000,"atMs":6}');
  adviser.follow(200_000);
  adviser.follow(0);
  expect(told).toEqual([
    [200_000, null],
    [200_000, 1_000_000],
    [0, 1_000_000],
  ]);
  expect(JSON.parse(readFileSync(join(notes, "advice.json"), "utf8"))).toMatchObject({ scalePpm: 0 });
});

test("G-222 a trainer that cannot be advised is told of once, and hinders nothing", () => {
  const { notes, adviser, told } = advising();
  mkdirSync(join(notes, "advice.json", "in-the-way"), { recursive: true });
  adviser.follow(200_000);
  adviser.follow(0);
  rmSync(join(notes, "advice.json"), { recursive: true });
  adviser.follow(0);
  expect(told).toEqual(["ADVICE_NOT_WRITABLE", [0, null]]);
});

test("G-222 power is what it would have been, whatever comes of the advice", async () => {
  const withAdvice = await ordered(["kept", "worn", "gone"], note);
  const notes = join(folder(), "gone");
  const adviser = new TrainerAdviser(new LearningRateLever(notes, STILL), {});
  const without = await ordered(["kept", "worn", "gone"], (levelPpm) => adviser.follow(levelPpm));
  expect(without).toEqual(withAdvice.filter((each) => !each.startsWith("advice")));
});

test("G-223 notes may say what the trainer gained, and need not", () => {
  const checkpoints = folder();
  const source = new CheckpointDirectory(checkpoints, async () => {}, noImmutableFlag);
  writeFileSync(join(checkpoints, "step-1"), "weights");
  const found = (notes: unknown) => {
    writeFileSync(join(notesFolder(checkpoints), "step-1.json"), JSON.stringify(notes));
    return source.newest();
  };
  const three = { step: 1, trainedFlop: "5", meanRewardMicro: 7 };
  expect(found(three)).toMatchObject({ ...three, gainMicro: null });
  for (const gainMicro of [null, 0, -250_000, 250_000])
    expect(found({ ...three, gainMicro })).toMatchObject({ ...three, gainMicro });
  const { step: _step, ...two } = three;
  for (const wrong of [
    { ...three, gainMicro: 0.5 },
    { ...three, gainMicro: "1" },
    { ...three, more: 1 },
    { ...three, gainMicro: 1, more: 1 },
    { ...two, gainMicro: 1 },
  ])
    expect(() => found(wrong)).toThrowError(expect.objectContaining({ code: "CHECKPOINT_NOTES_MALFORMED" }));
});

test("G-224 a trainer's word is kept for who looks on, and nobody's fault when it cannot be", () => {
  const data = folder();
  expect(trainerWordOf(data, "run")).toBeNull();
  const seen: string[] = [];
  const told = observers({ checkpoint: ({ name }) => void seen.push(name) }, trainerWordKeeper(data, "run"));
  told.checkpoint?.({ ...weights("step-1"), gainMicro: 40 });
  told.advice?.({ kind: "advice", advisedScalePpm: 200_000, sinceMs: 1, reported: { scalePpm: 200_000, atMs: 2 } });
  const word = { advisedScalePpm: 200_000, reportedScalePpm: 200_000, gainMicro: 40, checkpoint: "step-1" };
  expect(trainerWordOf(data, "run")).toEqual(word);
  expect(seen).toEqual(["step-1"]);
  const file = join(data, "runs", "run", "trainer.json");
  for (const text of ["", "{}", JSON.stringify({ ...word, advisedScalePpm: 2_000_000 })]) {
    writeFileSync(file, text);
    expect(trainerWordOf(data, "run")).toBeNull();
  }
  const closed = folder();
  writeFileSync(join(closed, "runs"), "a file where the folder should be");
  chmodSync(join(closed, "runs"), 0o444);
  expect(() => trainerWordKeeper(closed, "run").checkpoint?.(weights("step-1"))).not.toThrow();
  expect(trainerWordOf(closed, "run")).toBeNull();
});
