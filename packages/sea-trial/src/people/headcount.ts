/** Alone a lab has CU for as many runs as it likes; those of the mesh share an allocation that can run out. */
export const HEADCOUNT = { alone: 1_000, meshed: 26 } as const;
