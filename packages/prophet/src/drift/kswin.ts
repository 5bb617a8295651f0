import { integer, object, PlimsollError, real, type Shaped } from "@plimsoll/foundation";
import { belowAt, type Key, partKey } from "@plimsoll/simulation";
import { assertValue, type DriftDetector, foreignState } from "./drift-detector.ts";
import type { DriftState } from "./drift-state.ts";
import { chanceOfDifference, greatestDifference } from "./two-sample-test.ts";

export const kswinFields = {
  /** Chance of so great a difference at or below which it is a drift. */
  alpha: real(0, 1),
  window: integer(2, 100_000),
  /** The newest values, and as many drawn from those before: at most half of the window. */
  sample: integer(1, 10_000),
};

const kswinShape = object(kswinFields);

export type KswinSettings = Shaped<typeof kswinShape>;

/** River's. */
export const KSWIN_DEFAULTS: KswinSettings = { alpha: 0.005, window: 100, sample: 30 };

/** Differences of the two distributions up to this are never a drift (River's constant). */
const DIFFERENCE_MIN = 0.1;

/**
 * Which of `from` places are drawn, without replacement: fills `places`. `draw` is counted from the beginning of a watch, from 0. The answer must
 * depend on nothing else.
 */
export type PlaceSampler = (draw: number, from: number, places: Int32Array) => void;

/** Draws by a key: every set of places has the same chance. */
export function keyedSampler(key: Key): PlaceSampler {
  let pool = new Int32Array(0);
  return (draw, from, places) => {
    if (pool.length !== from) pool = new Int32Array(from);
    for (let place = 0; place < from; place += 1) pool[place] = place;
    const drawKey = partKey(key, draw);
    for (let index = 0; index < places.length; index += 1) {
      const taken = belowAt(drawKey, index, from - index);
      places[index] = pool[taken] as number;
      pool[taken] = pool[from - index - 1] as number;
    }
  };
}

/**
 * KSWIN (C. Raab, M. Heusinger, F.-M. Schleif, "Reactive soft prototype computing for concept drift streams", Neurocomputing 2020): the newest
 * values of a sliding window against a sample of the ones before, by the exact test of Kolmogorov and Smirnov. As in River 0.26, a watch begins
 * anew after a drift, with an empty window and at the first draw.
 */
export class Kswin implements DriftDetector {
  readonly #settings: KswinSettings;
  readonly #sampler: PlaceSampler;
  /** Places of difference from which it is a drift: the chance falls with the difference, so that one number decides. */
  readonly #differenceMin: number;
  readonly #places: Int32Array;
  readonly #earlier: Float64Array;
  #window: number[] = [];
  #draws = 0;
  #drifted = false;

  /** @throws PlimsollError `PROPHET_DRIFT_SPEC` where the sample is more than half of the window */
  constructor(sampler: PlaceSampler, settings: KswinSettings = KSWIN_DEFAULTS) {
    assertSample(settings);
    this.#settings = settings;
    this.#sampler = sampler;
    this.#differenceMin = differenceMin(settings);
    this.#places = new Int32Array(settings.sample);
    this.#earlier = new Float64Array(settings.sample);
  }

  update(value: number): boolean {
    assertValue(value);
    if (this.#drifted) this.#beginAnew();
    const { window } = this.#settings;
    if (this.#window.length === window) this.#window.shift();
    this.#window.push(value);
    this.#drifted = this.#window.length === window && this.#difference() >= this.#differenceMin;
    return this.#drifted;
  }

  get state(): DriftState {
    return { kind: "kswin", drifted: this.#drifted, window: [...this.#window], draws: this.#draws };
  }

  restore(state: DriftState): void {
    if (state.kind !== "kswin" || state.window.length > this.#settings.window)
      throw foreignState(`a state of KSWIN, at most ${this.#settings.window} values`, state.kind);
    this.#window = [...state.window];
    this.#draws = state.draws;
    this.#drifted = state.drifted;
  }

  #beginAnew(): void {
    this.#window = [];
    this.#draws = 0;
    this.#drifted = false;
  }

  #difference(): number {
    const { window, sample } = this.#settings;
    this.#sampler(this.#draws, window - sample, this.#places);
    this.#draws += 1;
    for (const [index, place] of this.#places.entries()) this.#earlier[index] = this.#window[place] as number;
    const newest = Float64Array.from(this.#window.slice(window - sample));
    return greatestDifference(this.#earlier.sort(), newest.sort());
  }
}

function differenceMin({ alpha, sample }: KswinSettings): number {
  for (let places = 1; places <= sample; places += 1)
    if (places / sample > DIFFERENCE_MIN && chanceOfDifference(sample, places) <= alpha) return places;
  return Number.POSITIVE_INFINITY;
}

function assertSample({ window, sample }: KswinSettings): void {
  if (2 * sample <= window) return;
  throw new PlimsollError({
    code: "PROPHET_DRIFT_SPEC",
    expected: `a sample of at most ${Math.floor(window / 2)} values, half of the window`,
    received: String(sample),
    fix: "take a longer window, or a smaller sample",
  });
}
