import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { LearnedPolicy } from "@plimsoll/simulation";
import { runTraining, type TrainingEnd, type TrainingRun } from "../../src/cluster-tools/train/run-training.ts";
import type { TrainingPlan } from "../../src/cluster-tools/train/training-plan.ts";
import { type Ended, type JsonLine, PlimsollProcess } from "../faults/plimsoll-process.ts";

export interface Told extends Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly lines: readonly JsonLine[];
  readonly summary: JsonLine;
}

/** Runs `plimsoll lab cluster …` as a user does, in a folder of the test's own. */
export async function cluster(cwd: string, ...args: readonly string[]): Promise<Told> {
  await using told = new PlimsollProcess(["lab", "cluster", ...args], { cwd });
  const end = await told.finished();
  const lines = told.lines();
  return { ...end, stdout: told.stdout, stderr: told.stderr, lines, summary: lines.at(-1)! };
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "plimsoll-lab-cluster-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const OPTIONS: TrainingPlan["options"] = { steps: 8, epochs: 2, minibatches: 2, hiddenSizes: [8], learningRate: 1e-3 };

export const smallPlan = (memory: boolean, seed = 1): TrainingPlan => ({
  profile: "hard",
  memory,
  environments: 8,
  seed,
  options: OPTIONS,
});

/** A training that says nothing and is over in a moment. */
export const smallTraining = (plan: TrainingPlan, run: Partial<TrainingRun> = {}): Promise<TrainingEnd> =>
  runTraining({
    plan,
    from: null,
    updates: 2,
    checkpointEvery: 100,
    signal: new AbortController().signal,
    onUpdate: () => {},
    onCheckpoint: () => {},
    ...run,
  });

/** The file of a policy that has hardly learnt anything. */
export async function smallPolicyFile(folder: string, name: string, memory: boolean, seed = 1): Promise<string> {
  const { policy } = await smallTraining(smallPlan(memory, seed));
  return writePolicy(folder, name, policy);
}

export function writePolicy(folder: string, name: string, policy: LearnedPolicy): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(policy));
  return file;
}
