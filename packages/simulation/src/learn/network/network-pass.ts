import type { Arena } from "../arithmetic/arena.ts";
import type { Arithmetic } from "../arithmetic/arithmetic.ts";
import { TANH_COEFFICIENTS } from "../arithmetic/rounded.ts";
import type { Architecture, Chain, DenseLayer } from "./architecture.ts";

/** Where a network and the numbers of one pass over a chunk of rows lie in memory, in bytes. */
export interface NetworkPlaces {
  readonly parameters: number;
  readonly gradients: number;
  /** Weights of each layer but a chain's first, transposed, at the layer's own offset. */
  readonly transposed: number;
  readonly coefficients: number;
  /** Zeros, as long as the widest layer. */
  readonly noBias: number;
  /** Activations of each hidden layer of each chain. */
  readonly activations: readonly (readonly number[])[];
  /** Two that take turns as the backward pass descends. */
  readonly descents: readonly [number, number];
  readonly outputs: number;
  readonly outputGradients: number;
}

/** @param rows the most rows of a chunk */
export function placeNetwork(arena: Arena, architecture: Architecture, rows: number): NetworkPlaces {
  const { chains, parameterCount, outputWidth } = architecture;
  const widest = Math.max(outputWidth, ...chains.flatMap(({ hidden }) => hidden.map((layer) => layer.outputsPadded)));
  return {
    parameters: arena.numbers(parameterCount),
    gradients: arena.numbers(parameterCount),
    transposed: arena.numbers(parameterCount),
    coefficients: arena.numbers(TANH_COEFFICIENTS.length),
    noBias: arena.numbers(widest),
    activations: chains.map(({ hidden }) => hidden.map((layer) => arena.numbers(rows * layer.outputsPadded))),
    descents: [arena.numbers(rows * widest), arena.numbers(rows * widest)],
    outputs: arena.numbers(rows * outputWidth),
    outputGradients: arena.numbers(rows * outputWidth),
  };
}

/** The network as functions of rows in memory. Rows come in multiples of 4. */
export interface NetworkPass {
  /** outputs of the network for rows of padded observations at `input`; leaves the activations for `backward`. */
  forward(input: number, rows: number, outputs: number): void;
  /** Adds to the gradients what follows from `outputGradients`, after `forward` of the same rows. */
  backward(input: number, rows: number): void;
  /** To be called when the parameters have changed, before `backward`. */
  transposeWeights(): void;
}

export function networkPass(
  arithmetic: Arithmetic,
  architecture: Architecture,
  places: NetworkPlaces,
  buffer: ArrayBufferLike,
): NetworkPass {
  const { chains, outputWidth, inputWidth, activation } = architecture;
  const { parameters, gradients, transposed, coefficients, noBias, outputGradients } = places;
  new Float32Array(buffer, coefficients, TANH_COEFFICIENTS.length).set(TANH_COEFFICIENTS);
  const weightsOf = (layer: DenseLayer): number => parameters + 4 * layer.weights;
  const biasOf = (layer: DenseLayer): number => parameters + 4 * layer.bias;

  function dense(y: number, yStride: number, x: number, xStride: number, layer: DenseLayer, rows: number): void {
    const { inputsPadded, outputsPadded } = layer;
    arithmetic.affine(y, yStride, x, xStride, weightsOf(layer), biasOf(layer), rows, inputsPadded, outputsPadded);
  }

  function activate(values: number, count: number): void {
    if (activation === "tanh") arithmetic.tanhInPlace(values, count, coefficients);
    else arithmetic.reluInPlace(values, count);
  }

  function activationGradient(gradient: number, values: number, count: number): void {
    if (activation === "tanh") arithmetic.tanhGradient(gradient, values, count);
    else arithmetic.reluGradient(gradient, values, count);
  }

  function forwardChain({ hidden, head, column }: Chain, which: number, input: number, rows: number, outputs: number) {
    let x = input;
    let width = inputWidth;
    for (let depth = 0; depth < hidden.length; depth += 1) {
      const layer = hidden[depth] as DenseLayer;
      const y = places.activations[which]?.[depth] ?? 0;
      dense(y, layer.outputsPadded, x, width, layer, rows);
      activate(y, rows * layer.outputsPadded);
      x = y;
      width = layer.outputsPadded;
    }
    dense(outputs + 4 * column, outputWidth, x, width, head, rows);
  }

  /** What a layer with inputs x owes to dy, the gradient by its outputs. */
  function addGradients(layer: DenseLayer, x: number, xStride: number, dy: number, dyStride: number, rows: number) {
    const { inputsPadded, outputsPadded } = layer;
    const weights = gradients + 4 * layer.weights;
    arithmetic.addOuter(weights, x, xStride, dy, dyStride, rows, inputsPadded, outputsPadded);
    arithmetic.addColumnSums(gradients + 4 * layer.bias, dy, dyStride, rows, outputsPadded);
  }

  function backwardChain({ hidden, head, column }: Chain, which: number, input: number, rows: number): void {
    let layer = head;
    let dy = outputGradients + 4 * column;
    let dyStride = outputWidth;
    for (let depth = hidden.length - 1; depth >= 0; depth -= 1) {
      const below = hidden[depth] as DenseLayer;
      const x = places.activations[which]?.[depth] ?? 0;
      const width = below.outputsPadded;
      addGradients(layer, x, width, dy, dyStride, rows);
      const dx = places.descents[depth & 1] ?? 0;
      const turned = transposed + 4 * layer.weights;
      arithmetic.affine(dx, width, dy, dyStride, turned, noBias, rows, layer.outputsPadded, width);
      activationGradient(dx, x, rows * width);
      [layer, dy, dyStride] = [below, dx, width];
    }
    addGradients(layer, input, inputWidth, dy, dyStride, rows);
  }

  return {
    forward: (input, rows, outputs) => {
      for (let which = 0; which < chains.length; which += 1)
        forwardChain(chains[which] as Chain, which, input, rows, outputs);
    },
    backward: (input, rows) => {
      for (let which = 0; which < chains.length; which += 1) backwardChain(chains[which] as Chain, which, input, rows);
    },
    transposeWeights: () => {
      for (const { hidden, head } of chains)
        for (const layer of [...hidden.slice(1), head])
          arithmetic.transpose(
            transposed + 4 * layer.weights,
            weightsOf(layer),
            layer.inputsPadded,
            layer.outputsPadded,
          );
    },
  };
}
