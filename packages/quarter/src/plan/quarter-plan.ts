import { type LabPlan, LABS } from "./labs.ts";
import { type ModelPlan, modelsOf } from "./models.ts";

/** What a quarter is made of: the same seed, the same plan. */
export interface QuarterPlan {
  readonly seed: number;
  readonly labs: readonly LabPlan[];
  readonly models: readonly ModelPlan[];
}

/** Six labs and forty models. @param seed a whole number in [0, 2^32) */
export const quarterPlan = (seed: number): QuarterPlan => ({ seed, labs: LABS, models: modelsOf(seed) });
