import type { SweepLimits } from "./fixed-point.ts";

/** Error 1e-4 in return units; with twelve sweeps between extrapolations a policy needs about a hundred sweeps. */
export const SWEEP_LIMITS: SweepLimits = { tolerance: 1e-4, sweepsMax: 10_000, extrapolateEvery: 12 };
