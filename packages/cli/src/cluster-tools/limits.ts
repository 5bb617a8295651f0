/** A seed and what is counted up from it stay exact whole numbers. */
export const SEED_MAX = 2 ** 52;
export const EPISODES_MAX = 1_000_000;
