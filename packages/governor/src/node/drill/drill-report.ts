/** One tree that was killed. */
export interface DrillKill {
  readonly shape: string;
  readonly actuator: string;
  /** From the decision in the controller to the proof of death in its hands. */
  readonly elapsedMs: number;
  /** Processes that the independent look found alive after the proof. */
  readonly survivors: number;
}

/** Times are in ms, rounded up. */
export interface DrillFigures {
  readonly kills: number;
  readonly survivors: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** How long kills took, over all and for each shape. */
export interface DrillReport extends DrillFigures {
  readonly shapes: Readonly<Record<string, DrillFigures>>;
  readonly actuators: readonly string[];
}

/** The figures of kills, over all and for each shape. */
export const reportDrill = (kills: readonly DrillKill[]): DrillReport => ({
  ...figuresOf(kills),
  shapes: Object.fromEntries(
    Map.groupBy(kills, ({ shape }) => shape)
      .entries()
      .map(([shape, of]) => [shape, figuresOf(of)]),
  ),
  actuators: [...new Set(kills.map(({ actuator }) => actuator))].toSorted(),
});

const figuresOf = (kills: readonly DrillKill[]): DrillFigures => {
  const times = kills.map(({ elapsedMs }) => Math.ceil(elapsedMs)).toSorted((left, right) => left - right);
  return {
    kills: kills.length,
    survivors: kills.reduce((sum, { survivors }) => sum + survivors, 0),
    p50Ms: quantile(times, 50),
    p99Ms: quantile(times, 99),
    maxMs: times.at(-1) ?? 0,
  };
};

/** Nearest rank, upwards: of fewer than a hundred kills the 99th percentile is the longest. */
const quantile = (sorted: readonly number[], percent: number): number =>
  sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
