import { type Key, partKey } from "../../random/counter.ts";
import { DIRT_FULL, dirtFloor, dirtUnits } from "../field/dirt-unit.ts";
import type { FieldArithmetic, FieldBounds, FieldPair, FieldTotals } from "../field/field-arithmetic.ts";
import type { GardenerSpec } from "../spec/gardener-spec.ts";
import { clip } from "../../numbers/clip.ts";

type FlowSpec = GardenerSpec["flow"];
type SystemFlow = Extract<FlowSpec, { readonly kind: "system" }>;
type PairedFlow = Extract<FlowSpec, { readonly kind: "paired" }>;

export interface RawFlow {
  /** In [0, 1]: what is smoothed and mixed into risk. */
  readonly raw: number;
  readonly of: { readonly entropy: number; readonly hotSpots: number; readonly ramp: number };
}

/** The bounds at which a field's hot cells are counted; the ramp is centred on the hot bound. */
export function fieldBounds(flow: FlowSpec): FieldBounds {
  const hotAbove = dirtFloor(flow.hotAbove);
  if (flow.kind === "system") return { hotAbove, rampFrom: DIRT_FULL, rampWidth: 0 };
  const rampWidth = Math.max(1, dirtUnits(flow.rampWidth));
  return { hotAbove, rampFrom: Math.max(0, hotAbove - (rampWidth >> 1)), rampWidth };
}

/** What one generation's measuring of a field gives. */
export interface FieldSurvey {
  readonly totals: FieldTotals;
  readonly flow: RawFlow;
}

/**
 * Counts a field, and how strongly its metrics answer to small noise on its cells. The key is the run's flow key: `system` draws
 * anew in every generation, `paired` draws the same noises always, so that its change is the field's.
 */
export const surveyField = (
  arithmetic: FieldArithmetic,
  cells: Uint16Array,
  flow: FlowSpec,
  key: Key,
  generation: number,
): FieldSurvey =>
  flow.kind === "system"
    ? systemFlow(arithmetic, cells, flow, partKey(key, generation))
    : pairedFlow(arithmetic, cells, flow, key);

/** Reference §4.8: squared changes of mean dirt and of the share of hot cells, over eps². */
function systemFlow(arithmetic: FieldArithmetic, cells: Uint16Array, flow: SystemFlow, key: Key): FieldSurvey {
  const { totals, moved } = arithmetic.probe(cells, fieldBounds(flow), { eps: flow.eps, key });
  const scale = Math.max(1e-9, flow.eps * flow.eps);
  const entropy = ((moved.dirt - totals.dirt) / (DIRT_FULL * cells.length)) ** 2 / scale;
  const hotSpots = ((moved.hot - totals.hot) / cells.length) ** 2 / scale;
  return { totals, flow: { raw: clip(entropy + hotSpots), of: { entropy, hotSpots, ramp: 0 } } };
}

/**
 * Squared half differences between a noise and its opposite, times the number of cells, over eps²: an estimate of the mean squared
 * sensitivity of a cell, without the bias that a wall gives a single noise. Mean dirt answers alike in every state (a sum is
 * linear), so only the ramp enters risk: its flow is the share of cells within the ramp, up to chance.
 */
function pairedFlow(arithmetic: FieldArithmetic, cells: Uint16Array, flow: PairedFlow, key: Key): FieldSurvey {
  const noises = Array.from({ length: flow.probes }, (_, probe) => ({ eps: flow.eps, key: partKey(key, probe) }));
  const { totals, pairs } = arithmetic.probePairs(cells, fieldBounds(flow), noises);
  const scale = flow.probes * 4 * cells.length * Math.max(1e-9, flow.eps * flow.eps);
  const meanSquare = (difference: (pair: FieldPair) => number): number =>
    pairs.reduce((sum, pair) => sum + difference(pair) ** 2, 0) / scale;
  const of = {
    entropy: meanSquare(({ plus, minus }) => (plus.dirt - minus.dirt) / DIRT_FULL),
    hotSpots: meanSquare(({ plus, minus }) => plus.hot - minus.hot),
    ramp: meanSquare(({ plus, minus }) => (plus.ramp - minus.ramp) / DIRT_FULL),
  };
  return { totals, flow: { raw: clip(of.ramp), of } };
}
