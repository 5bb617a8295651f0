import { type Digest, digestOf, isDigest } from "@plimsoll/foundation";
import type { TrainerState } from "../trainer/trainer-state.ts";
import { checkpointFault } from "./checkpoint-fault.ts";
import { exactJson } from "./exact-json.ts";
import { decodeSafetensors, encodeSafetensors, type Safetensors } from "./safetensors.ts";

/** A training between two steps, as a file holds it. */
export interface Checkpoint {
  /** Of which training: `trainingDigest`. */
  readonly training: Digest;
  readonly state: TrainerState;
  /** What the run around the training keeps, as JSON carries it; `null` for none. */
  readonly run: unknown;
}

const SCHEMA = "plimsoll.prophet.checkpoint/1";
/** Stands where the digest will, while the bytes are hashed. */
const NO_DIGEST: Digest = `sha256:${"0".repeat(64)}`;

/**
 * A checkpoint as safetensors, which any reader of that format opens. Its metadata carry in canonical text what is no tensor, and the SHA-256 of
 * the whole file with the digest's own 64 digits as zeros. The same checkpoint, the same bytes.
 *
 * @throws PlimsollError `PROPHET_CHECKPOINT` where a number of the state is not finite
 */
export function writeCheckpoint({ training, state, run }: Checkpoint): Uint8Array {
  const { tensors, course, scalars, good } = state;
  const texts = { course, scalars, good, run };
  return sealed({
    tensors,
    metadata: {
      schema: SCHEMA,
      training,
      step: String(course.stepsDone),
      ...Object.fromEntries(Object.entries(texts).map(([name, value]) => [name, exactJson(value, `/${name}`)])),
    },
  });
}

function sealed({ tensors, metadata }: Safetensors): Uint8Array {
  const seal = (own: Digest): Uint8Array => encodeSafetensors({ tensors, metadata: { ...metadata, digest: own } });
  return seal(digestOf(seal(NO_DIGEST)));
}

/**
 * Reads a checkpoint, whole or not at all.
 * @throws PlimsollError `PROPHET_CHECKPOINT` for other bytes than were written
 */
export function openCheckpoint(bytes: Uint8Array): Checkpoint {
  const { tensors, metadata } = decodeSafetensors(bytes);
  const { digest: own, ...rest } = metadata;
  if (rest["schema"] !== SCHEMA) throw checkpointFault(`a checkpoint of ${SCHEMA}`, rest["schema"] ?? "another file");
  assertUnaltered(bytes, sealed({ tensors, metadata: rest }), own);
  return checkpointOf(tensors, rest);
}

/** `openCheckpoint`, of this very training. @throws PlimsollError `PROPHET_CHECKPOINT` */
export function readCheckpoint(bytes: Uint8Array, training: Digest): Checkpoint {
  const checkpoint = openCheckpoint(bytes);
  assertOf(training, checkpoint);
  return checkpoint;
}

/** @throws PlimsollError `PROPHET_CHECKPOINT` for one of another training */
export function assertOf(training: Digest, checkpoint: Checkpoint): void {
  if (checkpoint.training === training) return;
  throw checkpointFault(
    `a checkpoint of the training ${training}`,
    `one of ${checkpoint.training}`,
    "go on with the very options, configuration and data that it was made with, or name another folder",
  );
}

/** What was read is written anew, the digest too: the same bytes, or something was altered. */
function assertUnaltered(bytes: Uint8Array, again: Uint8Array, own: string | undefined): void {
  if (bytes.length === again.length && again.every((byte, index) => byte === bytes[index])) return;
  throw checkpointFault("a checkpoint as it was written", `one that its digest ${own ?? "(none)"} does not fit`);
}

function checkpointOf(tensors: Safetensors["tensors"], metadata: Safetensors["metadata"]): Checkpoint {
  const training = metadata["training"] ?? "";
  const [course, scalars, good, run] = ["course", "scalars", "good", "run"].map((name) => valueOf(metadata, name));
  if (
    !isDigest(training) ||
    !isRecord(course) ||
    !isSteps(course["stepsDone"]) ||
    metadata["step"] !== String(course["stepsDone"]) ||
    !isScalars(scalars) ||
    !isGood(good)
  )
    throw checkpointFault("the state of a training", "other values under its names");
  // The digest fits, so these are the very values that a training of this spec wrote.
  return { training, state: { tensors, course, scalars, good } as unknown as TrainerState, run };
}

function valueOf(metadata: Safetensors["metadata"], name: string): unknown {
  const text = metadata[name] ?? "";
  const value = parsed(text);
  if (value !== undefined && exactJson(value) === text) return value;
  throw checkpointFault(`canonical JSON under ${name}`, JSON.stringify(text.slice(0, 40)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSteps = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;

const isNumbers = (value: unknown): boolean =>
  isRecord(value) && Object.values(value).every((number) => typeof number === "number");

const isScalars = (value: unknown): boolean => isRecord(value) && Object.values(value).every(isNumbers);

const isGood = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.every((state) => isRecord(state) && Number.isSafeInteger(state["step"]) && isNumbers(state["scalars"]));
