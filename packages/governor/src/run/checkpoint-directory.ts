import { lstatSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  decimal,
  type Digest,
  integer,
  nullable,
  object,
  ok,
  PlimsollError,
  type Result,
  type Shaped,
  type ShapeFault,
} from "@plimsoll/foundation";
import { writeFileAtomically } from "@plimsoll/foundation/node";
import type { PowerLevel } from "@plimsoll/kernel";
import { freezeSnapshot } from "../freeze/freeze-snapshot.ts";
import type { ImmutableFlag } from "../freeze/immutable-flag.ts";
import { manifestText } from "../freeze/manifest-file.ts";
import { freezableDigest } from "../freeze/snapshot-identity.ts";
import { signModel } from "../freeze/model-signature/model-signature.ts";
import type { ModelSigningKey } from "../freeze/model-signature/signing-key.ts";
import type { CheckpointSource, FoundCheckpoint } from "./ports.ts";
import { regularText } from "./regular-text.ts";

/** Notes that a job leaves about a checkpoint, and verdicts it gets back, lie in this folder beside the checkpoints. */
const NOTES = ".plimsoll";
/** Where a job of this checkpoint folder finds what is meant for it. */
export const notesFolder = (checkpoints: string): string => join(checkpoints, NOTES);

const POLL_MS = 50;

const wholeNumber = nullable(integer(Number.MIN_SAFE_INTEGER));
const noteFields = { step: nullable(integer()), trainedFlop: nullable(decimal), meanRewardMicro: wholeNumber };
const notesShape = object(noteFields);
/** What a trainer says it has gained is a field that older notes do not have. */
const notesWithGainShape = object({ ...noteFields, gainMicro: wholeNumber });
type Notes = Shaped<typeof notesWithGainShape>;
const NO_NOTES: Notes = { step: null, trainedFlop: null, meanRewardMicro: null, gainMicro: null };

/**
 * A folder into which a job puts its checkpoints (docs/guides/govern-a-job.md, "The job").
 *
 * Each file or folder in it is one checkpoint, put there by a rename when it is complete. Names sort in the order of
 * training, numbers by value. Names that begin with a dot or end in `.tmp`, and links, are nobody's business.
 *
 * The folder is the job's, and nothing in it may hold its governor up: what could not be frozen is no checkpoint.
 */
export class CheckpointDirectory implements CheckpointSource {
  readonly #directory: string;
  readonly #wait: (ms: number) => Promise<void>;
  readonly #immutable: ImmutableFlag;
  readonly #modelKey: () => ModelSigningKey | null;
  #last: string | null = null;

  /**
   * @param immutable how weights that are frozen are locked besides their modes
   * @param modelKey signs what is frozen; without one there is the manifest alone
   */
  constructor(
    directory: string,
    wait: (ms: number) => Promise<void>,
    immutable: ImmutableFlag,
    modelKey: () => ModelSigningKey | null = () => null,
  ) {
    this.#directory = directory;
    this.#wait = wait;
    this.#immutable = immutable;
    this.#modelKey = modelKey;
    mkdirSync(join(directory, NOTES), { recursive: true });
  }

  newest(): FoundCheckpoint | null {
    const name = this.#names().at(-1);
    return name === undefined ? null : this.#read(name);
  }

  find(digest: Digest): FoundCheckpoint | null {
    const name = this.#nameOf(digest);
    return name === undefined ? null : this.#read(name);
  }

  #nameOf(digest: Digest): string | undefined {
    return this.#names().findLast((name) => digestIfFreezable(join(this.#directory, name)) === digest);
  }

  startAfter(digest: Digest | null): void {
    this.#last = digest === null ? null : (this.find(digest)?.name ?? null);
  }

  async next(jobExited: Promise<unknown>): Promise<FoundCheckpoint | null> {
    let exited = false;
    void jobExited.then(() => (exited = true));
    for (;;) {
      // The exit is looked at before the folder: what a job wrote last is found even when it is gone by now.
      const lastLook = exited;
      const name = this.#names().find((name) => this.#last === null || byTraining(this.#last, name) < 0);
      if (name !== undefined) {
        this.#last = name;
        return this.#read(name);
      }
      if (lastLook) return null;
      await Promise.race([this.#wait(POLL_MS), jobExited]);
    }
  }

  announce({ name }: FoundCheckpoint, { levelPpm, band, reasons }: PowerLevel): void {
    writeFileAtomically(
      join(this.#directory, NOTES, `${name}.verdict.json`),
      `${JSON.stringify({ levelPpm, band, reasons })}\n`,
    );
  }

  /**
   * Locks weights, and writes manifest and signature among their notes. What lies there is written over: a job could have
   * put it there, and must not come between a kill and its end.
   */
  freeze(digest: Digest): void {
    // By name alone: notes that cannot be read are no way out.
    const name = this.#nameOf(digest);
    if (name === undefined) return;
    const path = join(this.#directory, name);
    const frozen = freezeSnapshot(path, { immutable: this.#immutable });
    const beside = join(this.#directory, NOTES, name);
    writeOver(`${beside}.manifest.json`, manifestText({ digest: frozen.digest, files: frozen.manifest }));
    const key = this.#modelKey();
    if (key !== null) writeOver(`${beside}.sig`, signModel(path, frozen.manifest, key));
  }

  #names(): string[] {
    const found = readdirSync(this.#directory, { withFileTypes: true }).filter((entry) => !entry.isSymbolicLink());
    const names = found.map(({ name }) => name).filter((name) => !name.startsWith(".") && !name.endsWith(".tmp"));
    return names.sort(byTraining);
  }

  #read(name: string): FoundCheckpoint {
    const path = join(this.#directory, name);
    return { name, path, digest: freezableDigest(path), ...this.#notes(name) };
  }

  #notes(name: string): Notes {
    const file = join(this.#directory, NOTES, `${name}.json`);
    if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return NO_NOTES;
    const notes = parseNotes(parseJson(file));
    if (notes.ok) return notes.value;
    throw notesMalformed(file, `${notes.error.expected} at "${notes.error.path}"`, notes.error.received);
  }
}

function parseNotes(value: unknown): Result<Notes, ShapeFault> {
  if (typeof value === "object" && value !== null && "gainMicro" in value) return notesWithGainShape.parse(value);
  const notes = notesShape.parse(value);
  return notes.ok ? ok({ ...notes.value, gainMicro: null }) : notes;
}

/** Names in the order of training: `checkpoint-900` before `checkpoint-1000`. Not by time, which a job could set. */
const byTraining = new Intl.Collator("en", { numeric: true }).compare;

function parseJson(file: string): unknown {
  try {
    return JSON.parse(regularText(file, NOTES_BYTES_MAX));
  } catch {
    throw notesMalformed(file, "a JSON object", `${lstatSync(file).size} bytes of something else`);
  }
}

/** Four numbers. */
const NOTES_BYTES_MAX = 65_536;

/** Whatever the job left in the way, a folder of that name or a file in the place of the notes, goes. */
function writeOver(file: string, text: string): void {
  const folder = dirname(file);
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) rmSync(folder, { force: true });
  mkdirSync(folder, { recursive: true });
  if (lstatSync(file, { throwIfNoEntry: false })?.isDirectory() === true) rmSync(file, { recursive: true });
  writeFileAtomically(file, text);
}

/** Null for what no kill could freeze: beside the weights that are looked for it is in nobody's way. */
function digestIfFreezable(path: string): Digest | null {
  try {
    return freezableDigest(path);
  } catch (cause) {
    if (cause instanceof PlimsollError) return null;
    throw cause;
  }
}

const notesMalformed = (file: string, expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "CHECKPOINT_NOTES_MALFORMED",
    expected: `${expected} in "${file}"`,
    received,
    fix: "let the job write step, trainedFlop and meanRewardMicro there (and gainMicro if it likes), or no file at all",
  });
