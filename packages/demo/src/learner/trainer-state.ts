import { decodePolicy, encodePolicy, parameterCount, POLICY_SHAPE, TwoLayerNetwork } from "@plimsoll/evidence";
import { PlimsollError, RandomStream, utf8 } from "@plimsoll/foundation";
import { CRITIC_SHAPE, type ActorCriticParts } from "./actor-critic.ts";
import { Adam } from "./adam.ts";
import { type Objective, OBJECTIVES } from "./objective.ts";

/** Everything beside the policy's own weights that a later update depends on. */
export interface TrainerState {
  readonly seed: number;
  readonly objective: Objective;
  readonly step: number;
  readonly trainedFlop: number;
}

/** "PLIMTRN1" read as a little-endian float64; a state of another version or origin does not start so. */
const MAGIC = new DataView(new Uint8Array(utf8("PLIMTRN1")).buffer).getFloat64(0, true);
const POLICY_PARAMETERS = parameterCount(POLICY_SHAPE);
const CRITIC_PARAMETERS = parameterCount(CRITIC_SHAPE);
const BYTES_PER_NUMBER = 8;
const HEADER_LENGTH = 9;
const NUMBER_COUNT = HEADER_LENGTH + 3 * POLICY_PARAMETERS + 2 + 3 * CRITIC_PARAMETERS + 2;

export const TRAINER_STATE_LENGTH = NUMBER_COUNT * BYTES_PER_NUMBER;

/** Little-endian float64 throughout: magic, seed, objective, step, FLOP, four words of the stream, then the arrays. */
export function encodeTrainerState(state: TrainerState, parts: ActorCriticParts): Uint8Array {
  const bytes = new Uint8Array(TRAINER_STATE_LENGTH);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const numbers of [headerOf(state, parts.random), ...arraysOf(parts)]) {
    for (const number of numbers) {
      view.setFloat64(offset, number, true);
      offset += BYTES_PER_NUMBER;
    }
  }
  return bytes;
}

/** Throws `TRAINER_STATE_MALFORMED`, or `WEIGHTS_MALFORMED` for the policy, rather than go on from a damaged state. */
export function decodeTrainerState(
  policyFile: Uint8Array,
  bytes: Uint8Array,
): { readonly state: TrainerState; readonly parts: ActorCriticParts } {
  const numbers = readNumbers(bytes);
  const [, seed, objectiveIndex, step, trainedFlop, a, b, c, d] = numbers;
  const objective = OBJECTIVES[wholeNumber(objectiveIndex)];
  if (objective === undefined) throw stateMalformed("a known objective", `${objectiveIndex}`);
  const words: [number, number, number, number] = [int32(a), int32(b), int32(c), int32(d)];
  if (words.every((word) => word === 0)) throw stateMalformed("a random stream", "its one stuck state");
  const state = { seed: wholeNumber(seed), objective, step: wholeNumber(step), trainedFlop: wholeNumber(trainedFlop) };
  return { state, parts: readParts(policyFile, numbers.subarray(HEADER_LENGTH), RandomStream.resume(words)) };
}

const headerOf = ({ seed, objective, step, trainedFlop }: TrainerState, random: RandomStream): readonly number[] => [
  MAGIC,
  seed,
  OBJECTIVES.indexOf(objective),
  step,
  trainedFlop,
  ...random.state().map((word) => word | 0),
];

const arraysOf = ({ taught, critic, policyAdam, criticAdam }: ActorCriticParts): readonly Float64Array[] => [
  taught.network.parameters,
  critic.parameters,
  ...momentsOf(policyAdam),
  ...momentsOf(criticAdam),
];

const momentsOf = ({ firstMoment, secondMoment, decayPowers }: Adam): readonly Float64Array[] => [
  firstMoment,
  secondMoment,
  decayPowers,
];

function readParts(policyFile: Uint8Array, numbers: Float64Array, random: RandomStream): ActorCriticParts {
  const parts: ActorCriticParts = {
    policy: decodePolicy(policyFile),
    taught: decodePolicy(encodePolicy(numbers.subarray(0, POLICY_PARAMETERS))),
    critic: new TwoLayerNetwork(CRITIC_SHAPE, new Float64Array(CRITIC_PARAMETERS)),
    policyAdam: new Adam(POLICY_PARAMETERS),
    criticAdam: new Adam(CRITIC_PARAMETERS),
    random,
  };
  let offset = 0;
  for (const array of arraysOf(parts)) {
    array.set(numbers.subarray(offset, offset + array.length));
    offset += array.length;
  }
  return parts;
}

function readNumbers(bytes: Uint8Array): Float64Array {
  if (bytes.length !== TRAINER_STATE_LENGTH) throw stateMalformed(`${TRAINER_STATE_LENGTH} bytes`, `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const numbers = Float64Array.from({ length: NUMBER_COUNT }, (_, index) =>
    view.getFloat64(index * BYTES_PER_NUMBER, true),
  );
  if (numbers[0] !== MAGIC) throw stateMalformed("a trainer state", "other first bytes");
  if (!numbers.every(Number.isFinite)) throw stateMalformed("finite numbers", "another");
  return numbers;
}

function wholeNumber(value: number | undefined): number {
  if (value !== undefined && Number.isSafeInteger(value) && value >= 0) return value;
  throw stateMalformed("a whole number", `${value}`);
}

function int32(value: number | undefined): number {
  if (value !== undefined && Object.is(value | 0, value)) return value;
  throw stateMalformed("a 32-bit word", `${value}`);
}

export const stateMalformed = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "TRAINER_STATE_MALFORMED",
    expected,
    received,
    fix: "resume from the bytes of a checkpoint unchanged",
  });
