import { oneOf, type Shaped } from "@plimsoll/foundation";

/** Layers that vote: verification, stability, arbitration, evolution. Orchestration carries and has no vote. */
export const VOTING_LAYERS = ["L1", "L2", "L3", "L4"] as const;
export const layerShape = oneOf(...VOTING_LAYERS);
export type Layer = Shaped<typeof layerShape>;

export const LAYER_NAMES: Readonly<Record<Layer, string>> = {
  L1: "verification",
  L2: "stability",
  L3: "arbitration",
  L4: "evolution",
};
