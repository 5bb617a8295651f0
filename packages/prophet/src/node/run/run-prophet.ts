import { setImmediate as nextTurn, setTimeout as wait } from "node:timers/promises";
import type { Digest } from "@plimsoll/foundation";
import type { Checkpoint } from "../../checkpoint/checkpoint.ts";
import { NO_SOURCES, type TrainerSources } from "../../trainer/parts.ts";
import type { StepRecord } from "../../trainer/step-record.ts";
import { createTrainer, resumeTrainer, type Trainer } from "../../trainer/trainer.ts";
import type { TrainerSpec } from "../../trainer/trainer-spec.ts";
import { trainingDigest } from "../../checkpoint/training-digest.ts";
import { CheckpointFolder, type DamagedFile, type NewestCheckpoint } from "../disk/checkpoint-folder.ts";
import { StepLog } from "../disk/step-log.ts";
import { trainedFlop } from "../governed/trained-flop.ts";
import type { GovernedJob } from "../governed-job.ts";
import { type MonitorPorts, serveMonitor } from "../monitor/monitor-server.ts";
import { TrainingStatus } from "../monitor/training-status.ts";
import { type KeptTally, RunTally } from "./run-tally.ts";

/** Others get a turn so often: servers, signals, progress. */
const TURN_MS = 20;
/** While a governor advises 0. */
const PAUSE_MS = 50;
/** Share of the run before which nothing is best. */
const WARM_UP_SHARE = 0.1;

/** What is to be run, and where it is kept. */
export interface ProphetRun {
  readonly spec: TrainerSpec;
  readonly sources?: TrainerSources;
  /** A folder; `null` keeps nothing. */
  readonly checkpoints: string | null;
  /** Steps between two checkpoints. */
  readonly checkpointInterval: number;
  /** Goes on from the newest whole checkpoint; without it a folder with checkpoints is refused. */
  readonly resume: boolean;
  /** Also `checkpoint_final` and `checkpoint_best`; off under a governor, which would take them for later checkpoints. */
  readonly namesFinalAndBest: boolean;
  /** A file; `null` for none. */
  readonly log: string | null;
  /** `null` serves nothing. */
  readonly monitor: MonitorPorts | null;
  readonly job: GovernedJob | null;
  /** Ends the run after the step that it is in, with a last checkpoint. */
  readonly signal: AbortSignal;
  readonly watcher: RunWatcher;
}

/** Is told of a run as it goes. */
export interface RunWatcher {
  begun?(begin: RunBegin): void;
  stepped?(record: StepRecord): void;
  /** Every few milliseconds, and after the last step. */
  turn?(status: TrainingStatus): void;
  /** A checkpoint stands on the disk. */
  kept?(name: string, steps: number): void;
}

/** A run as it begins or goes on. */
export interface RunBegin {
  readonly training: Digest;
  /** Steps that were done before: 0 for a run from the start. */
  readonly stepsDone: number;
  readonly resumedFrom: string | null;
  readonly damaged: readonly DamagedFile[];
  readonly metricsUrl: string | null;
  readonly healthUrl: string | null;
}

/** A run as it ended. */
export interface RunEnd {
  readonly training: Digest;
  readonly trainer: Trainer;
  readonly tally: KeptTally;
  /** Path of the last checkpoint; `null` where none was kept. */
  readonly checkpoint: string | null;
  /** The signal ended it. */
  readonly interrupted: boolean;
}

/**
 * Trains to the end, or to the signal, and loses nothing: the log is on the disk before each checkpoint, a checkpoint is there whole or not at
 * all, and a run that was killed at any moment and goes on is the uninterrupted run bit for bit.
 *
 * @throws PlimsollError `PROPHET_CHECKPOINTS_EXIST`, `PROPHET_CHECKPOINT`, `PROPHET_FILE_EXISTS`, `PROPHET_LOG_EXISTS`, `PROPHET_LOG`, `PROPHET_PORT_IN_USE`,
 *   `PROPHET_PORT_NOT_USABLE`, `PROPHET_SPEC`, `PROPHET_SERIES`, and `PROPHET_DIVERGED`, before which what was reached is kept
 */
export async function runProphet(run: ProphetRun): Promise<RunEnd> {
  const training = trainingDigest(run.spec, run.sources?.series ?? null);
  const folder = run.checkpoints === null ? null : new CheckpointFolder(run.checkpoints, training);
  const found = newestFor(run, folder);
  const trainer = trainerOf(run, found);
  const tally = found === null ? RunTally.empty() : RunTally.from(found.checkpoint.run);
  const status = statusOf(run.spec, trainer, tally);
  await using monitor = run.monitor === null ? null : await serveMonitor(status, run.monitor);
  // After the ports, which may be taken: a run that could not begin leaves no log behind.
  using log = run.log === null ? null : new StepLog(run.log, run.resume);
  log?.keepSteps(trainer.stepsDone, {
    error: () => (trainer.stepsDone > 0 ? tally.lastError : firstError(run)),
    strayStepsMax: run.checkpointInterval,
  });
  run.watcher.begun?.({
    training,
    stepsDone: trainer.stepsDone,
    resumedFrom: found?.name ?? null,
    damaged: found?.damaged ?? [],
    metricsUrl: monitor?.metricsUrl ?? null,
    healthUrl: monitor?.healthUrl ?? null,
  });
  const keeper = new Keeper(run, training, trainer, tally, { folder, log, status, found: found?.name ?? null });
  await trained(run, trainer, tally, { log, status, keeper });
  return {
    training,
    trainer,
    tally: tally.kept(),
    checkpoint: folder === null ? null : keeper.lastPath,
    interrupted: trainer.stepsDone < run.spec.steps,
  };
}

function newestFor({ resume }: ProphetRun, folder: CheckpointFolder | null): NewestCheckpoint | null {
  if (folder === null) return null;
  if (resume) return folder.newest();
  folder.refuseCheckpoints();
  return null;
}

const trainerOf = ({ spec, sources = NO_SOURCES }: ProphetRun, found: NewestCheckpoint | null): Trainer =>
  found === null ? createTrainer(spec, sources) : resumeTrainer(spec, found.checkpoint.state, sources);

/** The error of a training's first step, which no rate has any part in. */
function firstError({ spec, sources = NO_SOURCES }: ProphetRun): number | null {
  const { error } = createTrainer(spec, sources).step(1);
  return Number.isFinite(error) ? error : null;
}

const statusOf = (spec: TrainerSpec, { stepsDone }: Trainer, tally: RunTally): TrainingStatus =>
  new TrainingStatus(spec, { ...tally.counts, stepsDone }, () => performance.now());

interface RunParts {
  readonly log: StepLog | null;
  readonly status: TrainingStatus;
  readonly keeper: Keeper;
}

async function trained(run: ProphetRun, trainer: Trainer, tally: RunTally, parts: RunParts): Promise<void> {
  const { log, status, keeper } = parts;
  const stepped = (record: StepRecord): Promise<void> | null => {
    log?.add(record);
    tally.add(record);
    status.stepped(record);
    run.watcher.stepped?.(record);
    if (trainer.stepsDone % run.checkpointInterval !== 0) return null;
    return judged(run, keeper.keep());
  };
  const turn = (): void => {
    status.ticked();
    run.watcher.turn?.(status);
  };
  try {
    await steps(run, trainer, stepped, turn);
  } catch (cause) {
    keepIfPossible(keeper);
    throw cause;
  }
  const last = keeper.keepLast();
  if (last !== null) await judged(run, last);
}

/** Under a governor nothing is learnt on unproven weights: the run waits until a checkpoint is judged, or the signal comes. */
async function judged({ job, signal }: ProphetRun, name: string | null): Promise<void> {
  if (job === null || name === null || signal.aborted) return;
  const aborted = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  await Promise.race([job.verdict(name, signal), aborted]);
}

/** Keeps what was reached before a fault. */
function keepIfPossible(keeper: Keeper): void {
  try {
    keeper.keepLast();
  } catch {
    // It is the first fault that is told; a full disk has both.
  }
}

/** Steps until the last one or the signal, with turns for others between them. */
async function steps(
  { spec, job, signal }: ProphetRun,
  trainer: Trainer,
  stepped: (record: StepRecord) => Promise<void> | null,
  turn: () => void,
): Promise<void> {
  let turnAtMs = performance.now() + TURN_MS;
  while (trainer.stepsDone < spec.steps && !signal.aborted) {
    const scale = job?.scale() ?? 1;
    const wanted = scale > 0 ? stepped(trainer.step(scale)) : null;
    if (wanted !== null) await wanted;
    if (scale > 0 && performance.now() < turnAtMs) continue;
    turn();
    await (scale > 0 ? nextTurn() : wait(PAUSE_MS));
    turnAtMs = performance.now() + TURN_MS;
  }
  turn();
}

interface KeeperParts {
  readonly folder: CheckpointFolder | null;
  readonly log: StepLog | null;
  readonly status: TrainingStatus;
  /** The checkpoint that the run goes on from. */
  readonly found: string | null;
}

/** Writes the checkpoints of a run. */
class Keeper {
  /** Of the last one. */
  lastPath: string | null = null;
  readonly #run: ProphetRun;
  readonly #training: Digest;
  readonly #trainer: Trainer;
  readonly #tally: RunTally;
  readonly #parts: KeeperParts;
  #keptSteps: number;

  constructor(run: ProphetRun, training: Digest, trainer: Trainer, tally: RunTally, parts: KeeperParts) {
    this.#run = run;
    this.#training = training;
    this.#trainer = trainer;
    this.#tally = tally;
    this.#parts = parts;
    this.#keptSteps = trainer.stepsDone;
    const { folder, found } = parts;
    if (folder !== null && found !== null) this.lastPath = folder.pathOf(found);
  }

  /** The log goes to the disk first: a checkpoint never knows of a step that the log lacks. @returns its name */
  keep(): string | null {
    const { folder, log, status } = this.#parts;
    if (folder === null) return null;
    log?.sync();
    const { spec, job, watcher, namesFinalAndBest } = this.#run;
    const gainMicro = this.#tally.takeGainMicro();
    const step = this.#trainer.stepsDone;
    const isBest = this.#isRegular(step) && this.#tally.takeBest(Math.ceil(WARM_UP_SHARE * spec.steps));
    const checkpoint = this.#checkpoint();
    const name = folder.save(checkpoint, (own) =>
      job?.note(own, { step, trainedFlop: trainedFlop(spec, step), gainMicro }),
    );
    if (namesFinalAndBest && isBest) folder.saveAs("best", checkpoint);
    this.#keptSteps = step;
    this.lastPath = folder.pathOf(name);
    status.checkpointed();
    watcher.kept?.(name, step);
    return name;
  }

  /** At the end, however it comes. @returns the name of one that is new, under its step */
  keepLast(): string | null {
    const { folder, log } = this.#parts;
    log?.sync();
    if (folder === null) return null;
    const isNew = this.#trainer.stepsDone > this.#keptSteps || this.lastPath === null;
    const name = isNew ? this.keep() : null;
    if (this.#run.namesFinalAndBest) this.lastPath = folder.pathOf(folder.saveAs("final", this.#checkpoint()));
    return name;
  }

  /** Where a signal ended the run nothing is best: the uninterrupted run would not have looked there. */
  #isRegular(step: number): boolean {
    const { checkpointInterval, spec } = this.#run;
    return step % checkpointInterval === 0 || step === spec.steps;
  }

  #checkpoint(): Checkpoint {
    return { training: this.#training, state: this.#trainer.state(), run: this.#tally.kept() };
  }
}
