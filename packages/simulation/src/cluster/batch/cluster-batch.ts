import { type Digest, PlimsollError } from "@plimsoll/foundation";
import { type Key, seedKey } from "../../random/counter.ts";
import { sharedMemory } from "../../webassembly/instantiate.ts";
import { ACTION_COUNT } from "../actions.ts";
import { type ClusterSpec, clusterSpecDigest } from "../cluster-spec.ts";
import { type ClusterConstants, clusterConstants } from "../integer/constants.ts";
import { actionInvalid, episodeEnded } from "../integer/step-cluster.ts";
import { type ClusterKernel, clusterKernel } from "../kernel/cluster-kernel.ts";
import { type BatchLayout, batchLayout, writeParameters } from "../kernel/cluster-memory.ts";
import * as at from "../kernel/layout.ts";
import { ClusterSlot } from "./cluster-slot.ts";
import { type EnvironmentRange, type RangeRunner, runHere } from "./range-runner.ts";
import { snapshotFault, snapshotInvalid, snapshotSize } from "./snapshot-fault.ts";

/**
 * What happens to an episode that has ended (Gymnasium's three modes). `next-step`: the step after the last one ignores its
 * action and shows the new episode's first observation. `same-step`: the last step does, and the last observation of the
 * old one is in `finalObservations`. `disabled`: nothing, and a step after the end is an error.
 */
export type Autoreset = "next-step" | "same-step" | "disabled";

const AUTORESET_CODES: Readonly<Record<Autoreset, number>> = {
  "next-step": at.NEXT_STEP,
  "same-step": at.SAME_STEP,
  disabled: at.DISABLED,
};

/** Ten million clusters of the smallest grid would fit; more than this is a slip of the hand. */
const ENVIRONMENTS_MAX = 1 << 22;

/**
 * Many clusters of one spec that step together, in one WebAssembly memory. Nothing is allocated in a step: the arrays are
 * views of that memory, valid for the batch's life, and change with every step. n is the number of environments.
 */
export class ClusterBatch {
  readonly spec: ClusterSpec;
  readonly specDigest: Digest;
  readonly constants: ClusterConstants;
  readonly autoreset: Autoreset;
  readonly environments: number;
  readonly observationSize: number;
  readonly actionCount: number = ACTION_COUNT;
  /** n × observationSize, row by row, each number in [0, 1]. */
  readonly observations: Float32Array;
  /** The same of the episodes that ended in the last step (`same-step` alone; other rows keep what they had). */
  readonly finalObservations: Float32Array;
  readonly rewards: Float64Array;
  /** 1 where an episode ended by its rules: nothing comes after. */
  readonly terminated: Uint8Array;
  /** 1 where an episode ended by its length. */
  readonly truncated: Uint8Array;
  /** Bit a of each is set where action a can take effect. */
  readonly actionMasks: Uint8Array;
  /** Average load of each, 0 … 1. */
  readonly loads: Float64Array;
  readonly oomCounts: Int32Array;
  readonly criticalCounts: Int32Array;
  /** In thousandths. */
  readonly budgets: Int32Array;
  /** What `step` reads; write one action of 0 … 5 for each environment. */
  readonly actions: Uint8Array;
  readonly memory: WebAssembly.Memory;
  readonly layout: BatchLayout;
  readonly #kernel: ClusterKernel;
  readonly #run: RangeRunner;
  readonly #resetMask: Uint8Array;

  /**
   * @param run how ranges of environments are worked on: here, or on several threads (`openThreads`)
   * @throws {PlimsollError} `CLUSTER_BATCH_SIZE`, `SIMULATION_TOO_LARGE`
   */
  constructor(spec: ClusterSpec, environments: number, autoreset: Autoreset, run: RangeRunner = runHere) {
    if (!Number.isInteger(environments) || environments < 1 || environments > ENVIRONMENTS_MAX)
      throw batchSize(environments);
    this.spec = spec;
    this.specDigest = clusterSpecDigest(spec);
    this.constants = clusterConstants(spec);
    this.autoreset = autoreset;
    this.environments = environments;
    this.layout = batchLayout(this.constants, environments);
    this.observationSize = this.layout.observationSize;
    this.memory = sharedMemory(this.layout.end);
    const { buffer } = this.memory;
    writeParameters(buffer, this.constants, this.layout);
    const n = environments;
    this.actions = new Uint8Array(buffer, this.layout.actions, n);
    this.#resetMask = new Uint8Array(buffer, this.layout.resetMask, n);
    this.observations = new Float32Array(buffer, this.layout.observations, n * this.observationSize);
    this.finalObservations = new Float32Array(buffer, this.layout.finalObservations, n * this.observationSize);
    this.rewards = new Float64Array(buffer, this.layout.rewards, n);
    this.terminated = new Uint8Array(buffer, this.layout.terminated, n);
    this.truncated = new Uint8Array(buffer, this.layout.truncated, n);
    this.actionMasks = new Uint8Array(buffer, this.layout.actionMasks, n);
    this.loads = new Float64Array(buffer, this.layout.loads, n);
    this.oomCounts = new Int32Array(buffer, this.layout.oomCounts, n);
    this.criticalCounts = new Int32Array(buffer, this.layout.criticalCounts, n);
    this.budgets = new Int32Array(buffer, this.layout.budgets, n);
    this.#kernel = clusterKernel(this.memory);
    this.#run = run;
  }

  /** Starts environment i on its own run of seed + i, at that run's first episode. */
  reset(seed: number): void {
    this.resetRoots((environment) => seedKey(seed + environment));
  }

  /** Starts every environment on the run whose key is given, at its first episode. */
  resetRoots(rootOf: (environment: number) => Key): void {
    for (let environment = 0; environment < this.environments; environment += 1)
      this.slot(environment).place(rootOf(environment));
    this.#work("reset");
  }

  /** Starts the next episode where `mask` is not 0. */
  resetWhere(mask: Uint8Array): void {
    if (mask.length !== this.environments) throw maskLength(mask.length, this.environments);
    this.#resetMask.set(mask);
    this.#work("resetWhere");
  }

  /**
   * One step of every environment, by `actions`. An action that does not exist stops the whole step before it begins.
   * @throws {PlimsollError} `CLUSTER_ACTION_INVALID`, `CLUSTER_EPISODE_ENDED`
   */
  step(actions: Uint8Array = this.actions): void {
    if (actions !== this.actions) this.#take(actions);
    const code = AUTORESET_CODES[this.autoreset];
    const faulty = this.#kernel.firstFault(this.layout.params, 0, this.environments, code);
    if (faulty >= 0) throw this.#faultOf(faulty);
    this.#work("step");
  }

  /** One environment's state, to look at, keep, copy or place. */
  slot(environment: number): ClusterSlot {
    return new ClusterSlot(this.memory.buffer, this.layout, this.constants, environment);
  }

  /** A copy of an environment's whole state. */
  snapshot(environment: number): Uint8Array {
    return this.slot(environment).bytes().slice();
  }

  /**
   * Puts a snapshot of the same spec back, into this or another place: what follows is what followed it.
   * @throws {PlimsollError} `CLUSTER_SNAPSHOT_SIZE`, `CLUSTER_SNAPSHOT_INVALID`; then nothing has changed
   */
  restore(environment: number, snapshot: Uint8Array): void {
    if (snapshot.length !== this.layout.stateBytes) throw snapshotSize(snapshot.length, this.layout.stateBytes);
    const fault = snapshotFault(snapshot, this.constants);
    if (fault !== undefined) throw snapshotInvalid(fault);
    this.#place(environment, snapshot);
  }

  /** Makes `to` a copy of `from`: the same future under the same actions. */
  fork(from: number, to: number): void {
    this.#place(to, this.slot(from).bytes());
  }

  /** Counts and shows anew what a host has placed in a slot. */
  refresh(environment: number): void {
    this.#kernel.refresh(this.layout.params, environment, environment + 1);
  }

  #place(environment: number, state: Uint8Array): void {
    this.slot(environment).bytes().set(state);
    this.refresh(environment);
  }

  #take(actions: Uint8Array): void {
    if (actions.length !== this.environments) throw actionCount(actions.length, this.environments);
    this.actions.set(actions);
  }

  #work(task: EnvironmentRange["task"]): void {
    const autoreset = AUTORESET_CODES[this.autoreset];
    this.#run(this.#kernel, { task, params: this.layout.params, environments: this.environments, autoreset });
  }

  #faultOf(environment: number): PlimsollError {
    const action = this.actions[environment] ?? 0;
    return action >= ACTION_COUNT ? actionInvalid(action) : episodeEnded(this.slot(environment).step);
  }
}

const batchSize = (environments: number): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_BATCH_SIZE",
    expected: `a whole number of environments from 1 to ${ENVIRONMENTS_MAX}`,
    received: String(environments),
    fix: "name how many clusters shall step together",
  });

const actionCount = (received: number, environments: number): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_ACTION_COUNT",
    expected: `${environments} actions, one for each environment`,
    received: String(received),
    fix: "give every environment an action",
  });

const maskLength = (received: number, environments: number): PlimsollError =>
  new PlimsollError({
    code: "CLUSTER_RESET_MASK",
    expected: `a mask of ${environments} entries`,
    received: String(received),
    fix: "say of every environment whether it shall be reset",
  });
