/** What is kept of each cell, channel by channel. */
export const CPU = 0;
/** As believed now. */
export const MEMORY = 1;
export const PRIORITY = 2;
export const GROWTH = 3;
export const MEMORY_LAST_SEEN = 4;
/** Steps since the cell was in sight; below 0 for one that never was. */
export const UNSEEN_STEPS = 5;
export const GROWN = 6;
export const STEPS_GROWN = 7;
export const CHANNELS = 8;

/** What is kept of the agent, after its cells. */
export const ROW = 0;
export const COLUMN = 1;
export const BUDGET = 2;
export const IS_BEGUN = 3;
export const AGENT = 4;
