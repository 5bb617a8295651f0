/** The seed's six actions, by number. Moves wrap and are free; 4 cleans the agent's cell, 5 scales the hottest ones. */
export const ACTIONS = ["up", "down", "left", "right", "clean", "scale"] as const;

/** How many actions the agent of a cluster has. */
export const ACTION_COUNT = ACTIONS.length;
export const UP = 0;
export const DOWN = 1;
export const LEFT = 2;
export const RIGHT = 3;
export const CLEAN = 4;
export const SCALE = 5;

/** Row and column steps of the four moves. */
export const MOVES = [
  { dy: -1, dx: 0 },
  { dy: 1, dx: 0 },
  { dy: 0, dx: -1 },
  { dy: 0, dx: 1 },
] as const;
