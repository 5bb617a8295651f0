import { concatBytes, PlimsollError, utf8 } from "@plimsoll/foundation";
import { POLICY_SHAPE, PolicyNetwork } from "./policy-network.ts";
import { parameterCount, parameterOffsets } from "./two-layer-network.ts";

const BYTES_PER_NUMBER = 8;
/**
 * No weight may be larger. A file comes from whoever trained the policy: weights near the end of the number range would
 * overflow to infinity inside the network and make its probabilities meaningless.
 */
export const WEIGHT_LIMIT = 2 ** 20;

const PARAMETERS = parameterCount(POLICY_SHAPE);

/**
 * The one header of a policy file. The format is safetensors (huggingface/safetensors): an unsigned 64-bit length, that many
 * bytes of JSON, then the tensors as little-endian float64. Weights have a row per sending unit. Stricter than the standard:
 * exactly these header bytes, so that a policy has one file and one digest.
 */
const PREFIX = prefixOf(headerText());

/** Bytes of a policy file of the gridworld. */
export const POLICY_FILE_LENGTH = PREFIX.length + PARAMETERS * BYTES_PER_NUMBER;

/** The file of a policy's flat parameters. Throws `WEIGHTS_MALFORMED` for parameters that `decodePolicy` would refuse. */
export function encodePolicy(parameters: Float64Array): Uint8Array {
  if (parameters.length !== PARAMETERS) throw malformed(`${PARAMETERS} parameters`, `${parameters.length}`);
  const body = new Uint8Array(PARAMETERS * BYTES_PER_NUMBER);
  const view = new DataView(body.buffer);
  parameters.forEach((weight, index) => {
    view.setFloat64(index * BYTES_PER_NUMBER, checkedWeight(weight, index), true);
  });
  return concatBytes(PREFIX, body);
}

/** Reads a policy file. Throws `WEIGHTS_MALFORMED` for any other length, header or weight; the bytes are not kept. */
export function decodePolicy(file: Uint8Array): PolicyNetwork {
  if (file.length !== POLICY_FILE_LENGTH) throw malformed(`${POLICY_FILE_LENGTH} bytes`, `${file.length}`);
  const differs = PREFIX.findIndex((byte, index) => byte !== file[index]);
  if (differs !== -1) throw malformed("the header of a policy file", `another byte at ${differs}`);
  const view = new DataView(file.buffer, file.byteOffset + PREFIX.length);
  const parameters = new Float64Array(PARAMETERS);
  for (let index = 0; index < PARAMETERS; index += 1) {
    parameters[index] = checkedWeight(view.getFloat64(index * BYTES_PER_NUMBER, true), index);
  }
  return new PolicyNetwork(parameters);
}

function checkedWeight(weight: number, index: number): number {
  if (Math.abs(weight) <= WEIGHT_LIMIT) return weight;
  throw malformed(`a weight in [-${WEIGHT_LIMIT}, ${WEIGHT_LIMIT}]`, `${weight} at index ${index}`);
}

function malformed(expected: string, received: string): PlimsollError {
  const fix = "give the bytes of a checkpoint's policy unchanged";
  return new PlimsollError({ code: "WEIGHTS_MALFORMED", expected, received, fix });
}

function headerText(): string {
  const { inputs, hidden, outputs } = POLICY_SHAPE;
  const { hiddenBias, outputWeight, outputBias } = parameterOffsets(POLICY_SHAPE);
  return JSON.stringify({
    __metadata__: { format: "plimsoll-policy-1" },
    "hidden.weight": tensor([inputs, hidden], 0, hiddenBias),
    "hidden.bias": tensor([hidden], hiddenBias, outputWeight),
    "output.weight": tensor([hidden, outputs], outputWeight, outputBias),
    "output.bias": tensor([outputs], outputBias, PARAMETERS),
  });
}

function tensor(shape: readonly number[], start: number, end: number): object {
  return { dtype: "F64", shape, data_offsets: [start * BYTES_PER_NUMBER, end * BYTES_PER_NUMBER] };
}

/** Safetensors pads the header with spaces so that the tensors start at a multiple of eight. */
function prefixOf(header: string): Uint8Array {
  const padded = utf8(header.padEnd(Math.ceil(header.length / BYTES_PER_NUMBER) * BYTES_PER_NUMBER));
  const length = new Uint8Array(BYTES_PER_NUMBER);
  new DataView(length.buffer).setUint32(0, padded.length, true);
  return concatBytes(length, padded);
}
