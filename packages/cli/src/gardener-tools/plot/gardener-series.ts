import type { GenerationRecord, Verdict } from "@plimsoll/simulation";

/** A run as a plot shows it: one entry a generation in each list. */
export interface GardenerSeries {
  readonly population: number[];
  readonly energyMean: number[];
  readonly entropyTotal: number[];
  readonly risk: number[];
  readonly flow: number[];
  readonly verdict: Verdict[];
}

export const emptySeries = (): GardenerSeries => ({
  population: [],
  energyMean: [],
  entropyTotal: [],
  risk: [],
  flow: [],
  verdict: [],
});

export function addToSeries(series: GardenerSeries, record: Pick<GenerationRecord, keyof GardenerSeries>): void {
  series.population.push(record.population);
  series.energyMean.push(record.energyMean);
  series.entropyTotal.push(record.entropyTotal);
  series.risk.push(record.risk);
  series.flow.push(record.flow);
  series.verdict.push(record.verdict);
}
