import type { SimulationRun } from "./simulation-run.ts";

/** How far a scenario is. It changes nothing about its course. */
export interface ScenarioProgress {
  /** Which of its runs, from 1, and of how many: some profiles run a mesh twice. */
  readonly run: number;
  readonly runs: number;
  readonly virtualMs: number;
  /** When work and settling end. What comes after that is an exception and may take longer. */
  readonly untilMs: number;
  readonly events: number;
}

/** Is told how far a scenario is. */
export type OnProgress = (progress: ScenarioProgress) => void;

/** Tells of a run every so many steps. */
export function tellProgress(run: SimulationRun, onProgress: OnProgress | undefined, place = 1, runs = 1): void {
  if (onProgress === undefined) return;
  const untilMs = run.spec.durationMs + run.spec.settleMs;
  run.onSteps = () => {
    onProgress({ run: place, runs, virtualMs: run.mesh.world.nowMs(), untilMs, events: run.observer.catalog.size });
  };
}
