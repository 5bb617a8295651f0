import { createTrainer } from "../../src/trainer/trainer.ts";
import { NO_SOURCES, type TrainerSources } from "../../src/trainer/parts.ts";
import type { TrainerSpec } from "../../src/trainer/trainer-spec.ts";

/** Mean squared online error of a whole training; infinite where it diverged. */
export function meanError(spec: TrainerSpec, sources: TrainerSources = NO_SOURCES): number {
  const trainer = createTrainer(spec, sources);
  let sum = 0;
  try {
    for (let step = 0; step < spec.steps; step += 1) sum += trainer.step(1).error;
  } catch (error) {
    if ((error as { code?: string }).code === "PROPHET_DIVERGED") return Number.POSITIVE_INFINITY;
    throw error;
  }
  return sum / spec.steps;
}
