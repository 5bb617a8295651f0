import { integer, object, oneOf, real, type Shaped } from "@plimsoll/foundation";
import { assertValue, type DriftDetector, foreignState } from "./drift-detector.ts";
import type { DriftState, DriftStateOf } from "./drift-state.ts";

export const pageHinkleyFields = {
  /** Values before the first drift may show. */
  valuesMin: integer(1, 1_000_000),
  /** Deviation from the mean that is let pass. */
  tolerance: real(0, 1e9),
  /** Summed deviation beyond which it is a drift. */
  threshold: real(0, 1e12),
  /** What is kept of the sums at each value. */
  forgetting: real(0, 1),
  direction: oneOf("up", "down", "both"),
};

const pageHinkleyShape = object(pageHinkleyFields);

export type PageHinkleySettings = Shaped<typeof pageHinkleyShape>;

/** River's. */
export const PAGE_HINKLEY_DEFAULTS: PageHinkleySettings = {
  valuesMin: 30,
  tolerance: 0.005,
  threshold: 50,
  forgetting: 1 - 0.0001,
  direction: "both",
};

const AT_FIRST: DriftStateOf<"page-hinkley"> = {
  kind: "page-hinkley",
  drifted: false,
  count: 0,
  mean: 0,
  rise: 0,
  fall: 0,
  lowestRise: null,
  highestFall: null,
};

/**
 * The test of Page and Hinkley (E. S. Page, "Continuous inspection schemes", Biometrika 41, 1954): deviations from the running mean, summed with
 * forgetting, have risen above their lowest or fallen below their highest by more than a threshold. The threshold is in units of the values.
 */
export class PageHinkley implements DriftDetector {
  readonly #settings: PageHinkleySettings;
  #count = 0;
  #mean = 0;
  #rise = 0;
  #fall = 0;
  #lowestRise = Number.POSITIVE_INFINITY;
  #highestFall = Number.NEGATIVE_INFINITY;
  #drifted = false;

  constructor(settings: PageHinkleySettings = PAGE_HINKLEY_DEFAULTS) {
    this.#settings = settings;
  }

  update(value: number): boolean {
    assertValue(value);
    if (this.#drifted) this.restore(AT_FIRST);
    const { tolerance, forgetting, valuesMin } = this.#settings;
    this.#count += 1;
    this.#mean += (1 / this.#count) * (value - this.#mean);
    const deviation = value - this.#mean;
    this.#rise = forgetting * this.#rise + deviation - tolerance;
    this.#fall = forgetting * this.#fall + deviation + tolerance;
    this.#lowestRise = Math.min(this.#lowestRise, this.#rise);
    this.#highestFall = Math.max(this.#highestFall, this.#fall);
    this.#drifted = this.#count >= valuesMin && this.#isBeyond();
    return this.#drifted;
  }

  get state(): DriftState {
    return {
      kind: "page-hinkley",
      drifted: this.#drifted,
      count: this.#count,
      mean: this.#mean,
      rise: this.#rise,
      fall: this.#fall,
      lowestRise: this.#count === 0 ? null : this.#lowestRise,
      highestFall: this.#count === 0 ? null : this.#highestFall,
    };
  }

  restore(state: DriftState): void {
    if (state.kind !== "page-hinkley") throw foreignState("a state of the test of Page and Hinkley", state.kind);
    this.#drifted = state.drifted;
    this.#count = state.count;
    this.#mean = state.mean;
    this.#rise = state.rise;
    this.#fall = state.fall;
    this.#lowestRise = state.lowestRise ?? Number.POSITIVE_INFINITY;
    this.#highestFall = state.highestFall ?? Number.NEGATIVE_INFINITY;
  }

  #isBeyond(): boolean {
    const { threshold, direction } = this.#settings;
    const rose = direction !== "down" && this.#rise - this.#lowestRise > threshold;
    return rose || (direction !== "up" && this.#highestFall - this.#fall > threshold);
  }
}
