/** Every heuristic that `--policy` knows by name, from the simplest on; known without loading any of them. */
export const HEURISTIC_NAMES = [
  "random",
  "never-act",
  "h1",
  "sweep",
  "memory-threshold-greedy",
  "memory-threshold-sweep",
  "calibrated",
  "nearest-hot",
  "index",
  "full-sight-greedy",
  "hpa",
  "vpa",
] as const;

export type HeuristicName = (typeof HEURISTIC_NAMES)[number];

export const isHeuristicName = (text: string): text is HeuristicName =>
  (HEURISTIC_NAMES as readonly string[]).includes(text);
