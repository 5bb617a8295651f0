import { type Shaped, union } from "@plimsoll/foundation";
import type { Key } from "@plimsoll/simulation";
import type { Arena } from "@plimsoll/simulation/arithmetic";
import type { Memory } from "../engine/memory.ts";
import type { Network } from "../engine/network.ts";
import { placeClassicPredictor } from "./classic-predictor.ts";
import type { RiskSource } from "./risk-source.ts";

export const riskShape = union("kind", { classic: {} });

export type RiskSpec = Shaped<typeof riskShape>;

/** A source that may look at the worker. */
export type PlacedRisk = (memory: Memory, worker: Network) => RiskSource;

export const placeRisk = (arena: Arena, _spec: RiskSpec, key: Key): PlacedRisk => placeClassicPredictor(arena, key);
