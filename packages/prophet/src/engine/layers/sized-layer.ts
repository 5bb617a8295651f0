import { PlimsollError } from "@plimsoll/foundation";
import { type Key, partKey } from "@plimsoll/simulation";
import type { Arena } from "@plimsoll/simulation/arithmetic";
import { fillWeights } from "../initial-weights.ts";
import type { Placed } from "../memory.ts";
import type { LayerSpec, NetworkSpec } from "../network-spec.ts";
import { paddedWidth } from "../padding.ts";
import { placeRelu, placeTanh } from "./activation.ts";
import { denseParameterCount, denseWeights, placeDense } from "./dense.ts";
import { inOwnRows } from "./in-own-rows.ts";
import { placeDropout } from "./dropout.ts";
import { gruParameterCount, gruWeights, placeGru } from "./gru.ts";
import type { Layer } from "./layer.ts";

/** A layer of a spec with the sizes on both sides. */
export interface SizedLayer {
  readonly spec: LayerSpec;
  readonly inputs: number;
  readonly outputs: number;
  readonly parameterCount: number;
  /** Numbers from the first parameter of the network. */
  readonly offset: number;
  /** The layer before never looks at its own outputs again, so that they may be written over. */
  readonly mayOverwrite: boolean;
}

/** What a layer needs beside its sizes. */
export interface LayerPlace {
  /** Byte addresses of the whole network's. */
  readonly parameters: number;
  readonly gradients: number;
  readonly rowsMax: number;
  readonly givesInputGradient: boolean;
}

/** Layers whose outputs the next layer may write over. The network's inputs are none of them. */
const OVERWRITTEN: ReadonlySet<LayerSpec["kind"]> = new Set(["dense", "gru", "dropout"]);

/** @throws PlimsollError `PROPHET_SPEC` where a recurrent layer's inputs are no whole number of its steps */
export function sizedLayers({ inputs, layers }: NetworkSpec): readonly SizedLayer[] {
  const sized: SizedLayer[] = [];
  let [size, offset] = [inputs, 0];
  let mayOverwrite = false;
  for (const spec of layers) {
    const outputs = spec.kind === "dense" || spec.kind === "gru" ? spec.outputs : size;
    const parameterCount = parameterCountOf(spec, size);
    sized.push({ spec, inputs: size, outputs, parameterCount, offset, mayOverwrite });
    [size, offset, mayOverwrite] = [outputs, offset + parameterCount, OVERWRITTEN.has(spec.kind)];
  }
  return sized;
}

function parameterCountOf(spec: LayerSpec, inputs: number): number {
  switch (spec.kind) {
    case "dense":
      return denseParameterCount(inputs, spec.outputs);
    case "gru":
      return gruParameterCount({ features: featuresOf(inputs, spec.steps), outputs: spec.outputs });
    default:
      return 0;
  }
}

function featuresOf(inputs: number, steps: number): number {
  if (inputs % steps === 0) return inputs / steps;
  throw new PlimsollError({
    code: "PROPHET_SPEC",
    expected: `a row of ${steps} steps with as many features each`,
    received: `${inputs} inputs`,
    fix: "give the recurrent layer as many steps as divide its inputs",
  });
}

export function placeLayer(
  arena: Arena,
  { spec, inputs, outputs, offset, mayOverwrite }: SizedLayer,
  { parameters, gradients, rowsMax, givesInputGradient }: LayerPlace,
): Placed<Layer> {
  const width = paddedWidth(inputs);
  const inPlace = (layer: Placed<Layer>): Placed<Layer> =>
    mayOverwrite ? layer : inOwnRows(arena, layer, width, rowsMax);
  const at = { parameters: parameters + 4 * offset, gradients: gradients + 4 * offset };
  switch (spec.kind) {
    case "dense":
      return placeDense(arena, { inputs, outputs, ...at, rowsMax, givesInputGradient });
    case "gru": {
      const features = featuresOf(inputs, spec.steps);
      return placeGru(arena, { steps: spec.steps, features, outputs, ...at, rowsMax, givesInputGradient });
    }
    case "tanh":
      return inPlace(placeTanh(arena, width));
    case "relu":
      return inPlace(placeRelu(width));
    default:
      return placeDropout(arena, width, spec.share, rowsMax);
  }
}

/** Fresh weights, biases 0. */
export function initialiseLayer(parameters: Float32Array, layer: SizedLayer, gain: number, key: Key): void {
  const { spec, inputs, outputs, offset, parameterCount } = layer;
  parameters.fill(0, offset, offset + parameterCount);
  if (spec.kind === "dense") fillWeights(parameters, denseWeights(offset, inputs, outputs), gain, key);
  if (spec.kind !== "gru") return;
  const size = { features: featuresOf(inputs, spec.steps), outputs };
  for (const [index, weights] of gruWeights(offset, size).entries())
    fillWeights(parameters, weights, gain, partKey(key, index));
}
