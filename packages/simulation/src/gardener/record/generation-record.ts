import type { Action } from "../agent/action.ts";
import type { Verdict } from "../risk/verdict.ts";

/** An action that the control layer put in the place of another. */
export interface Suppression {
  readonly agentId: number;
  readonly planned: Action;
  readonly action: Action;
  readonly cause: string;
}

/** What one generation came to. Shares are in [0, 1]; dirt is a number of full cells. */
export interface GenerationRecord {
  /** Counts from 1. */
  readonly generation: number;
  readonly population: number;
  readonly energyMean: number;
  readonly entropyTotal: number;
  readonly emergencyMoves: number;
  /** Since the beginning: emergency moves, or agents that lived on after them (`reflex.savedAfter`). */
  readonly isolationSaves: number;
  /** Change of `entropyTotal`, signed. */
  readonly entropyGradient: number;
  /** Change of the population, without its sign. */
  readonly populationVolatility: number;
  /** Emergency moves per agent. */
  readonly emergencyRatio: number;
  /** Smoothed, as `flow`. */
  readonly risk: number;
  readonly flow: number;
  readonly verdict: Verdict;
  /** What the CSV has no column for. */
  readonly rawRisk: number;
  readonly rawFlow: number;
  /** Raw flow of each metric: mean dirt, share of hot cells, and the ramp where the spec has one. */
  readonly flowOf: { readonly entropy: number; readonly hotSpots: number; readonly ramp: number };
  readonly hotShare: number;
  readonly starvingShare: number;
  readonly births: number;
  readonly deaths: number;
  readonly respawns: number;
  readonly suppressions: readonly Suppression[];
}
