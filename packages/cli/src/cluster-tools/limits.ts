/** A seed and what is counted up from it stay exact whole numbers. */
export const SEED_MAX = 2 ** 52;
/**
 * From here on episodes are played that a training of a usual seed has not met: cluster i of a training with seed s begins on seed s + i, and
 * where seeds are small numbers none comes so far.
 */
export const UNSEEN_SEED = 1_000_000;
export const EPISODES_MAX = 1_000_000;
