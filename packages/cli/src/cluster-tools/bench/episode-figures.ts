import { type EpisodeResult, meanAndDeviation } from "@plimsoll/simulation";

/** A mean with the spread of what it is the mean of; σ is divided by n, as the seed prints it. */
export interface Figure {
  readonly mean: number;
  readonly deviation: number;
  readonly standardError: number;
}

/** What a policy's episodes came to. */
export interface EpisodeFigures {
  readonly episodes: number;
  readonly reward: Figure;
  readonly steps: Figure;
  /** Cells out of memory in an episode: a count, so it can be above 1. */
  readonly oom: Figure;
  readonly critical: Figure;
  readonly load: Figure;
  /** Share of episodes with a cell out of memory, 0 … 1. */
  readonly oomShare: number;
}

export function figuresOf(results: readonly EpisodeResult[]): EpisodeFigures {
  const figure = (valueOf: (result: EpisodeResult) => number): Figure => figureOf(results.map(valueOf));
  return {
    episodes: results.length,
    reward: figure(({ episodeReturn }) => episodeReturn),
    steps: figure(({ steps }) => steps),
    oom: figure(({ oomNodes }) => oomNodes),
    critical: figure(({ criticalOom }) => criticalOom),
    load: figure(({ avgLoad }) => avgLoad),
    oomShare: results.filter(({ oomNodes }) => oomNodes > 0).length / results.length,
  };
}

/** The standard error of a single value is not known, and 0 would look like certainty. */
function figureOf(values: readonly number[]): Figure {
  const { mean, deviation, count } = meanAndDeviation(values);
  return { mean, deviation, standardError: deviation / Math.sqrt(count - 1) };
}
