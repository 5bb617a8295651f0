import { setImmediate } from "node:timers/promises";
import {
  clusterProfile,
  clusterSpecDigest,
  type LearnedPolicy,
  type Trainer,
  type UpdateMetrics,
} from "@plimsoll/simulation";
import { ProgressLine } from "../../output/progress-line.ts";
import { figureText } from "../figure-text.ts";
import { logRowOf, type LogRow } from "./training-log.ts";
import { openTrainer, type TrainingPlan } from "./training-plan.ts";
import type { TrainingState } from "./training-state.ts";

export interface TrainingRun {
  readonly plan: TrainingPlan;
  /** From where it goes on; null from the beginning. */
  readonly from: TrainingState | null;
  readonly updates: number;
  readonly checkpointEvery: number;
  readonly signal: AbortSignal;
  onUpdate(metrics: UpdateMetrics, stepsPerSecond: number): void;
  /** Now and then, so that a training that dies can go on. */
  onCheckpoint(state: TrainingState): void;
}

export interface TrainingEnd {
  readonly policy: LearnedPolicy;
  readonly state: TrainingState;
  readonly isWhole: boolean;
  /** Of this run, of processor time. */
  readonly stepsPerSecond: number;
}

export const MAKER = "plimsoll-ppo";

/** Learns until its updates are done or somebody's patience ends; what it has by then is a policy in any case. */
export async function runTraining(run: TrainingRun): Promise<TrainingEnd> {
  const { plan, updates, signal } = run;
  const trainer = openTrainer(plan);
  const log: LogRow[] = [...(run.from?.log ?? [])];
  const done = resumed(trainer, run.from);
  const startedCpuMs = cpuMs();
  const stepsOfUpdate = trainer.options.steps * plan.environments;
  const rate = (count: number): number => (1_000 * count * stepsOfUpdate) / Math.max(1, cpuMs() - startedCpuMs);
  let update = done;
  using progress = new ProgressLine();
  for (; update < updates && !signal.aborted; update += 1) {
    const metrics = trainer.update();
    log.push(logRowOf(metrics));
    progress.show(progressText(metrics, updates * stepsOfUpdate, rate(update + 1 - done)));
    run.onUpdate(metrics, rate(update + 1 - done));
    if ((update + 1) % run.checkpointEvery === 0) run.onCheckpoint({ plan, trainer: trainer.state(), log });
    // Lets a Ctrl-C be heard.
    await setImmediate();
  }
  const environment = clusterSpecDigest(clusterProfile(plan.profile));
  return {
    policy: trainer.policy({ environment, maker: MAKER }),
    state: { plan, trainer: trainer.state(), log },
    isWhole: update >= updates,
    stepsPerSecond: rate(update - done),
  };
}

/** The updates done already. */
function resumed(trainer: Trainer, from: TrainingState | null): number {
  if (from === null) return 0;
  trainer.resume(from.trainer);
  return from.trainer.updates;
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function progressText(
  { steps, meanReturn, meanLength, entropy }: UpdateMetrics,
  whole: number,
  stepsPerSecond: number,
) {
  const share = `${Math.floor((100 * steps) / whole)} %`;
  return (
    `${steps} of ${whole} steps (${share}): return ${figureText(meanReturn ?? Number.NaN)}, length ${figureText(meanLength ?? Number.NaN, 0)}, ` +
    `entropy ${figureText(entropy)}, ${Math.round(stepsPerSecond / 1_000)} k steps/s`
  );
}
