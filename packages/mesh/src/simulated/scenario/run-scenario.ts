import { runBlast } from "./blast/run-blast.ts";
import { outcomeOf, type ScenarioOutcome } from "./scenario-outcome.ts";
import { type OnProgress, tellProgress } from "./scenario-progress.ts";
import type { ScenarioSpec } from "./scenario-spec.ts";
import { type Hashes, SimulationRun } from "./simulation-run.ts";
import { ThoughtWatch } from "./thought-watch.ts";

/** Runs a scenario to its end and says what it came to. The same scenario gives the same outcome, to the last digit. */
export function runScenario(spec: ScenarioSpec, hashes: Hashes, onProgress?: OnProgress): ScenarioOutcome {
  if (spec.profile === "blast") return runBlast(spec, hashes, true, onProgress).outcome;
  if (spec.profile === "slow-fast") return runSlowFast(spec, hashes, onProgress).outcome;
  const run = new SimulationRun(spec, hashes);
  tellProgress(run, onProgress);
  run.run();
  return outcomeOf(run, run.finalState());
}

/** The run, and how soon intents were decided and thoughts merged in it. */
export interface SlowFastRun {
  readonly outcome: ScenarioOutcome;
  readonly run: SimulationRun;
  readonly watch: ThoughtWatch;
  /** Fast intents decided a minute, with and without the slow nodes. */
  readonly perMinute: readonly [withSlow: number, without: number];
}

/** With slow nodes, and the same without them: they keep their keys and their place, and take no work. */
export function runSlowFast(spec: ScenarioSpec, hashes: Hashes, onProgress?: OnProgress): SlowFastRun {
  const [first, second] = [new SimulationRun(spec, hashes), new SimulationRun(without(spec), hashes)];
  tellProgress(first, onProgress, 1, 2);
  tellProgress(second, onProgress, 2, 2);
  const [run, watch] = watched(first);
  const [, alone] = watched(second);
  const minutes = spec.durationMs / 60_000;
  const perMinute = [watch.decidedMs("fast").length / minutes, alone.decidedMs("fast").length / minutes] as const;
  const final = run.finalState();
  return { outcome: outcomeOf(run, final, perMinute[0] / perMinute[1]), run, watch, perMinute };
}

const without = (spec: ScenarioSpec): ScenarioSpec => ({
  ...spec,
  nodes: spec.nodes - spec.slowNodes,
  slowNodes: 0,
});

function watched(run: SimulationRun): [SimulationRun, ThoughtWatch] {
  const watch = new ThoughtWatch(run.observer, () => run.mesh.world.nowMs());
  run.run();
  return [run, watch];
}
