/** Dirt is an unsigned 16-bit whole number: this many units are 1.0, so that a cell cannot leave [0, 1] and every host counts alike. */
export const DIRT_FULL = 65_535;

/** The largest whole number of units that is not above a share of 1.0: `cell > dirtFloor(x)` says dirt > x. */
export const dirtFloor = (share: number): number => Math.floor(share * DIRT_FULL);

/** The nearest whole number of units. */
export const dirtUnits = (share: number): number => Math.round(share * DIRT_FULL);
