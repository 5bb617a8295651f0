/** Anything that acts in the gridworld. */
export interface Policy {
  /**
   * An action (0 to 4, see `ACTION`) for an observation of `OBSERVATION_SIZE` numbers, which MUST NOT be kept or changed.
   * `draw` in [0, 1) is the only chance that it may use.
   */
  act(observation: Float64Array, draw: number): number;
}
