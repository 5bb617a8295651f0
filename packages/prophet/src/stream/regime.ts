import { belowAt, type Key, partKey, uniformAt } from "@plimsoll/simulation";
import { henonOrbit } from "./henon-orbit.ts";

const REGIME_KINDS = ["sine", "square", "chaos"] as const;

export type RegimeKind = (typeof REGIME_KINDS)[number];

/** Steps of a wave's period, and the amplitude of any regime: uniform between these. */
const PERIOD_STEPS = [20, 80] as const;
const AMPLITUDE = [0.5, 1.5] as const;

const PURPOSES = { period: 0, phase: 1, amplitude: 2, orbit: 3 } as const;

/** One law that a stream follows for a while, in steps from a place of its own; steps below 0 are none of it. */
export type Regime = (step: number) => number;

/**
 * A wave or an orbit of seeded period, phase and amplitude.
 * @param steps how many the regime is asked for: a chaotic orbit is computed once, and looked up after
 */
export function regimeOf(kind: RegimeKind, key: Key, steps: number): Regime {
  const amplitude = between(AMPLITUDE, uniformAt(key, PURPOSES.amplitude));
  if (kind === "chaos") {
    const orbit = henonOrbit(partKey(key, PURPOSES.orbit), steps);
    return (step) => amplitude * (orbit[step] ?? 0);
  }
  const wave = kind === "sine" ? sine : square;
  const period = between(PERIOD_STEPS, uniformAt(key, PURPOSES.period));
  const phase = uniformAt(key, PURPOSES.phase);
  return (step) => amplitude * wave(step / period + phase);
}

/** The three kinds in a seeded order. */
export function seededOrder(key: Key): readonly RegimeKind[] {
  const left: RegimeKind[] = [...REGIME_KINDS];
  return REGIME_KINDS.flatMap((_, place) => left.splice(belowAt(key, place, left.length), 1));
}

/** Of turns from 0. */
const sine = (turns: number): number => Math.sin(2 * Math.PI * turns);
const square = (turns: number): number => (turns - Math.floor(turns) < 0.5 ? 1 : -1);

const between = ([low, high]: readonly [number, number], share: number): number => low + share * (high - low);
