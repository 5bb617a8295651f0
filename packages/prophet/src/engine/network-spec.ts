import { integer, list, object, real, type Shaped, union } from "@plimsoll/foundation";

const SIZE_MAX = 4096;
const LAYERS_MAX = 16;
const STEPS_MAX = 1024;

const layerShape = union("kind", {
  dense: { outputs: integer(1, SIZE_MAX) },
  tanh: {},
  relu: {},
  dropout: { share: real(0, 0.99) },
  /** A row is `steps` × features numbers, the oldest step first; what comes out is the last hidden state. */
  gru: { steps: integer(1, STEPS_MAX), outputs: integer(1, SIZE_MAX) },
});

/** A network as data: what goes in, and its layers from the inputs to the outputs. */
export const networkShape = object({
  inputs: integer(1, SIZE_MAX),
  layers: list(layerShape, LAYERS_MAX),
  /** Weights are uniform in ± gain · √(6 / (inputs + outputs)) (Glorot and Bengio 2010), biases 0. */
  gain: real(0, 10),
});

/** Layers of a network, from the input on. */
export type NetworkSpec = Shaped<typeof networkShape>;
export type LayerSpec = NetworkSpec["layers"][number];
