import { PlimsollError } from "@plimsoll/foundation";

/** What a network of an actor and a critic looks like, apart from its weights. */
export interface NetworkSpec {
  readonly observationSize: number;
  /** 2 to 8. */
  readonly actionCount: number;
  /** Sizes of the hidden layers, the first one next to the observation. */
  readonly hiddenSizes: readonly number[];
  readonly activation: Activation;
  readonly trunk: Trunk;
}

export type Activation = "tanh" | "relu";

/** `separate`: actor and critic share nothing. `shared`: one stack of hidden layers serves both. */
export type Trunk = "separate" | "shared";

/** A dense layer; offsets count numbers from the first parameter, sizes in memory are padded for the kernel's tiles. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly inputsPadded: number;
  readonly outputsPadded: number;
  readonly weights: number;
  readonly bias: number;
}

/** Layers that follow one another from the observation to some columns of the output. */
export interface Chain {
  readonly hidden: readonly DenseLayer[];
  readonly head: DenseLayer;
  /** Where the head's outputs begin in a row of outputs. */
  readonly column: number;
}

/** A network laid out in memory. What pads a size is zero and stays so: its gradient is. */
export interface Architecture extends NetworkSpec {
  readonly inputWidth: number;
  readonly outputWidth: number;
  /** The column of the value; the logits are columns 0 … actionCount - 1. */
  readonly valueColumn: number;
  readonly chains: readonly Chain[];
  readonly parameterCount: number;
}

const COLUMN_TILE = 8;
const ROW_TILE = 4;
export const ACTIONS_MAX = 8;
export const HIDDEN_LAYERS_MAX = 8;
export const LAYER_SIZE_MAX = 4096;

export const paddedTo = (tile: number, size: number): number => Math.ceil(size / tile) * tile;

/** @throws PlimsollError `LEARNER_NETWORK` where a size is out of range */
export function architectureOf(spec: NetworkSpec): Architecture {
  assertSizes(spec);
  const { actionCount, trunk } = spec;
  const heads = trunk === "shared" ? [actionCount + 1] : [actionCount, 1];
  const valueColumn = trunk === "shared" ? actionCount : paddedTo(COLUMN_TILE, actionCount);
  const { chains, end } = chainsOf(spec, heads);
  return {
    ...spec,
    inputWidth: paddedTo(ROW_TILE, spec.observationSize),
    outputWidth: heads.reduce((width, outputs) => width + paddedTo(COLUMN_TILE, outputs), 0),
    valueColumn,
    chains,
    parameterCount: end,
  };
}

function chainsOf(spec: NetworkSpec, heads: readonly number[]): { chains: readonly Chain[]; end: number } {
  const chains: Chain[] = [];
  let at = 0;
  let column = 0;
  for (const outputs of heads) {
    const sizes = [spec.observationSize, ...spec.hiddenSizes, outputs];
    const layers = sizes.slice(1).map((size, index) => {
      const layer = layerAt(at, sizes[index] ?? 0, size, index === 0 ? ROW_TILE : COLUMN_TILE);
      at = layer.bias + layer.outputsPadded;
      return layer;
    });
    const head = layers.pop();
    if (head !== undefined) chains.push({ hidden: layers, head, column });
    column += paddedTo(COLUMN_TILE, outputs);
  }
  return { chains, end: at };
}

function layerAt(weights: number, inputs: number, outputs: number, inputTile: number): DenseLayer {
  const inputsPadded = paddedTo(inputTile, inputs);
  const outputsPadded = paddedTo(COLUMN_TILE, outputs);
  return { inputs, outputs, inputsPadded, outputsPadded, weights, bias: weights + inputsPadded * outputsPadded };
}

/** Every layer, in the order of its parameters. */
export const layersOf = ({ chains }: Architecture): readonly DenseLayer[] =>
  chains.flatMap(({ hidden, head }) => [...hidden, head]);

function assertSizes({ observationSize, actionCount, hiddenSizes }: NetworkSpec): void {
  const isSize = (size: number): boolean => Number.isInteger(size) && size >= 1 && size <= LAYER_SIZE_MAX;
  if (!isSize(observationSize)) throw outOfRange("observation size", observationSize, LAYER_SIZE_MAX);
  if (!Number.isInteger(actionCount) || actionCount < 2 || actionCount > ACTIONS_MAX)
    throw outOfRange("number of actions", actionCount, ACTIONS_MAX);
  if (hiddenSizes.length < 1 || hiddenSizes.length > HIDDEN_LAYERS_MAX)
    throw outOfRange("number of hidden layers", hiddenSizes.length, HIDDEN_LAYERS_MAX);
  const wrong = hiddenSizes.find((size) => !isSize(size));
  if (wrong !== undefined) throw outOfRange("hidden size", wrong, LAYER_SIZE_MAX);
}

const outOfRange = (what: string, received: number, most: number): PlimsollError =>
  new PlimsollError({
    code: "LEARNER_NETWORK",
    expected: `a whole ${what} of at most ${most}`,
    received: String(received),
    fix: "choose a network of another size",
  });
