import {
  boolean,
  type Digest,
  digest,
  identifier,
  integer,
  list,
  matching,
  nullable,
  object,
  oneOf,
  PlimsollError,
  real,
  type Shaped,
} from "@plimsoll/foundation";
import { specDigest, type TrainerState } from "@plimsoll/simulation";
import { regularFileText } from "../input/regular-file.ts";
import { LOG_COLUMNS, type LogRow } from "./training-log.ts";
import type { TrainingPlan } from "./training-plan.ts";

const bytes = matching("base64", /^[A-Za-z0-9+/]*={0,2}$/);
const anyNumber = real(-1e300, 1e300);

const SHAPE = object({
  format: oneOf("plimsoll-training-state/1"),
  plan: object({
    profile: identifier,
    memory: boolean,
    environments: integer(1, 1 << 22),
    seed: integer(),
    options: matching("options as JSON text", /^\{.*\}$/),
  }),
  updates: integer(0),
  parameters: bytes,
  adamMeans: bytes,
  adamSquares: bytes,
  adamBeta1Power: real(0, 1),
  adamBeta2Power: real(0, 1),
  episodeReturns: bytes,
  episodeLengths: bytes,
  snapshots: nullable(list(bytes, 1 << 22)),
  log: list(list(nullable(anyNumber), LOG_COLUMNS), 10_000_000),
  digest,
});

/** A training between two updates, in a file. */
export interface TrainingState {
  readonly plan: TrainingPlan;
  readonly trainer: TrainerState;
  readonly log: readonly LogRow[];
}

export function stateText({ plan, trainer, log }: TrainingState): string {
  const { updates, adamBeta1Power, adamBeta2Power, snapshots } = trainer;
  const content = {
    format: "plimsoll-training-state/1",
    plan: { ...plan, options: JSON.stringify(plan.options) },
    updates,
    parameters: textOf(trainer.parameters),
    adamMeans: textOf(trainer.adamMeans),
    adamSquares: textOf(trainer.adamSquares),
    adamBeta1Power,
    adamBeta2Power,
    episodeReturns: textOf(trainer.episodeReturns),
    episodeLengths: textOf(trainer.episodeLengths),
    snapshots: snapshots?.map(textOf) ?? null,
    log,
  };
  return `${JSON.stringify({ ...content, digest: specDigest(content) })}\n`;
}

/** @throws {PlimsollError} `CLUSTER_TRAINING_STATE`, and what the file system says */
export function readState(file: string): TrainingState {
  const parsed = SHAPE.parse(jsonIn(file));
  if (!parsed.ok) throw stateFault(`${file}: ${parsed.error.expected} at ${parsed.error.path}`, parsed.error.received);
  const { digest: stated, ...content } = parsed.value;
  const own: Digest = specDigest(content);
  if (own !== stated) throw stateFault(`${file} of digest ${own}`, stated);
  const { plan, log, snapshots, updates, adamBeta1Power, adamBeta2Power } = content;
  const options = JSON.parse(plan.options) as TrainingPlan["options"];
  const numbers = numbersOf(content);
  const trainer: TrainerState = {
    updates,
    seed: plan.seed,
    adamBeta1Power,
    adamBeta2Power,
    ...numbers,
    snapshots: snapshots?.map(bytesOf) ?? null,
  };
  return { plan: { ...plan, options }, trainer, log };
}

const numbersOf = (content: Shaped<typeof SHAPE> | Omit<Shaped<typeof SHAPE>, "digest">) => ({
  parameters: new Float32Array(bytesOf(content.parameters).buffer),
  adamMeans: new Float32Array(bytesOf(content.adamMeans).buffer),
  adamSquares: new Float32Array(bytesOf(content.adamSquares).buffer),
  episodeReturns: new Float64Array(bytesOf(content.episodeReturns).buffer),
  episodeLengths: new Uint32Array(bytesOf(content.episodeLengths).buffer),
});

const textOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

/** In a buffer of their own, so that they can be read as wider numbers. */
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text, "base64"));

function jsonIn(file: string): unknown {
  const text = regularFileText(file);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw stateFault(`${file}: JSON`, "something else");
  }
}

const stateFault = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_TRAINING_STATE",
    expected,
    received,
    fix: "go on from a state that `lab cluster train` has written, whole and unchanged, or begin anew",
  });
