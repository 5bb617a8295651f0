const immediate = setImmediate;

/** Everything that is promised comes before the next turn of the event loop; nothing here waits for longer. */
export const settled = (): Promise<void> => new Promise((resolve) => immediate(resolve));
