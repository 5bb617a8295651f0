import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { partKey, seedKey, uniformAt } from "@plimsoll/simulation";
import { type JsonLine, PlimsollProcess } from "../faults/plimsoll-process.ts";

/** A training with all that has a state: a drifting stream, replay, foretold risk, rewinds, a watch for drift. It learns too fast, so that it is rewound. */
export const KILLED_CONFIG = `profile: foresight
training:
  seed: 7
  steps: 1600
  task: { rows: 8 }
  risk: { kind: fitted }
  rate: { schedule: { kind: fixed, rate: 0.08 } }
  rewind: { interval: 25, spikeFactor: 3, confirmedBelow: 0.9 }
run:
  checkpointInterval: 40
  monitor: false
  baselines: false
`;

/** What is left of a run when it is over. */
export interface RunRemains {
  readonly log: Buffer;
  readonly final: Buffer;
  readonly summary: JsonLine;
}

/** An uninterrupted run, and how long it took from its first word to its last. */
export interface WholeRun extends RunRemains {
  readonly durationMs: number;
}

export async function wholeRun(folder: string, config: string): Promise<WholeRun> {
  await using run = start(folder, config, false);
  await run.reached("begin");
  const fromMs = performance.now();
  await run.finished();
  return { ...remains(folder, run), durationMs: performance.now() - fromMs };
}

export interface KilledRun {
  /** Steps in the log when it died; `null` where it was done before. */
  readonly stepsAtDeath: number | null;
  /** Steps that the run went on from. */
  readonly resumedAt: number;
  /** What differs from the uninterrupted run: nothing, or names. */
  readonly differences: readonly string[];
}

/** Kills a run at a moment by chance, lets it go on to its end, and holds it against the uninterrupted one. */
export async function killedRun(folder: string, config: string, whole: WholeRun, chance: number): Promise<KilledRun> {
  const stepsAtDeath = await killed(folder, config, chance * whole.durationMs);
  await using again = start(folder, config, true);
  await again.finished();
  const resumedAt = Number(again.line("begin")?.["step"] ?? Number.NaN);
  return { stepsAtDeath, resumedAt, differences: differencesOf(remains(folder, again), whole) };
}

async function killed(folder: string, config: string, afterMs: number): Promise<number | null> {
  await using run = start(folder, config, false);
  await run.reached("begin");
  await wait(afterMs);
  run.signal("SIGKILL");
  const { signal } = await run.ended;
  const log = join(folder, "run.jsonl");
  const lines = existsSync(log) ? readFileSync(log).filter((byte) => byte === 0x0a).length : 0;
  return signal === "SIGKILL" ? lines : null;
}

const start = (folder: string, config: string, resume: boolean): PlimsollProcess =>
  new PlimsollProcess(
    ["lab", "prophet", "run", "--config", config, "--checkpoints", "ck", "--log", "run.jsonl", "--json"].concat(
      resume ? ["--resume"] : [],
    ),
    { cwd: folder },
  );

function remains(folder: string, run: PlimsollProcess): RunRemains {
  const summary = run.line("summary");
  if (run.end?.code !== 0 || summary === undefined) throw new Error(`a run ended with ${run.end?.code}: ${run.stderr}`);
  return {
    log: readFileSync(join(folder, "run.jsonl")),
    final: readFileSync(join(folder, "ck/checkpoint_final.safetensors")),
    summary,
  };
}

const differencesOf = (left: RunRemains, right: RunRemains): readonly string[] => [
  ...(left.log.equals(right.log) ? [] : ["the log"]),
  ...(left.final.equals(right.final) ? [] : ["the final checkpoint"]),
  ...(JSON.stringify(left.summary) === JSON.stringify(right.summary) ? [] : ["the summary"]),
];

/** Moments in [0, 1), the same ones for the same seed. */
export const chanceOf = (seed: number, kill: number): number => uniformAt(partKey(seedKey(seed), 0), kill);
