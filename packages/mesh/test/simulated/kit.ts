import { nativeCryptography } from "../../src/node/native-cryptography.ts";
import { scenarioOf } from "../../src/simulated/scenario/profiles.ts";
import type { ScenarioSpec, Workload } from "../../src/simulated/scenario/scenario-spec.ts";
import type { MemberProgram } from "../../src/simulated/mesh/member-program.ts";
import type { NodePlan } from "../../src/simulated/mesh/simulated-mesh.ts";
import { SimulationRun } from "../../src/simulated/scenario/simulation-run.ts";

export const hashes = nativeCryptography();

const NOTHING: Workload = {
  intentEveryMs: null,
  slowEvery: null,
  spendEveryMs: null,
  issuedMicroCu: 0,
  spendMicroCu: 1,
  fieldEveryMs: null,
  thoughtEveryMs: null,
};

/** A calm little mesh of which a test changes what it is about. */
export const spec = (seed: number, nodes: number, change: Partial<ScenarioSpec> = {}): ScenarioSpec => ({
  ...scenarioOf("partition", seed, { nodes }),
  faults: [],
  spendWitnesses: 0,
  workload: NOTHING,
  ...change,
});

export const work = (change: Partial<Workload>): Workload => ({ ...NOTHING, ...change });

export function started(of: ScenarioSpec, plan?: (node: number) => NodePlan): SimulationRun {
  const run = new SimulationRun(of, hashes, plan);
  run.start();
  return run;
}

export function at(run: SimulationRun, node: number): MemberProgram {
  const program = run.mesh.hosts[node]?.program;
  if (!program) throw new Error(`node ${node} is down`);
  return program;
}

/** Lets time pass until the condition holds; how long that took in ms, or null when it did not within the limit. */
export function waited(run: SimulationRun, limitMs: number, condition: () => boolean, stepMs = 50): number | null {
  const { world } = run.mesh;
  for (const fromMs = world.nowMs(); world.nowMs() - fromMs <= limitMs; world.runUntil(world.nowMs() + stepMs)) {
    if (condition()) return world.nowMs() - fromMs;
  }
  return null;
}

export const rootsOf = (run: SimulationRun, nodes: readonly number[]): number =>
  new Set(nodes.map((node) => at(run, node).member.eventRoot())).size;

export const range = (count: number, from = 0): number[] => Array.from({ length: count }, (_, place) => from + place);

/** One line: the id, what was measured, the figure, the bar. */
export const tell = (id: string, what: string, figure: string | number, bar: string): void =>
  console.info(`${id}  ${what}  ${figure}  (${bar})`);
