import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { assertOf, type Checkpoint, openCheckpoint, writeCheckpoint } from "../../checkpoint/checkpoint.ts";
import { checkpointFault } from "../../checkpoint/checkpoint-fault.ts";
import { TEMPORARY, writeAtomically } from "./atomic-file.ts";

/** So many of the last ones are kept, as in the original; the final and the best one beside them. */
const KEPT = 6;
const BYTES_MAX = 2 ** 31;
const STEP_NAME = /^checkpoint_step_(\d{6,})\.safetensors$/u;
const SPECIAL_NAMES = { final: "checkpoint_final.safetensors", best: "checkpoint_best.safetensors" } as const;

/** A file that is no whole checkpoint, and why. */
export interface DamagedFile {
  readonly name: string;
  readonly reason: string;
}

/** The newest whole checkpoint, and the newer files that are none. */
export interface NewestCheckpoint {
  readonly name: string;
  readonly checkpoint: Checkpoint;
  readonly damaged: readonly DamagedFile[];
}

/** Where a training's checkpoints lie. One training writes there at a time. */
export class CheckpointFolder {
  readonly path: string;
  readonly #training: Digest;
  /** Files that a run may replace: its own, and those that it found when it went on. */
  readonly #own = new Set<string>();

  /** @param training `trainingDigest` of the one whose checkpoints these are */
  constructor(path: string, training: Digest) {
    this.path = path;
    this.#training = training;
    mkdirSync(path, { recursive: true });
  }

  /** @throws PlimsollError `PROPHET_CHECKPOINTS_EXIST` where there are checkpoints, which a new run would mix with its own */
  refuseCheckpoints(): void {
    const found = this.#names();
    if (found.length === 0) return;
    throw new PlimsollError({
      code: "PROPHET_CHECKPOINTS_EXIST",
      expected: `no checkpoints in "${this.path}" yet`,
      received: `${found.length}, such as ${found.at(-1)}`,
      fix: "go on from them with --resume, or name another folder with --checkpoints",
    });
  }

  /**
   * The whole checkpoint with the most steps; `null` where there is none at all.
   * @throws PlimsollError `PROPHET_CHECKPOINT` where every one is damaged, or the newest whole one is of another training
   */
  newest(): NewestCheckpoint | null {
    this.#clearTemporaries();
    const names = this.#names();
    for (const name of names) this.#own.add(name);
    const damaged: DamagedFile[] = [];
    const steps = names.filter((name) => STEP_NAME.test(name)).toReversed();
    const final = names.includes(SPECIAL_NAMES.final) ? this.#firstWhole([SPECIAL_NAMES.final], damaged) : null;
    const found = newer(this.#firstWhole(steps, damaged), final);
    if (found === null && damaged.length > 0) throw allDamaged(this.path, damaged);
    return found;
  }

  /**
   * Writes a checkpoint under its step, and lets go of the oldest beyond the last six.
   * @param beforeItAppears is told the name when all bytes are on the disk
   * @returns its name
   * @throws PlimsollError `PROPHET_FILE_EXISTS` where something stands there that is not this run's
   */
  save(checkpoint: Checkpoint, beforeItAppears: (name: string) => void = () => {}): string {
    const name = stepName(checkpoint.state.course.stepsDone);
    this.#write(name, writeCheckpoint(checkpoint), () => beforeItAppears(name));
    const steps = [...this.#own].filter((own) => STEP_NAME.test(own)).toSorted(byStep);
    for (const old of steps.slice(0, -KEPT)) {
      rmSync(join(this.path, old), { force: true });
      this.#own.delete(old);
    }
    return name;
  }

  /** Writes a checkpoint under a name of its own, over the one that this training had there. @throws PlimsollError `PROPHET_FILE_EXISTS` */
  saveAs(which: keyof typeof SPECIAL_NAMES, checkpoint: Checkpoint): string {
    const name = SPECIAL_NAMES[which];
    this.#write(name, writeCheckpoint(checkpoint));
    return name;
  }

  pathOf(name: string): string {
    return join(this.path, name);
  }

  #write(name: string, bytes: Uint8Array, beforeItAppears: () => void = () => {}): void {
    const path = join(this.path, name);
    if (!this.#own.has(name) && lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw fileExists(path);
    writeAtomically(path, bytes, beforeItAppears);
    this.#own.add(name);
  }

  #firstWhole(names: readonly string[], damaged: DamagedFile[]): NewestCheckpoint | null {
    for (const name of names) {
      const checkpoint = wholeOrNoted(join(this.path, name), name, damaged);
      if (checkpoint === null) continue;
      assertOf(this.#training, checkpoint);
      return { name, checkpoint, damaged };
    }
    return null;
  }

  /** The steps in their order, then those with names of their own. */
  #names(): readonly string[] {
    const names = readdirSync(this.path);
    const special: readonly string[] = Object.values(SPECIAL_NAMES);
    return [
      ...names.filter((name) => STEP_NAME.test(name)).toSorted(byStep),
      ...special.filter((name) => names.includes(name)),
    ];
  }

  #clearTemporaries(): void {
    for (const name of readdirSync(this.path)) if (TEMPORARY.test(name)) rmSync(join(this.path, name), { force: true });
  }
}

function wholeOrNoted(path: string, name: string, damaged: DamagedFile[]): Checkpoint | null {
  try {
    return openCheckpoint(bytesOf(path));
  } catch (fault) {
    if (!(fault instanceof PlimsollError)) throw fault;
    damaged.push({ name, reason: fault.message });
    return null;
  }
}

/** Never of a pipe, which may not end, nor through a link, which may lead anywhere. */
function bytesOf(path: string): Uint8Array {
  const { size, isFile } = fileAt(path);
  if (isFile && size <= BYTES_MAX) return readFileSync(path);
  throw checkpointFault(`a file of at most ${BYTES_MAX} bytes`, isFile ? `${size} bytes` : "none");
}

function fileAt(path: string): { readonly size: number; readonly isFile: boolean } {
  const found = lstatSync(path);
  return { size: found.size, isFile: found.isFile() };
}

function newer(left: NewestCheckpoint | null, right: NewestCheckpoint | null): NewestCheckpoint | null {
  if (left === null || right === null) return left ?? right;
  return right.checkpoint.state.course.stepsDone > left.checkpoint.state.course.stepsDone ? right : left;
}

const stepName = (stepsDone: number): string => `checkpoint_step_${String(stepsDone).padStart(6, "0")}.safetensors`;

const stepOf = (name: string): number => Number(STEP_NAME.exec(name)?.[1]);
const byStep = (left: string, right: string): number => stepOf(left) - stepOf(right);

const allDamaged = (path: string, damaged: readonly DamagedFile[]): PlimsollError =>
  checkpointFault(
    `a whole checkpoint in "${path}"`,
    damaged.map(({ name, reason }) => `${name} (${reason})`).join("; "),
    "put a whole one back, or begin anew in another folder",
  );

const fileExists = (path: string): PlimsollError =>
  new PlimsollError({
    code: "PROPHET_FILE_EXISTS",
    expected: `no file "${path}" yet`,
    received: "one that this run did not write",
    fix: "take it away, or name another folder with --checkpoints",
  });
