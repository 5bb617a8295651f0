import { parameterCount, POLICY_SHAPE } from "@plimsoll/evidence";
import { concatBytes, identifier, integer, list, object, oneOf, real, type Shaped, utf8 } from "@plimsoll/foundation";
import { MODES, NO_LOSSES, type RateState, type SpikeWatch } from "@plimsoll/prophet";
import { CRITIC_SHAPE } from "../actor-critic.ts";
import { stateMalformed } from "../trainer-state.ts";
import { type GoodState, STATES_MAX } from "./good-states.ts";

/** All that a prophet's later updates depend on beside the parts that it improves. */
export interface Course {
  readonly step: number;
  readonly rate: RateState;
  readonly watch: SpikeWatch;
  /** Of `PolicyCurvature`. */
  readonly slope: number;
  readonly update: Float64Array;
  readonly good: readonly GoodState[];
}

const POLICY_PARAMETERS = parameterCount(POLICY_SHAPE);
const CRITIC_PARAMETERS = parameterCount(CRITIC_SHAPE);
const DECAYS = 2;

/** Lengths of the arrays of a good state: weights, both moments and decay powers of policy and critic. */
const ARRAY_LENGTHS = [POLICY_PARAMETERS, CRITIC_PARAMETERS].flatMap((count) => [count, count, count, DECAYS]);

export const firstCourse = (rate: RateState): Course => ({
  step: 0,
  rate,
  watch: NO_LOSSES,
  slope: 0,
  update: new Float64Array(POLICY_PARAMETERS),
  good: [],
});

const LOSSES_MAX = 1000;
const NUMBERS_MAX = 100;
const number = real(-Number.MAX_VALUE, Number.MAX_VALUE);

const headShape = object({
  step: integer(),
  rate: real(0, Number.MAX_VALUE),
  mode: oneOf(...MODES),
  memory: list(object({ name: identifier, value: number }), NUMBERS_MAX),
  losses: list(number, LOSSES_MAX),
  slope: number,
  good: list(integer(), STATES_MAX),
});
type Head = Shaped<typeof headShape>;

const MAGIC = "PLIMPRO1";
const LENGTH_BYTES = 4;
const BYTES_PER_NUMBER = 8;

/** A magic, the length of a JSON text, the text, then arrays of little-endian float64: the last update, and what is kept of each good state. */
export function encodeCourse({ step, rate, watch, slope, update, good }: Course): Uint8Array {
  const head: Head = {
    step,
    rate: rate.rate,
    mode: rate.mode,
    memory: Object.entries(rate.memory).map(([name, value]) => ({ name, value })),
    losses: watch.losses,
    slope,
    good: good.map((state) => state.step),
  };
  const text = utf8(JSON.stringify(head));
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, text.length, true);
  return concatBytes(utf8(MAGIC), length, text, ...[update, ...good.flatMap(({ arrays }) => arrays)].map(bytesOf));
}

function bytesOf(numbers: Float64Array): Uint8Array {
  const bytes = new Uint8Array(numbers.length * BYTES_PER_NUMBER);
  const view = new DataView(bytes.buffer);
  for (const [index, value] of numbers.entries()) view.setFloat64(index * BYTES_PER_NUMBER, value, true);
  return bytes;
}

/** Throws `TRAINER_STATE_MALFORMED` for anything that `encodeCourse` did not write. */
export function decodeCourse(bytes: Uint8Array): Course {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const textStart = MAGIC.length + LENGTH_BYTES;
  if (bytes.length < textStart || new TextDecoder().decode(bytes.subarray(0, MAGIC.length)) !== MAGIC)
    throw stateMalformed("a prophet's state", "another");
  const arraysStart = textStart + view.getUint32(MAGIC.length, true);
  const { step, rate, mode, memory, losses, slope, good } = readHead(bytes.subarray(textStart, arraysStart));
  const lengths = [POLICY_PARAMETERS, ...good.flatMap(() => ARRAY_LENGTHS)];
  const [update = new Float64Array(), ...arrays] = readArrays(bytes, arraysStart, lengths);
  return {
    step,
    rate: { rate, mode, memory: Object.fromEntries(memory.map(({ name, value }) => [name, value])) },
    watch: { losses },
    slope,
    update,
    good: good.map((keptAt, index) => ({
      step: keptAt,
      arrays: arrays.slice(index * ARRAY_LENGTHS.length, (index + 1) * ARRAY_LENGTHS.length),
    })),
  };
}

function readHead(text: Uint8Array): Head {
  const head = headShape.parse(parsed(new TextDecoder().decode(text)));
  if (head.ok) return head.value;
  throw stateMalformed(`${head.error.expected} at "${head.error.path}"`, head.error.received);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function readArrays(bytes: Uint8Array, start: number, lengths: readonly number[]): Float64Array[] {
  const end = start + lengths.reduce((sum, length) => sum + length * BYTES_PER_NUMBER, 0);
  if (bytes.length !== end) throw stateMalformed(`${end} bytes of a prophet's state`, `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, end - start);
  let offset = 0;
  return lengths.map((length) => {
    const numbers = Float64Array.from({ length }, (_, index) =>
      view.getFloat64(offset + index * BYTES_PER_NUMBER, true),
    );
    if (!numbers.every(Number.isFinite)) throw stateMalformed("finite numbers", "another");
    offset += length * BYTES_PER_NUMBER;
    return numbers;
  });
}
