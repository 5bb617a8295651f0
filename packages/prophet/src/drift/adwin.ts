import { integer, object, real, type Shaped } from "@plimsoll/foundation";
import { BucketRows } from "./bucket-rows.ts";
import { assertValue, type DriftDetector, foreignState } from "./drift-detector.ts";
import type { DriftState } from "./drift-state.ts";

export const adwinFields = {
  /** Chance of a false alarm that a comparison is made for. */
  delta: real(1e-12, 0.999),
  /** Values from one look for a drift to the next. */
  clock: integer(1, 1_000_000),
  /** Buckets of one size before the two oldest are made one. */
  bucketsMax: integer(2, 1024),
  /** Values that either part of a cut window must have. */
  partMin: integer(1, 1_000_000),
  /** No drift is looked for before the window has more values than this. */
  grace: integer(0, 1_000_000_000),
};

const adwinShape = object(adwinFields);

export type AdwinSettings = Shaped<typeof adwinShape>;

/** River's. */
export const ADWIN_DEFAULTS: AdwinSettings = { delta: 0.002, clock: 32, bucketsMax: 5, partMin: 5, grace: 10 };

/**
 * ADWIN2 (A. Bifet, R. Gavaldà, "Learning from time-changing data with adaptive windowing", SDM 2007): a window that is cut wherever the means of
 * its older and its newer part differ by more than chance explains. As in River 0.26, a watch begins anew after a drift, with an empty window.
 */
export class Adwin implements DriftDetector {
  readonly #settings: AdwinSettings;
  readonly #window: BucketRows;
  #ticks = 0;
  #drifted = false;

  constructor(settings: AdwinSettings = ADWIN_DEFAULTS) {
    this.#settings = settings;
    this.#window = new BucketRows(settings.bucketsMax);
  }

  /** Values that are held to be from one distribution. */
  get width(): number {
    return this.#window.width;
  }

  /** Their sum. */
  get total(): number {
    return this.#window.total;
  }

  /** Their summed squared deviations from the mean. */
  get deviations(): number {
    return this.#window.deviations;
  }

  update(value: number): boolean {
    assertValue(value);
    if (this.#drifted) this.#beginAnew();
    this.#window.push(value);
    this.#ticks += 1;
    if (this.#ticks % this.#settings.clock !== 0 || this.width <= this.#settings.grace) return false;
    while (this.#cut()) this.#drifted = true;
    return this.#drifted;
  }

  get state(): DriftState {
    const { totals, deviations } = this.#window.lists();
    return {
      kind: "adwin",
      drifted: this.#drifted,
      ticks: this.#ticks,
      width: this.width,
      total: this.total,
      deviations: this.deviations,
      bucketTotals: totals,
      bucketDeviations: deviations,
    };
  }

  restore(state: DriftState): void {
    const isOurs =
      state.kind === "adwin" &&
      this.#window.hold({ totals: state.bucketTotals, deviations: state.bucketDeviations }, state.width);
    if (!isOurs) throw foreignState(`a state of ADWIN, ${this.#settings.bucketsMax} buckets a row`, state.kind);
    this.#window.total = state.total;
    this.#window.deviations = state.deviations;
    this.#ticks = state.ticks;
    this.#drifted = state.drifted;
  }

  #beginAnew(): void {
    this.#window.clear();
    this.#ticks = 0;
    this.#drifted = false;
  }

  /** Looks for a cut from the oldest bucket on; at the first that is one drops the oldest bucket. */
  #cut(): boolean {
    const { counts, totals, stride, width, total, deviations } = this.#window;
    const { partMin, delta } = this.#settings;
    const confidence = Math.log((2 * Math.log(width)) / delta);
    const variance = deviations / width;
    const linear = (2 / 3) * confidence;
    let [olderCount, newerCount, olderTotal, newerTotal] = [0, width, 0, total];
    for (let row = this.#window.rows - 1; row >= 0; row -= 1) {
      const size = 2 ** row;
      const end = row * stride + (counts[row] as number);
      for (let place = row * stride; place < end; place += 1) {
        const bucket = totals[place] as number;
        olderCount += size;
        newerCount -= size;
        if (newerCount < partMin) return false;
        olderTotal += bucket;
        newerTotal -= bucket;
        if (olderCount < partMin) continue;
        const gap = Math.abs(olderTotal / olderCount - newerTotal / newerCount);
        const spread = 1 / (olderCount - partMin + 1) + 1 / (newerCount - partMin + 1);
        if (gap > Math.sqrt(2 * spread * variance * confidence) + linear * spread) {
          this.#window.dropOldest();
          return true;
        }
      }
    }
    return false;
  }
}
