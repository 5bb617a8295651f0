/** The five actions, in the order of the policy's outputs. Rows grow downwards. */
export const ACTION = { UP: 0, DOWN: 1, LEFT: 2, RIGHT: 3, STAY: 4 } as const;

/** What an agent does in one step, as its number. */
export type Action = (typeof ACTION)[keyof typeof ACTION];

/** How many actions an agent has. */
export const ACTION_COUNT = 5;

const COLUMN_STEPS = [0, 0, -1, 1, 0];
const ROW_STEPS = [-1, 1, 0, 0, 0];

export const isAction = (action: number): action is Action =>
  Number.isInteger(action) && action >= 0 && action < ACTION_COUNT;

export const columnStep = (action: Action): number => COLUMN_STEPS[action]!;

export const rowStep = (action: Action): number => ROW_STEPS[action]!;
