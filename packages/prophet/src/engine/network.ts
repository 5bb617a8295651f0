import { type Key, partKey } from "@plimsoll/simulation";
import type { Arena } from "@plimsoll/simulation/arithmetic";
import type { Layer, Pass } from "./layers/layer.ts";
import { initialiseLayer, placeLayer, type SizedLayer, sizedLayers } from "./layers/sized-layer.ts";
import type { Memory, Placed } from "./memory.ts";
import type { NetworkSpec } from "./network-spec.ts";
import { paddedRows, paddedWidth } from "./padding.ts";

/** Where a network's parameters lie, for optimisers: gradients at the same offsets. */
export interface ParameterBlock {
  /** Byte addresses. */
  readonly parameters: number;
  readonly gradients: number;
  /** Numbers, padding included: a multiple of 8. */
  readonly count: number;
}

/**
 * A network in memory. To use it: fill rows of `input`, `forward`, read rows of `output`; to learn: fill the same rows of `outputGradient`,
 * `backward`, and the gradient has been added to `gradients`.
 */
export interface Network {
  readonly spec: NetworkSpec;
  readonly outputs: number;
  readonly rowsMax: number;
  /** Row i begins at i · inputWidth; what is beyond the spec's inputs must stay 0. */
  readonly input: Float32Array;
  readonly inputWidth: number;
  /** Of the last pass: row i begins at i · outputWidth. */
  readonly output: Float32Array;
  readonly outputWidth: number;
  readonly outputGradient: Float32Array;
  /** Of the last backward pass, rows as in `input`; only where the network was placed to give it. */
  readonly inputGradient: () => Float32Array;
  readonly block: ParameterBlock;
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  /** Computes so many rows, rounded up to a multiple of 4. */
  forward(rows: number, pass: Pass): void;
  backward(rows: number): void;
  /** Fresh weights. */
  initialise(key: Key): void;
}

export interface NetworkPlace {
  readonly rowsMax: number;
  readonly givesInputGradient: boolean;
}

/** A network whose parameters have their place, so that an optimiser can be placed beside it. */
export interface PlacedNetwork {
  readonly block: ParameterBlock;
  readonly build: Placed<Network>;
}

/** Lays a network into the memory of an arena. */
export function placeNetwork(
  arena: Arena,
  spec: NetworkSpec,
  { rowsMax, givesInputGradient }: NetworkPlace,
): PlacedNetwork {
  const sized = sizedLayers(spec);
  const rows = paddedRows(rowsMax);
  const last = sized.at(-1);
  const count = (last?.offset ?? 0) + (last?.parameterCount ?? 0);
  const block = { parameters: arena.numbers(count), gradients: arena.numbers(count), count };
  const outputs = last?.outputs ?? spec.inputs;
  const [inputWidth, outputWidth] = [paddedWidth(spec.inputs), paddedWidth(outputs)];
  const input = arena.numbers(rows * inputWidth);
  const outputGradient = arena.numbers(rows * outputWidth);
  const layers = sized.map((layer, index) =>
    placeLayer(arena, layer, { ...block, rowsMax: rows, givesInputGradient: givesInputGradient || index > 0 }),
  );
  const build: Placed<Network> = (memory) =>
    network(memory, {
      spec,
      sized,
      outputs,
      rowsMax: rows,
      inputWidth,
      outputWidth,
      input,
      outputGradient,
      block,
      layers: layers.map((layer) => layer(memory)),
    });
  return { block, build };
}

interface NetworkParts {
  readonly spec: NetworkSpec;
  readonly sized: readonly SizedLayer[];
  readonly outputs: number;
  readonly rowsMax: number;
  readonly inputWidth: number;
  readonly outputWidth: number;
  readonly input: number;
  readonly outputGradient: number;
  readonly block: ParameterBlock;
  readonly layers: readonly Layer[];
}

function network({ at }: Memory, parts: NetworkParts): Network {
  const { spec, outputs, rowsMax, inputWidth, outputWidth, block, layers } = parts;
  const parameters = at(block.parameters, block.count);
  let [last, inputGradient] = [0, 0];
  return {
    spec,
    outputs,
    rowsMax,
    input: at(parts.input, rowsMax * inputWidth),
    inputWidth,
    get output() {
      return at(last, rowsMax * outputWidth);
    },
    outputWidth,
    outputGradient: at(parts.outputGradient, rowsMax * outputWidth),
    inputGradient: () => at(inputGradient, rowsMax * inputWidth),
    block,
    parameters,
    gradients: at(block.gradients, block.count),
    forward: (rows, pass) => {
      last = layers.reduce((x, layer) => layer.forward(x, paddedRows(rows), pass), parts.input);
    },
    backward: (rows) => {
      inputGradient = layers.reduceRight((dy, layer) => layer.backward(dy, paddedRows(rows)), parts.outputGradient);
    },
    initialise: (key) => {
      for (const [index, layer] of parts.sized.entries())
        initialiseLayer(parameters, layer, spec.gain, partKey(key, index));
    },
  };
}
