import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { LearnerCheckpoint } from "../learner/checkpoint.ts";
import type { Objective } from "../learner/objective.ts";
import { HELD, train, training, type TrainingOptions } from "../learner/train.ts";
import { checkpointName } from "../story/checkpoint-name.ts";
import type { LearnerName } from "../story/story.ts";

export interface LearnerProcess {
  readonly seed: number;
  readonly learner: LearnerName;
  readonly objective: Objective;
  readonly updates: number;
  readonly checkpointInterval: number;
  readonly directory: string;
  /** Wait for the verdict on a checkpoint before the next one is written: only under a governor. */
  readonly awaitVerdicts: boolean;
  /** Of the process: by it the prophet knows whether it is governed. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const NOTES = ".plimsoll";
const POLL_MS = 10;

/**
 * The learner as a job of its own: trains, and puts checkpoints into a folder as any job under `plimsoll run` may.
 *
 * It cooperates: one checkpoint at most is ever unjudged, and the order of decisions does not hang on how fast the machine is.
 */
export async function runLearner(process: LearnerProcess): Promise<void> {
  mkdirSync(join(process.directory, NOTES), { recursive: true });
  await (process.learner === "plain" ? runPlainLearner(process) : runProphet(process));
}

/** Trains on while its last checkpoint is probed, but writes no further one before the verdict is there. */
async function runPlainLearner(process: LearnerProcess): Promise<void> {
  let last = newestName(process.directory);
  for (const checkpoint of train(trainingOptions(process, last))) {
    if (last !== null && process.awaitVerdicts) await verdictOn(process.directory, last);
    last = write(process.directory, checkpoint, {});
  }
  if (last !== null && process.awaitVerdicts) await verdictOn(process.directory, last);
}

/**
 * Follows the governor's advice before each update. It waits for the verdict before it trains on, and not only before it writes: so the advice
 * that holds for an update does not hang on how fast the machine is either.
 */
async function runProphet(process: LearnerProcess): Promise<void> {
  const [{ prophetLearner }, { governedJob }] = await Promise.all([
    import("../learner/prophet/prophet-learner.ts"),
    import("@plimsoll/prophet/node"),
  ]);
  const job = governedJob(process.environment);
  const scale = job === null ? () => 1 : () => job.scale();
  const judged = async (name: string): Promise<unknown> =>
    job === null ? await verdictOn(process.directory, name) : await job.verdict(name);
  const last = newestName(process.directory);
  if (last !== null && process.awaitVerdicts) await judged(last);
  let rewardBefore = last === null ? null : rewardOf(process.directory, last);
  // Teaching does not ask.
  while (scale() === 0) await wait(POLL_MS);
  for (const made of training(trainingOptions(process, last), prophetLearner(scale))) {
    if (made === HELD) {
      await wait(POLL_MS);
      continue;
    }
    const gainMicro = rewardBefore === null ? null : made.meanRewardMicro - rewardBefore;
    const name = write(process.directory, made, { gainMicro });
    rewardBefore = made.meanRewardMicro;
    if (process.awaitVerdicts) await judged(name);
  }
}

function trainingOptions(
  { seed, objective, updates, checkpointInterval, directory }: LearnerProcess,
  last: string | null,
): TrainingOptions {
  const fresh = {
    seed,
    objective,
    updates,
    checkpointInterval,
    onTeachingPercent: (percent: number) => noteTeaching(directory, percent),
  };
  if (last === null) return fresh;
  return {
    ...fresh,
    resume: { policy: readFileSync(join(directory, last)), trainerState: readFileSync(stateFile(directory, last)) },
  };
}

/** The newest checkpoint whose trainer state is whole: what a killed learner goes on from. */
function newestName(directory: string): string | null {
  const names = readdirSync(directory).filter(
    (name) => name.endsWith(".policy") && existsSync(stateFile(directory, name)),
  );
  return names.toSorted().at(-1) ?? null;
}

/** The weights last, by a rename: whoever sees them finds all that belongs to them. */
function write(
  directory: string,
  { step, trainedFlop, meanRewardMicro, policy, trainerState }: LearnerCheckpoint,
  besides: { readonly gainMicro?: number | null },
): string {
  const name = checkpointName(step);
  writeWhole(stateFile(directory, name), trainerState);
  writeWhole(
    notesFile(directory, name),
    JSON.stringify({ step, trainedFlop: String(trainedFlop), meanRewardMicro, ...besides }),
  );
  writeWhole(join(directory, name), policy);
  return name;
}

/** The reward that this learner noted of a checkpoint; `null` where its note is gone. */
function rewardOf(directory: string, name: string): number | null {
  if (!existsSync(notesFile(directory, name))) return null;
  const { meanRewardMicro } = JSON.parse(
    readFileSync(notesFile(directory, name), "utf8"),
  ) as Partial<LearnerCheckpoint>;
  return meanRewardMicro ?? null;
}

function writeWhole(file: string, content: Uint8Array | string): void {
  writeFileSync(`${file}.tmp`, content);
  renameSync(`${file}.tmp`, file);
}

const notesFile = (directory: string, name: string): string => join(directory, NOTES, `${name}.json`);

const stateFile = (directory: string, name: string): string => join(directory, NOTES, `${name}.state`);

const noteTeaching = (directory: string, percent: number): void =>
  writeWhole(join(directory, NOTES, "teaching.json"), JSON.stringify({ percent }));

async function verdictOn(directory: string, name: string): Promise<void> {
  while (!existsSync(join(directory, NOTES, `${name}.verdict.json`))) await wait(POLL_MS);
}
