import { type Shaped, union } from "@plimsoll/foundation";
import type { Key } from "@plimsoll/simulation";
import type { Arena } from "@plimsoll/simulation/arithmetic";
import type { Memory } from "../engine/memory.ts";
import type { Network } from "../engine/network.ts";
import { placeClassicPredictor } from "./classic-predictor.ts";
import { fittedSource } from "./fitted-source.ts";
import { portableSource } from "./portable-source.ts";
import type { RiskSource } from "./risk-source.ts";

export const riskShape = union("kind", {
  /** The original's predictor, which echoes the loss. */
  classic: {},
  /** The chance of a spike within the next 10 steps, by a model fitted on recorded runs, which looks into the worker. */
  fitted: {},
  /** The same by a model that needs no look into the worker. */
  portable: {},
});

export type RiskSpec = Shaped<typeof riskShape>;

/** A source that may look at the worker. */
export type PlacedRisk = (memory: Memory, worker: Network) => RiskSource;

const PLACED_BY_KIND: Readonly<Record<RiskSpec["kind"], (arena: Arena, key: Key) => PlacedRisk>> = {
  classic: placeClassicPredictor,
  fitted: (_, key) => (_memory, worker) => fittedSource(worker, key),
  portable: () => portableSource,
};

export const placeRisk = (arena: Arena, { kind }: RiskSpec, key: Key): PlacedRisk => PLACED_BY_KIND[kind](arena, key);
