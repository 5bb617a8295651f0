/** What the exit codes of every command mean. */
export const EXIT = { done: 0, broken: 1, usage: 2, refused: 3 } as const;
