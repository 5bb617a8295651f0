/** The losses of the last steps, and whether the newest stands out of them. Plain numbers: a checkpoint carries it as JSON. */
export interface SpikeWatch {
  /** The newest last. */
  readonly losses: readonly number[];
}

/** Before the first loss. */
export const NO_LOSSES: SpikeWatch = { losses: [] };

export interface SpikeSettings {
  /** Steps that are looked back on. */
  readonly window: number;
  /** Fewer than this many losses make no spike. */
  readonly lossesMin: number;
  /** A spike is so many times the median of the window. */
  readonly factor: number;
}

/** As shipped. */
export const SPIKE_SETTINGS: SpikeSettings = { window: 64, lossesMin: 16, factor: 4 };

/** Whether a loss is a spike against those before it: not finite, or `factor` times their median. */
export function isSpike({ losses }: SpikeWatch, loss: number, { lossesMin, factor }: SpikeSettings): boolean {
  if (!Number.isFinite(loss)) return true;
  return losses.length >= lossesMin && loss > factor * median(losses);
}

/** The watch after one more loss. */
export const watched = ({ losses }: SpikeWatch, loss: number, { window }: SpikeSettings): SpikeWatch => ({
  losses: [...losses, loss].slice(-window),
});

function median(losses: readonly number[]): number {
  const sorted = losses.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
