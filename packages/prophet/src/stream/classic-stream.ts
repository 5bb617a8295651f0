import { type Key, normalAt } from "@plimsoll/simulation";
import type { Stream } from "./stream.ts";

/** What the last quarter adds to every third step. */
const NOISE_DEVIATION = 0.05;

/**
 * The original's targets: a sine, a square wave of period 40, a mixture, and slow waves with noise, a quarter of the steps each (v8.4.2). The
 * step in the formulas is absolute: a run of another length has other phases.
 */
export const classicStream = (steps: number, noise: Key): Stream => ({
  steps,
  valueAt: (step) => {
    const progress = step / steps;
    if (progress < 0.25) return Math.sin(0.1 * step);
    if (progress < 0.5) return Math.floor(step / 20) % 2 === 0 ? 1 : -1;
    if (progress < 0.75) return mixture(0.02 * step);
    return slowWaves(0.01 * step) + (step % 3 === 0 ? NOISE_DEVIATION * normalAt(noise, step) : 0);
  },
});

const mixture = (t: number): number => 0.5 * Math.sin(t) * Math.cos(0.3 * t) + 0.5 * Math.sin(0.1 * t);
const slowWaves = (t: number): number => 0.3 * Math.sin(t) + 0.2 * Math.cos(0.5 * t);
