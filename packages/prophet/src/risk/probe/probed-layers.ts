import { denseParameterCount } from "../../engine/layers/dense.ts";
import type { NetworkSpec } from "../../engine/network-spec.ts";
import { paddedWidth } from "../../engine/padding.ts";

/** A dense layer as it lies in the parameters: weights (inputs × width, row by row), then the biases. */
export interface ProbedLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly width: number;
  /** Numbers from the first parameter to the weights, and to the biases. */
  readonly weights: number;
  readonly biases: number;
  /** What follows it. */
  readonly activation: "tanh" | "relu" | "none";
  /** Numbers from the first of all layers' inputs to this one's: where its singular vector is kept. */
  readonly vector: number;
}

export interface ProbedLayers {
  readonly layers: readonly ProbedLayer[];
  /** Nothing comes behind the last of them: their outputs are the network's. */
  readonly isWhole: boolean;
}

/** The dense layers from the inputs on, up to the first layer of a kind that is not looked into. Dropout is left out: a probe measures. */
export function probedLayers({ inputs, layers }: NetworkSpec): ProbedLayers {
  const probed: ProbedLayer[] = [];
  let [size, offset, vector] = [inputs, 0, 0];
  for (const [index, spec] of layers.entries()) {
    if (spec.kind === "dense") {
      const [inner, width] = [paddedWidth(size), paddedWidth(spec.outputs)];
      const activation = activationAfter(layers, index);
      probed.push({
        inputs: size,
        outputs: spec.outputs,
        width,
        weights: offset,
        biases: offset + inner * width,
        activation,
        vector,
      });
      [offset, vector] = [offset + denseParameterCount(size, spec.outputs), vector + size];
      size = spec.outputs;
    } else if (!PASSED.has(spec.kind)) return { layers: probed, isWhole: false };
  }
  return { layers: probed, isWhole: true };
}

/** Kinds that are an activation or nothing. */
const PASSED: ReadonlySet<string> = new Set(["tanh", "relu", "dropout"]);

function activationAfter(layers: NetworkSpec["layers"], index: number): ProbedLayer["activation"] {
  for (const { kind } of layers.slice(index + 1)) {
    if (kind === "tanh" || kind === "relu") return kind;
    if (kind !== "dropout") return "none";
  }
  return "none";
}
