import type { SwarmScenario } from "./scenario.ts";
import type { IntentRecord, SwarmRun, ThoughtRecord } from "./swarm-run.ts";

/**
 * What a node did from one ms of the scenario to another. As a thinker it was `working`, or its work came too late for
 * anybody and was `orphaned`. As an opener it was `waiting` while its intent was thought about, and `stalled` while the
 * intent stood in a queue or its answer lay ready and was not given.
 */
export interface TimelineSpan {
  readonly node: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly what: "working" | "waiting" | "stalled" | "orphaned";
}

/** All spans of a run, sorted by their beginning. */
export const timelineOf = ({ durationMs }: SwarmScenario, { intents, thoughts }: SwarmRun): TimelineSpan[] =>
  [
    ...intents.flatMap((intent) => intentSpans(intent, durationMs)),
    ...thoughts.map((thought) => thoughtSpan(thought, durationMs)),
  ]
    .filter(({ fromMs, toMs }) => toMs > fromMs)
    .toSorted((left, right) => left.fromMs - right.fromMs);

function intentSpans({ opener: node, ...intent }: IntentRecord, untilMs: number): TimelineSpan[] {
  const endedMs = intent.endedMs ?? untilMs;
  const beganMs = Math.min(intent.beganMs ?? endedMs, endedMs);
  const answeredMs = Math.min(intent.answeredMs ?? endedMs, endedMs);
  return [
    { node, fromMs: intent.openedMs, toMs: beganMs, what: "stalled" },
    { node, fromMs: beganMs, toMs: answeredMs, what: "waiting" },
    { node, fromMs: answeredMs, toMs: endedMs, what: "stalled" },
  ];
}

const thoughtSpan = ({ node, fromMs, toMs, fate }: ThoughtRecord, untilMs: number): TimelineSpan => ({
  node,
  fromMs,
  toMs: toMs ?? untilMs,
  what: fate === "orphaned" ? "orphaned" : "working",
});
