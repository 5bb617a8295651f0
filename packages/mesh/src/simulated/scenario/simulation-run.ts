import { RandomStream } from "@plimsoll/foundation";
import type { Cryptography, Signer } from "../../ports/cryptography.ts";
import type { MeshHost, NodePlan } from "../mesh/simulated-mesh.ts";
import { SimulatedMesh } from "../mesh/simulated-mesh.ts";
import { FaultRunner, SIMULATED_HOST } from "./fault-runner.ts";
import { finalChecks, type FinalState } from "./final-checks.ts";
import { Observer } from "./observer.ts";
import type { ScenarioSpec } from "./scenario-spec.ts";
import { WorkloadRunner } from "./workload-runner.ts";

/** The digests that a simulated mesh is given: a core has none. */
export type Hashes = Pick<Cryptography, "sha256" | "sha256Bytes">;

/** How long a slow node thinks, ms: the audit's figure. */
export const SLOW_THINK_MS = 45_000;

/** A step takes far less than a millisecond. */
const STEPS_TOLD = 512;

const MORE_MAX = 40;
const MORE_MS = 250;

/** One run of a scenario: a mesh, its observer, what is asked of it and what goes wrong. */
export class SimulationRun {
  readonly spec: ScenarioSpec;
  readonly mesh: SimulatedMesh;
  readonly observer: Observer;
  readonly faults: FaultRunner;
  readonly workload: WorkloadRunner;
  /** Called every so many steps, for whoever watches. */
  onSteps: (() => void) | null = null;
  readonly #placeOf = new Map<string, number>();

  constructor(spec: ScenarioSpec, hashes: Hashes, nodePlan: (node: number) => NodePlan = planOf(spec)) {
    this.spec = spec;
    this.observer = new Observer(this.#observed(), hashes as Cryptography);
    const { seed, survivors, spendWitnesses, dimensions, certifier } = spec;
    const nodes = Array.from({ length: spec.nodes }, (_, node) => nodePlan(node));
    const plan = {
      seed,
      nodes,
      survivors,
      spendWitnesses,
      dimensions,
      ...(certifier === undefined ? {} : { certifier }),
    };
    this.mesh = new SimulatedMesh(plan, hashes, (node) => this.#stepped(node), this.observer);
    this.mesh.signers.forEach(({ key }, place) => this.#placeOf.set(key, place));
    this.faults = new FaultRunner(this.mesh, this.observer, RandomStream.from("faults", seed));
    this.workload = new WorkloadRunner(this.mesh, spec, RandomStream.from("workload", seed));
  }

  /** Work and trouble, then an end to trouble, and time to settle. */
  run(): void {
    this.start();
    this.mesh.world.runUntil(this.spec.durationMs);
    this.settle(this.spec.settleMs);
  }

  start(): void {
    this.faults.arrange(this.spec.faults);
    this.workload.arrange();
    this.mesh.start();
  }

  /** What was written in the last moment may be on its way still: then a little longer. */
  settle(ms: number): void {
    const { world } = this.mesh;
    this.faults.mend();
    world.runUntil(world.nowMs() + ms);
    for (let more = 0; more < MORE_MAX && !this.#isLevel(); more += 1) world.runUntil(world.nowMs() + MORE_MS);
  }

  #stepped(node: number): void {
    this.observer.stepped(node);
    if (this.onSteps !== null && this.mesh.world.steps % STEPS_TOLD === 0) this.onSteps();
  }

  #isLevel(): boolean {
    return new Set(this.mesh.running().map(({ member }) => member.eventRoot())).size <= 1;
  }

  /** A machine that is not of the genesis. */
  join(plan: NodePlan, signer: Signer): MeshHost {
    const host = this.mesh.join(plan, signer);
    this.#placeOf.set(signer.key, host.node);
    return host;
  }

  finalState(expectsDecisions = true): FinalState {
    const programs = this.mesh.running();
    return finalChecks(this.observer, { programs, nowMs: this.mesh.world.nowMs(), expectsDecisions });
  }

  #observed() {
    const { nodes, survivors } = this.spec;
    return {
      nowMs: () => this.mesh.world.nowMs(),
      placeOf: (key: string) => this.#placeOf.get(key) ?? -1,
      programAt: (node: number) => this.mesh.hosts[node]?.program ?? null,
      wallMs: (node: number) => this.mesh.hosts[node]?.wallMs() ?? 0,
      members: Array.from({ length: nodes }, (_, node) => node),
      quorum: Math.max(1, nodes - survivors + 1),
    };
  }
}

/** Fast nodes first, slow ones last, as the audit has them. */
const planOf =
  ({ nodes, slowNodes, thinkMs }: ScenarioSpec) =>
  (node: number): NodePlan => {
    const isSlow = node >= nodes - slowNodes;
    const ms = isSlow ? SLOW_THINK_MS : thinkMs;
    const worker = { lanes: [isSlow ? "slow" : "fast"], announcedMs: ms, capacity: 1 };
    return { worker, thinkMs: () => ms, clock: null, traits: SIMULATED_HOST };
  };
