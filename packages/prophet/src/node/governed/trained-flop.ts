import { type SizedLayer, sizedLayers } from "../../engine/layers/sized-layer.ts";
import { paddedRows } from "../../engine/padding.ts";
import { rowsNeeded } from "../../objective/descend.ts";
import type { TrainerSpec } from "../../trainer/trainer-spec.ts";

/** A product and a sum for each parameter and row: once forward, twice backward (Kaplan et al. 2020, arXiv:2001.08361, §2.1). */
const LEARNING_FLOP = 6;
/** Forward once more, to ask of a spike whether the kept weights do better. */
const LOOKING_FLOP = 2;
/** For each parameter besides: the optimiser with most of them, the gradient's length, the curvature along the update. */
const UPDATE_FLOP = 32;
/** For each output of each layer and row: activation, dropout, loss, and their slopes. */
const ROW_FLOP = 32;
/** What foretells spikes, with its own small network. */
const RISK_FLOP = 100_000;

/**
 * FLOP of so many steps of a training, at most: what it notes for the kernel, which takes reported FLOP as they are. A function of the spec and
 * the steps alone, so that a run that was killed and goes on counts on.
 */
export const trainedFlop = (spec: TrainerSpec, steps: number): bigint => BigInt(flopOfStep(spec)) * BigInt(steps);

function flopOfStep(spec: TrainerSpec): number {
  const hasDropout = spec.worker.layers.some(({ kind }) => kind === "dropout");
  const rows = paddedRows(rowsNeeded(spec.task.rows, spec.loss, hasDropout));
  const passes = LEARNING_FLOP + (spec.rewind === null ? 0 : LOOKING_FLOP);
  const worker = sizedLayers(spec.worker).reduce((sum, layer) => sum + flopOfLayer(layer, rows, passes), 0);
  return worker + (spec.risk === null ? 0 : RISK_FLOP);
}

function flopOfLayer({ spec, outputs, parameterCount }: SizedLayer, rows: number, passes: number): number {
  const times = spec.kind === "gru" ? spec.steps : 1;
  return rows * times * (passes * parameterCount + ROW_FLOP * outputs) + UPDATE_FLOP * parameterCount;
}
