import { type Key, partKey } from "@plimsoll/simulation";
import type { Network } from "../engine/network.ts";
import type { Numbers } from "./features/feature.ts";
import { TRACK_FIRST, trackFeatures, trackNext } from "./features/track.ts";
import { updateRatio } from "./probe/update-ratio.ts";
import { workerProbe } from "./probe/worker-probe.ts";
import type { StepFacts } from "./risk-source.ts";

/** Steps between two looks into the worker. */
const STRIDE = 32;

const TRACKED = ["updateRatio", "flow", "alignment", "gain"] as const;

/** What is seen only from inside: each as its quick mean, and that less its slow mean. */
export const WORKER_FEATURES: readonly string[] = TRACKED.flatMap((name) => [name, `${name}Rise`]);

type Tracks = Readonly<Record<(typeof TRACKED)[number], Numbers>>;

export const WORKER_FIRST: Tracks = {
  updateRatio: TRACK_FIRST,
  flow: TRACK_FIRST,
  alignment: TRACK_FIRST,
  gain: TRACK_FIRST,
};

/** Watches the worker's weights: how far each step moves them, and every 32 steps its flow, spectral alignment and gain. */
export interface WorkerMonitor {
  /** In the order of `WORKER_FEATURES`. */
  next(facts: StepFacts): readonly (number | null)[];
  /** The weights were put back. */
  rewound(): void;
  readonly tensors: Readonly<Record<string, Float32Array>>;
  tracks: Tracks;
  /** Whether it knows the weights of the step before. */
  isFollowing: boolean;
}

export function workerMonitor(worker: Network, key: Key): WorkerMonitor {
  const probe = workerProbe(worker, partKey(key, 0));
  const ratio = updateRatio(worker.parameters);
  const monitor: WorkerMonitor = {
    tracks: WORKER_FIRST,
    get isFollowing() {
      return ratio.isKnown;
    },
    set isFollowing(isKnown) {
      ratio.isKnown = isKnown;
    },
    tensors: { vectors: probe.vectors, sample: ratio.sample },
    rewound: () => ratio.forget(),
    next: ({ step, terms }) => {
      const moved = trackNext(monitor.tracks.updateRatio, logarithmOf(ratio.measure()));
      const looked = step % STRIDE === 0 ? lookedAt(monitor.tracks, step, terms.flow) : monitor.tracks;
      monitor.tracks = { ...looked, updateRatio: moved };
      return TRACKED.flatMap((name) => trackFeatures(monitor.tracks[name]));
    },
  };

  function lookedAt({ updateRatio: moves, ...tracks }: Tracks, step: number, knownFlow: number): Tracks {
    const { flow, alignment, gain } = probe.look(step, knownFlow);
    return {
      updateRatio: moves,
      flow: trackNext(tracks.flow, logarithmOf(flow)),
      alignment: trackNext(tracks.alignment, alignment),
      gain: trackNext(tracks.gain, gain),
    };
  }

  return monitor;
}

const logarithmOf = (value: number | null): number | null =>
  value === null || !(value >= 0) ? null : Math.log(Math.max(value, 1e-12));
