/** Returns and lengths of the episodes under way, and of those that ended since the last `take`. */
export interface EpisodeTally {
  /** Sums of the rewards of each environment's episode so far. */
  readonly returns: Float64Array;
  readonly lengths: Uint32Array;
  /** Counts one step of each environment. */
  add(rewards: Float64Array, terminated: Uint8Array, truncated: Uint8Array): void;
  take(): FinishedEpisodes;
}

export interface FinishedEpisodes {
  readonly count: number;
  /** `null` where none ended. */
  readonly meanReturn: number | null;
  readonly meanLength: number | null;
}

export function episodeTally(environments: number): EpisodeTally {
  const returns = new Float64Array(environments);
  const lengths = new Uint32Array(environments);
  let [count, returnSum, lengthSum] = [0, 0, 0];

  function close(i: number): void {
    count += 1;
    returnSum += returns[i] as number;
    lengthSum += lengths[i] as number;
    returns[i] = 0;
    lengths[i] = 0;
  }

  return {
    returns,
    lengths,
    add: (rewards, terminated, truncated) => {
      for (let i = 0; i < environments; i += 1) {
        returns[i] = (returns[i] as number) + (rewards[i] as number);
        lengths[i] = (lengths[i] as number) + 1;
        if (terminated[i] === 1 || truncated[i] === 1) close(i);
      }
    },
    take: () => {
      const finished: FinishedEpisodes = {
        count,
        meanReturn: count === 0 ? null : returnSum / count,
        meanLength: count === 0 ? null : lengthSum / count,
      };
      [count, returnSum, lengthSum] = [0, 0, 0];
      return finished;
    },
  };
}
