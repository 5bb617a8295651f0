import { type Key, normalAt, partKey, uniformAt } from "@plimsoll/simulation";
import { integer, oneOf, real, type Shaped, object } from "@plimsoll/foundation";
import { type Regime, type RegimeKind, regimeOf, seededOrder } from "./regime.ts";
import type { Stream } from "./stream.ts";

export const driftingFields = {
  /** Mean length of a regime; each has 0.5 to 1.5 of it. */
  regimeSteps: integer(8, 1_000_000),
  /** Standard deviation of what is added to every value. */
  noise: real(0, 1000),
  transition: oneOf("abrupt", "gradual"),
  /** Width of a gradual transition, which is at its half where the change is; for an abrupt one without effect. Sensible below `regimeSteps`. */
  gradualSteps: integer(1, 1_000_000),
};

const driftingShape = object(driftingFields);

export type DriftingSettings = Shaped<typeof driftingShape>;

export interface DriftingStream extends Stream {
  /** First steps of the regimes after the first, within the stream's steps; of a gradual transition its middle. */
  readonly changes: readonly number[];
  readonly regimeAt: (step: number) => RegimeKind;
}

const PURPOSES = { order: 0, changes: 1, noise: 2, regimes: 3 } as const;

/** How far a change is from its place in an even row of them, in mean lengths of a regime. */
const JITTER = 0.25;
/** Chaotic regimes whose orbits are kept. */
const REGIMES_KEPT = 6;

/**
 * Sine, square wave and Hénon's chaos in a seeded order, over and over, each time of another length, period and amplitude, with normal noise. In a
 * gradual transition of width w the new regime's share at t steps after the change is 1 / (1 + exp(-4 t / w)), the curve of MOA and River; there it is
 * the chance of drawing from the new regime, here the two values are mixed. Every value depends on key and step alone; steps beyond the last have regimes as well.
 */
export function driftingStream(steps: number, settings: DriftingSettings, key: Key): DriftingStream {
  const order = seededOrder(partKey(key, PURPOSES.order));
  const noise = partKey(key, PURPOSES.noise);
  const changeAt = changesOf(settings.regimeSteps, partKey(key, PURPOSES.changes));
  const kindOf = (index: number): RegimeKind => order[index % order.length] ?? "sine";
  const share = settings.transition === "abrupt" ? abruptShare : gradualShare(settings.gradualSteps);
  const regimesKey = partKey(key, PURPOSES.regimes);
  const regime = kept((index) => {
    const start = changeAt(index - 1);
    const law = regimeOf(kindOf(index), partKey(regimesKey, index), changeAt(index + 2) - start);
    return (step) => law(step - start);
  });
  const indexAt = (step: number): number => {
    // A change is at most a jitter away from its even place, so that the nearest one decides.
    const nearest = Math.round(step / settings.regimeSteps);
    return step < changeAt(nearest) ? nearest - 1 : nearest;
  };

  return {
    steps,
    get changes() {
      return Array.from({ length: indexAt(steps - 1) }, (_, index) => changeAt(index + 1));
    },
    regimeAt: (step) => kindOf(indexAt(step)),
    valueAt: (step) => {
      const index = indexAt(step);
      // Of the regime before, the one that is, and the one after: what has come of each, less what has gone over to its successor.
      const come = index === 0 ? 1 : share(step - changeAt(index));
      const gone = share(step - changeAt(index + 1));
      let value = (come - gone) * regime(index)(step);
      if (come < 1) value += (1 - come) * regime(index - 1)(step);
      if (gone > 0) value += gone * regime(index + 1)(step);
      return value + settings.noise * normalAt(noise, step);
    },
  };
}

/** The step of the change to regime `index`: in an even row, each moved by chance, so that any is known without those before. */
const changesOf =
  (regimeSteps: number, key: Key) =>
  (index: number): number =>
    index <= 0 ? 0 : Math.round(regimeSteps * (index + JITTER * (2 * uniformAt(key, index) - 1)));

const abruptShare = (stepsAfter: number): number => (stepsAfter < 0 ? 0 : 1);
const gradualShare =
  (width: number) =>
  (stepsAfter: number): number =>
    1 / (1 + Math.exp((-4 * stepsAfter) / width));

/** Keeps the last regimes made, so that their orbits are computed once while they are asked for. */
function kept(make: (index: number) => Regime): (index: number) => Regime {
  const regimes = new Map<number, Regime>();
  return (index) => {
    const known = regimes.get(index);
    if (known !== undefined) return known;
    if (regimes.size === REGIMES_KEPT) regimes.delete(regimes.keys().next().value ?? index);
    const made = make(index);
    regimes.set(index, made);
    return made;
  };
}
