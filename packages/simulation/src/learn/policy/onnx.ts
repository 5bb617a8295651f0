import type { Chain, DenseLayer } from "../network/architecture.ts";
import type { OpenPolicy } from "./policy.ts";
import { bytes, message, text, whole } from "./protobuf.ts";

/** Fields of onnx.proto3 (ONNX 1.12 and later). */
const MODEL = { irVersion: 1, producer: 2, graph: 7, opset: 8, metadata: 14 };
const OPSET = { domain: 1, version: 2 };
const ENTRY = { key: 1, value: 2 };
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 };
const NODE = { input: 1, output: 2, name: 3, operator: 4 };
const TENSOR = { dims: 1, dataType: 2, name: 8, raw: 9 };
const VALUE = { name: 1, type: 2 };
const FLOAT = 1;

/** The oldest intermediate representation that opset 17 goes with. */
const IR_VERSION = 8;
const OPSET_VERSION = 17;

/**
 * The policy as a model in ONNX: input `observation` [N, observationSize], outputs `logits` [N, actionCount] and `value`
 * [N, 1], f32. Masks are the caller's: forbid an action by leaving its logit out. The runtime's tanh is its own, so outputs
 * agree with ours to about 1e-6 of their size, not bit for bit.
 */
export function onnxOf(open: OpenPolicy): Uint8Array {
  const { policy, architecture } = open;
  const parts = architecture.chains.map((chain, index) => chainParts(open, chain, `chain${index}`));
  const graph = message(
    ...parts.flatMap(({ nodes }) => nodes),
    text(GRAPH.name, "policy"),
    ...parts.flatMap(({ tensors }) => tensors),
    bytes(GRAPH.input, valueInfo("observation", architecture.observationSize)),
    bytes(GRAPH.output, valueInfo("logits", architecture.actionCount)),
    bytes(GRAPH.output, valueInfo("value", 1)),
  );
  return message(
    whole(MODEL.irVersion, IR_VERSION),
    text(MODEL.producer, "plimsoll"),
    bytes(MODEL.graph, graph),
    bytes(MODEL.opset, message(text(OPSET.domain, ""), whole(OPSET.version, OPSET_VERSION))),
    metadata("policy", policy.digest),
    metadata("environment", policy.environment),
  );
}

interface GraphParts {
  readonly nodes: readonly Uint8Array[];
  readonly tensors: readonly Uint8Array[];
}

function chainParts(open: OpenPolicy, { hidden, head, column }: Chain, name: string): GraphParts {
  const operator = open.policy.activation === "tanh" ? "Tanh" : "Relu";
  const nodes: Uint8Array[] = [];
  const tensors: Uint8Array[] = [];
  let x = "observation";
  for (const [depth, layer] of hidden.entries()) {
    const y = `${name}.hidden${depth}`;
    const part = dense(open, layer, 0, layer.outputs, x, `${y}.sum`);
    nodes.push(...part.nodes, node(operator, [`${y}.sum`], y));
    tensors.push(...part.tensors);
    x = y;
  }
  const logits = column === 0 ? open.architecture.actionCount : 0;
  const heads = [
    ...(logits > 0 ? [dense(open, head, 0, logits, x, "logits")] : []),
    ...(head.outputs > logits ? [dense(open, head, logits, 1, x, "value")] : []),
  ];
  return {
    nodes: [...nodes, ...heads.flatMap((part) => part.nodes)],
    tensors: [...tensors, ...heads.flatMap((part) => part.tensors)],
  };
}

/** y = x · W + b for some of a layer's columns. */
function dense(
  { parameters }: OpenPolicy,
  layer: DenseLayer,
  first: number,
  count: number,
  x: string,
  y: string,
): GraphParts {
  const { inputs, outputsPadded, weights, bias } = layer;
  const entries = Array.from({ length: inputs }, (_, i) => weights + i * outputsPadded + first).flatMap((row) => [
    ...parameters.subarray(row, row + count),
  ]);
  const biases = [...parameters.subarray(bias + first, bias + first + count)];
  return {
    nodes: [node("Gemm", [x, `${y}.weights`, `${y}.bias`], y)],
    tensors: [tensor(`${y}.weights`, [inputs, count], entries), tensor(`${y}.bias`, [count], biases)],
  };
}

const node = (operator: string, inputs: readonly string[], output: string): Uint8Array =>
  bytes(
    GRAPH.node,
    message(
      ...inputs.map((input) => text(NODE.input, input)),
      text(NODE.output, output),
      text(NODE.name, `${output}.${operator}`),
      text(NODE.operator, operator),
    ),
  );

function tensor(name: string, sizes: readonly number[], numbers: readonly number[]): Uint8Array {
  const raw = new DataView(new ArrayBuffer(4 * numbers.length));
  for (const [index, number] of numbers.entries()) raw.setFloat32(4 * index, number, true);
  const dims = sizes.map((size) => whole(TENSOR.dims, size));
  const data = bytes(TENSOR.raw, new Uint8Array(raw.buffer));
  return bytes(GRAPH.initializer, message(...dims, whole(TENSOR.dataType, FLOAT), text(TENSOR.name, name), data));
}

/** A tensor of any number of rows, of f32. */
function valueInfo(name: string, columns: number): Uint8Array {
  const shape = message(bytes(1, message(text(2, "N"))), bytes(1, message(whole(1, columns))));
  const type = message(bytes(1, message(whole(1, FLOAT), bytes(2, shape))));
  return message(text(VALUE.name, name), bytes(VALUE.type, type));
}

const metadata = (key: string, value: string): Uint8Array =>
  bytes(MODEL.metadata, message(text(ENTRY.key, key), text(ENTRY.value, value)));
