import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Objective } from "../learner/objective.ts";
import type { LearnerCheckpoint } from "../learner/checkpoint.ts";
import { train, type TrainingOptions } from "../learner/train.ts";
import { checkpointName } from "../story/checkpoint-name.ts";

export interface LearnerProcess {
  readonly seed: number;
  readonly objective: Objective;
  readonly updates: number;
  readonly checkpointInterval: number;
  readonly directory: string;
  /** Wait for the verdict on a checkpoint before the next one is written: only under a governor. */
  readonly awaitVerdicts: boolean;
}

const NOTES = ".plimsoll";
const POLL_MS = 10;

/**
 * The learner as a job of its own: trains, and puts checkpoints into a folder as any job under `plimsoll run` may.
 *
 * It cooperates: it trains on while its last checkpoint is probed, but writes no further one before the verdict is there.
 * So one checkpoint at most is ever unjudged, and the order of decisions does not hang on how fast the machine is.
 */
export async function runLearner(process: LearnerProcess): Promise<void> {
  mkdirSync(join(process.directory, NOTES), { recursive: true });
  let last = newestName(process.directory);
  for (const checkpoint of train(trainingOptions(process, last))) {
    if (last !== null && process.awaitVerdicts) await verdictOn(process.directory, last);
    last = write(process.directory, checkpoint);
  }
  if (last !== null && process.awaitVerdicts) await verdictOn(process.directory, last);
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
): string {
  const name = checkpointName(step);
  writeWhole(stateFile(directory, name), trainerState);
  writeWhole(
    join(directory, NOTES, `${name}.json`),
    JSON.stringify({ step, trainedFlop: String(trainedFlop), meanRewardMicro }),
  );
  writeWhole(join(directory, name), policy);
  return name;
}

function writeWhole(file: string, content: Uint8Array | string): void {
  writeFileSync(`${file}.tmp`, content);
  renameSync(`${file}.tmp`, file);
}

const stateFile = (directory: string, name: string): string => join(directory, NOTES, `${name}.state`);

const noteTeaching = (directory: string, percent: number): void =>
  writeWhole(join(directory, NOTES, "teaching.json"), JSON.stringify({ percent }));

async function verdictOn(directory: string, name: string): Promise<void> {
  while (!existsSync(join(directory, NOTES, `${name}.verdict.json`))) await wait(POLL_MS);
}
