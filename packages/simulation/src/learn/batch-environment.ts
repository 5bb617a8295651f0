/**
 * The port through which the learner meets an environment: many environments of one kind that are stepped together, with
 * same-step autoreset. The learner knows nothing else of it.
 *
 * The arrays MUST stay the same objects for the life of the batch; `reset` and `step` write them. After a step in which
 * environment i ended, row i of `observations` is the first of its next episode and row i of `finalObservations` the last of
 * the episode that ended; in other rows `finalObservations` has no meaning. The learner never writes them.
 */
export interface BatchEnvironment {
  readonly environments: number;
  readonly observationSize: number;
  /** 2 to 8. */
  readonly actionCount: number;
  /** environments × observationSize, row-major. */
  readonly observations: Float32Array;
  readonly finalObservations: Float32Array;
  readonly rewards: Float64Array;
  /** 1 where the last step ended an episode by the rules of the world: nothing comes after it. */
  readonly terminated: Uint8Array;
  /** 1 where the last step cut an episode off: what would have come after it has a value. */
  readonly truncated: Uint8Array;
  /** Of the current observation, one byte an environment: bit a is set where action a is allowed. One bit MUST be set. */
  readonly actionMasks: Uint8Array;
  reset(seed: number): void;
  /** One action an environment, each below `actionCount`. */
  step(actions: Uint8Array): void;
  /** The whole state of one environment, for a training that is to go on elsewhere. */
  snapshot?(environment: number): Uint8Array;
  /** Puts a snapshot back, and the environment's rows of `observations` and `actionMasks` with it. */
  restore?(environment: number, snapshot: Uint8Array): void;
}
