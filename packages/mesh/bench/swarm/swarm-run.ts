import type { SwarmScenario } from "./scenario.ts";

/** One intent, as its opener saw it. Times in ms of the scenario. */
export interface IntentRecord {
  readonly opener: string;
  readonly openedMs: number;
  /** When anybody began to think about it; null while it stood in a queue. */
  readonly beganMs: number | null;
  /** When the first usable answer was ready, whether or not it could be given. */
  readonly answeredMs: number | null;
  /** Null while open at the end of the run. */
  readonly endedMs: number | null;
  readonly end: "decided" | "undecided" | "given up" | "open";
}

/** One thought of one node. Times in ms of the scenario. */
export interface ThoughtRecord {
  readonly node: string;
  readonly fromMs: number;
  /** Null while unfinished at the end of the run. */
  readonly toMs: number | null;
  /**
   * `merged` changes the outcome; `spare` came in time where another was first; `orphaned` came too late for anybody;
   * `pending` when the run ended before it was known.
   */
  readonly fate: "merged" | "spare" | "orphaned" | "pending";
}

/** What one run of a scenario left behind. */
export interface SwarmRun {
  readonly intents: readonly IntentRecord[];
  readonly thoughts: readonly ThoughtRecord[];
  /** Messages refused because two clocks were too far apart. */
  readonly gapRejections: number;
  /** Connected nodes that nobody listens to at the end. */
  readonly rejectedForEver: number;
}

/** One system that can be put through a scenario. */
export interface SwarmRunner {
  readonly name: string;
  run(scenario: SwarmScenario): Promise<SwarmRun>;
}
