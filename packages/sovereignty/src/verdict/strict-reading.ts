import type { ContradictionRecord, EpisodeRecord, Metrics, SeedRun } from "../run/seed-run.ts";

/** What counts of a run: nothing after its first halt, even where its episodes went on to show what would have come. */
export interface StrictReading {
  /** The episode of the halt is the last. */
  readonly episodes: readonly EpisodeRecord[];
  readonly contradictions: readonly ContradictionRecord[];
  readonly metrics: Metrics;
}

export const strictReading = ({ halt, episodes, contradictions, metricsAtHalt }: SeedRun): StrictReading => ({
  episodes: halt === null ? episodes : episodes.filter(({ episode }) => episode <= halt.episode),
  contradictions: halt === null ? contradictions : contradictions.filter((each) => !isAfter(each, halt)),
  metrics: metricsAtHalt,
});

interface Place {
  readonly episode: number;
  readonly step: number;
}

const isAfter = (one: Place, other: Place): boolean =>
  one.episode > other.episode || (one.episode === other.episode && one.step > other.step);
