import { setImmediate as nextTurn } from "node:timers/promises";
import { PlimsollError } from "@plimsoll/foundation";
import { NO_SOURCES, type Parts, type TrainerSources } from "../../trainer/parts.ts";
import { createTrainer } from "../../trainer/trainer.ts";
import type { TrainerSpec } from "../../trainer/trainer-spec.ts";

/** Mean online squared errors of what needs no foresight. */
export interface NaiveBaselines {
  /** Of always predicting 0. */
  readonly zero: number;
  /** Of predicting the value before; before the first there is 0. */
  readonly repeatLast: number;
}

/** Of the rows that a training's own error is of: at each step those that it predicts before it learns from them. */
export function naiveBaselines({ stream, task }: Parts, steps: number): NaiveBaselines {
  let [zero, repeatLast] = [0, 0];
  for (let step = 0; step < steps; step += 1)
    for (let row = 0; row < task.freshRows; row += 1) {
      const value = stream.valueAt(step + row);
      zero += value ** 2;
      repeatLast += (value - (step + row === 0 ? 0 : stream.valueAt(step + row - 1))) ** 2;
    }
  const count = steps * task.freshRows;
  return { zero: zero / count, repeatLast: repeatLast / count };
}

/** Two for each power of ten, from too slow to too fast for any worker here. */
export const FIXED_RATES: readonly number[] = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1];

const TURN_STEPS = 64;

/** A training at a fixed rate, over so many steps. */
export interface FixedRun {
  readonly rate: number;
  /** Infinite where it diverged. */
  readonly error: number;
}

/**
 * The same training at a fixed rate, with nothing that foresees. `null` where the signal came first.
 * @param turn is told the steps done
 */
export async function fixedRun(
  spec: TrainerSpec,
  sources: TrainerSources = NO_SOURCES,
  {
    rate,
    steps,
    signal,
    turn,
  }: { rate: number; steps: number; signal: AbortSignal; turn: (stepsDone: number) => void },
): Promise<FixedRun | null> {
  const trainer = createTrainer(fixedSpec(spec, rate), sources);
  let sum = 0;
  try {
    while (trainer.stepsDone < steps) {
      sum += trainer.step(1).error;
      if (trainer.stepsDone % TURN_STEPS !== 0) continue;
      turn(trainer.stepsDone);
      await nextTurn();
      if (signal.aborted) return null;
    }
  } catch (fault) {
    if (!(fault instanceof PlimsollError) || fault.code !== "PROPHET_DIVERGED") throw fault;
    return { rate, error: Number.POSITIVE_INFINITY };
  }
  return { rate, error: Number.isFinite(sum) ? sum / steps : Number.POSITIVE_INFINITY };
}

const fixedSpec = (spec: TrainerSpec, rate: number): TrainerSpec => ({
  ...spec,
  risk: null,
  rewind: null,
  rate: { schedule: { kind: "fixed", rate }, guard: null },
});
