/** How good chances are, with intervals over runs: the moments of one run are no independent cases, so runs are what is drawn again. */
import { bootstrapInterval, type Interval, seedKey } from "@plimsoll/simulation";
import type { RunSamples } from "./risk-samples.ts";

/** What somebody said of each sample. */
export interface Said {
  readonly samples: RunSamples;
  /** As many as samples; chances where calibration is asked for. */
  readonly values: Float64Array;
}

/** A figure of so many runs, each taken as often as its count says. */
type OfCounts = (counts: Uint32Array) => number;

const RESAMPLES = 300;

/** @param strata runs of each family, families one after the other */
export const intervalOf = (strata: readonly number[], of: OfCounts): Interval =>
  bootstrapInterval({ strata, of }, { key: seedKey(130), resamples: RESAMPLES, level: 0.95, method: "percentile" });

/** Chance that a moment before a spike is given more than one that is not, ties one half. */
export function area({ samples: { events, runs }, values }: Said): OfCounts {
  const order = Uint32Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number));
  return (counts) => {
    let [wins, others, hits, at] = [0, 0, 0, 0];
    while (at < order.length) {
      let [tiedHits, tiedOthers] = [0, 0];
      const value = values[order[at] as number];
      for (; at < order.length && values[order[at] as number] === value; at += 1) {
        const place = order[at] as number;
        const weight = counts[runs[place] as number] as number;
        if (events[place] === 1) tiedHits += weight;
        else tiedOthers += weight;
      }
      wins += tiedHits * (others + tiedOthers / 2);
      hits += tiedHits;
      others += tiedOthers;
    }
    return wins / (hits * others);
  };
}

/** Mean square of chance less outcome (Brier 1950). */
export function brier({ samples: { events, runs }, values }: Said): OfCounts {
  const sums = new Float64Array(runCount(runs));
  const sizes = new Float64Array(sums.length);
  for (const [at, run] of runs.entries()) {
    sums[run] = (sums[run] as number) + ((values[at] as number) - (events[at] as number)) ** 2;
    sizes[run] = (sizes[run] as number) + 1;
  }
  return (counts) => weighted(sums, counts) / weighted(sizes, counts);
}

const BINS = 10;

/** Expected calibration error in ten bins of equal width (Naeini et al. 2015). */
export function calibrationError({ samples: { events, runs }, values }: Said): OfCounts {
  const size = runCount(runs);
  const gaps = Array.from({ length: BINS }, () => new Float64Array(size));
  const sizes = new Float64Array(size);
  for (const [at, run] of runs.entries()) {
    const gap = gaps[binOf(values[at] as number)] as Float64Array;
    gap[run] = (gap[run] as number) + (values[at] as number) - (events[at] as number);
    sizes[run] = (sizes[run] as number) + 1;
  }
  return (counts) => gaps.reduce((sum, gap) => sum + Math.abs(weighted(gap, counts)), 0) / weighted(sizes, counts);
}

/** Bins hold their upper edge, the first also 0. */
const binOf = (chance: number): number => Math.max(0, Math.ceil(chance * BINS) - 1);

/** What was said and what came, in each bin that holds something. */
export function reliability({ samples: { events }, values }: Said) {
  const bins = Array.from({ length: BINS }, () => ({ count: 0, said: 0, came: 0 }));
  for (const [at, event] of events.entries()) {
    const bin = bins[binOf(values[at] as number)];
    if (bin === undefined) continue;
    bin.count += 1;
    bin.said += values[at] as number;
    bin.came += event;
  }
  return bins
    .filter(({ count }) => count > 0)
    .map(({ count, said, came }) => ({ count, said: said / count, came: came / count }));
}

const FEW = 3;

/**
 * The area within each run that has at least three moments of either kind, and its mean: telling the moments of one training apart, without
 * what can be had by telling restless trainings from quiet ones.
 */
export function areaWithin({ samples, values }: Said): OfCounts {
  const places = new Map<number, number[]>();
  for (const [at, run] of samples.runs.entries()) places.set(run, [...(places.get(run) ?? []), at]);
  const areas = new Map<number, number>();
  for (const [run, own] of places) {
    const events = Uint8Array.from(own, (at) => samples.events[at] as number);
    const hits = events.reduce((sum, event) => sum + event, 0);
    if (hits < FEW || own.length - hits < FEW) continue;
    const said = {
      samples: { ...samples, events, runs: new Uint32Array(own.length) },
      values: values.filter((_, at) => samples.runs[at] === run),
    };
    areas.set(run, area(said)(Uint32Array.of(1)));
  }
  return (counts) => {
    let [sum, size] = [0, 0];
    for (const [run, own] of areas) {
      sum += own * (counts[run] as number);
      size += counts[run] as number;
    }
    return sum / size;
  };
}

const runCount = (runs: Uint32Array): number => runs.reduce((most, run) => Math.max(most, run), 0) + 1;

const weighted = (values: Float64Array, counts: Uint32Array): number =>
  values.reduce((sum, value, run) => sum + value * (counts[run] ?? 0), 0);
