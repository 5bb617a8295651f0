/** H of reference §2.4: an episode is over, and failed, after so many steps. */
export const STEPS_PER_EPISODE = 40;
/** E of reference §2.4. */
export const EPISODES_PER_RUN = 20;
/** Episodes of a calibration run by the oracle (reference §2.4). */
export const EPISODES_PER_CALIBRATION = 100;
/** k of reference §2.4: so many repairs may be tried for one contradiction. */
export const ATTEMPTS_MAX = 2;
/** The seeds of the experiment (reference §2.4). */
export const FROZEN_SEEDS: readonly number[] = [42, 123, 456, 789, 1000];
