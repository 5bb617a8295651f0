import { boolean, integer, list, nullable, object, real, type Shaped } from "@plimsoll/foundation";

/** A foretold risk is held against what happens in so many steps after it. */
export const HORIZON = 10;
/** Significant digits that a risk is counted by: few enough that the tally of a run of any length is small. */
const DIGITS = 3;
/** A thousand for each power of ten that an f64 below 1 can have. */
const COUNTS_MAX = 400_000;

const risk = real(0, 1);

export const riskTallyShape = object({
  /** Foretold less than `HORIZON` steps ago, the oldest first; `isHit` where a spike has come since. */
  open: list(object({ risk: nullable(risk), isHit: boolean }), HORIZON),
  /** How often a risk, rounded, was followed by a spike, and how often not. */
  counts: list(object({ risk, hits: integer(), misses: integer() }), COUNTS_MAX),
});

export type KeptRisks = Shaped<typeof riskTallyShape>;

interface OpenRisk {
  readonly risk: number | null;
  isHit: boolean;
}

interface Counts {
  hits: number;
  misses: number;
}

/** Counts what came of the risks that were foretold. */
export class RiskTally {
  #open: OpenRisk[] = [];
  readonly #counts = new Map<number, Counts>();

  constructor(kept: KeptRisks = { open: [], counts: [] }) {
    this.#open = kept.open.map((each) => ({ ...each }));
    for (const { risk: key, hits, misses } of kept.counts) this.#counts.set(key, { hits, misses });
  }

  /** One more step: its spike is one for the risks before it, and the risk of `HORIZON` steps ago is closed. */
  add(foretold: number | null, spiked: boolean): void {
    if (spiked) for (const each of this.#open) each.isHit = true;
    if (this.#open.length === HORIZON) this.#close(this.#open.shift());
    this.#open.push({ risk: foretold, isHit: false });
  }

  #close(oldest: OpenRisk | undefined): void {
    if (oldest === undefined || oldest.risk === null || !Number.isFinite(oldest.risk)) return;
    const key = Number(oldest.risk.toPrecision(DIGITS));
    const counts = this.#counts.get(key) ?? { hits: 0, misses: 0 };
    counts[oldest.isHit ? "hits" : "misses"] += 1;
    this.#counts.set(key, counts);
  }

  kept(): KeptRisks {
    const counts = [...this.#counts].toSorted(([left], [right]) => left - right);
    return {
      open: this.#open.map((each) => ({ ...each })),
      counts: counts.map(([key, { hits, misses }]) => ({ risk: key, hits, misses })),
    };
  }
}

/**
 * The chance that a step before a spike was foretold a higher risk than another step, ties by half (the area under the ROC curve, as Mann and Whitney
 * 1947 count it). `null` where no spike came, or nothing else, or no risk was foretold.
 */
export function aurocOf({ counts }: KeptRisks): number | null {
  let [hitsSeen, missesSeen, won] = [0, 0, 0];
  for (const { hits, misses } of counts) {
    won += hits * (missesSeen + misses / 2);
    hitsSeen += hits;
    missesSeen += misses;
  }
  return hitsSeen === 0 || missesSeen === 0 ? null : won / (hitsSeen * missesSeen);
}
