import {
  type Digest,
  digest,
  digestOfValue,
  identifier,
  integer,
  list,
  matching,
  object,
  oneOf,
  PlimsollError,
  type Shaped,
} from "@plimsoll/foundation";
import {
  ACTIONS_MAX,
  type Architecture,
  architectureOf,
  HIDDEN_LAYERS_MAX,
  LAYER_SIZE_MAX,
  layersOf,
} from "../network/architecture.ts";
import { base64OfNumbers, numbersOfBase64 } from "./number-text.ts";

/** Who made a policy, and for which environment. */
export interface PolicyOrigin {
  /** Digest of the specification of the environment that it was trained on. */
  readonly environment: Digest;
  readonly maker: string;
}

const size = integer(1, LAYER_SIZE_MAX);
/** Groups of four would ask for a stack as long as the text; `numbersOfBase64` takes one spelling alone. */
const numberText = matching("base64 (RFC 4648 §4)", /^[A-Za-z0-9+/]*={0,2}$/);
const layerShape = object({ inputs: size, outputs: size, weights: numberText, bias: numberText });

const policyShape = object({
  format: oneOf("plimsoll-policy/1"),
  environment: digest,
  maker: identifier,
  seed: integer(),
  observationSize: size,
  actionCount: integer(2, ACTIONS_MAX),
  activation: oneOf("tanh", "relu"),
  trunk: oneOf("separate", "shared"),
  hiddenSizes: list(size, HIDDEN_LAYERS_MAX),
  layers: list(layerShape, 2 * HIDDEN_LAYERS_MAX + 2),
  digest,
});

/**
 * A policy and its value function as data. Layers in the order of the network: of the actor from the observation to the
 * logits, then of the critic; or of both, the head's outputs being the logits and then the value. Weights are inputs × outputs,
 * row-major, and like biases f32, little-endian, in base64. The digest is that of the canonical JSON of all the rest.
 */
export type Policy = Shaped<typeof policyShape>;
type Layer = Shaped<typeof layerShape>;

/** The policy of padded parameters. */
export function policyOf(
  architecture: Architecture,
  parameters: Float32Array,
  seed: number,
  { environment, maker }: PolicyOrigin,
): Policy {
  const { observationSize, actionCount, activation, trunk, hiddenSizes } = architecture;
  const content = {
    format: "plimsoll-policy/1",
    environment,
    maker,
    seed,
    observationSize,
    actionCount,
    activation,
    trunk,
    hiddenSizes: [...hiddenSizes],
    layers: layersOf(architecture).map(({ inputs, outputs, outputsPadded, weights, bias }): Layer => {
      const rows = Array.from({ length: inputs }, (_, i) => weights + i * outputsPadded);
      const entries = rows.flatMap((row) => [...parameters.subarray(row, row + outputs)]);
      const biases = parameters.subarray(bias, bias + outputs);
      return { inputs, outputs, weights: base64OfNumbers(entries), bias: base64OfNumbers([...biases]) };
    }),
  } as const;
  return { ...content, digest: digestOfValue(content) };
}

/** A policy with its weights laid out for the arithmetic. */
export interface OpenPolicy {
  readonly policy: Policy;
  readonly architecture: Architecture;
  readonly parameters: Float32Array;
}

/**
 * Reads a policy from anywhere.
 * @throws PlimsollError `POLICY_SHAPE` where it is not of the shape, or its layers do not follow one another; `POLICY_DIGEST`
 * where its digest is not its own; `POLICY_NUMBER` where a weight is not finite; `LEARNER_NETWORK` for a size out of range
 */
export function openPolicy(value: unknown): OpenPolicy {
  const parsed = policyShape.parse(value);
  if (!parsed.ok) {
    const { path, expected, received } = parsed.error;
    throw policyFault("POLICY_SHAPE", `${path}: ${expected}`, received);
  }
  const policy = parsed.value;
  const { digest: stated, ...content } = policy;
  const own = digestOfValue(content);
  if (own !== stated) throw policyFault("POLICY_DIGEST", `digest ${own}`, stated);
  const architecture = architectureOf(policy);
  return { policy, architecture, parameters: parametersOf(policy, architecture) };
}

function parametersOf({ layers }: Policy, architecture: Architecture): Float32Array {
  const parameters = new Float32Array(architecture.parameterCount);
  const expected = layersOf(architecture);
  if (layers.length !== expected.length)
    throw policyFault("POLICY_SHAPE", `/layers: ${expected.length} layers`, String(layers.length));
  for (const [index, place] of expected.entries()) {
    const layer = layers[index] as Layer;
    const { inputs, outputs } = layer;
    if (inputs !== place.inputs || outputs !== place.outputs)
      throw policyFault(
        "POLICY_SHAPE",
        `/layers/${index}: ${place.inputs} × ${place.outputs}`,
        `${inputs} × ${outputs}`,
      );
    const weights = numbersIn(layer.weights, inputs * outputs, `/layers/${index}/weights`);
    for (let i = 0; i < inputs; i += 1)
      parameters.set(weights.subarray(i * outputs, (i + 1) * outputs), place.weights + i * place.outputsPadded);
    parameters.set(numbersIn(layer.bias, outputs, `/layers/${index}/bias`), place.bias);
  }
  return parameters;
}

function numbersIn(text: string, count: number, path: string): Float32Array {
  const numbers = numbersOfBase64(text);
  if (numbers === null || numbers.length !== count)
    throw policyFault("POLICY_SHAPE", `${path}: ${count} numbers of 4 bytes`, `${text.length} letters`);
  if (!numbers.every((number) => Number.isFinite(number)))
    throw policyFault("POLICY_NUMBER", `${path}: finite numbers`, "one that is not");
  return numbers;
}

const policyFault = (code: string, expected: string, received: string): PlimsollError =>
  new PlimsollError({ code, expected, received, fix: "take the policy from its maker again" });
