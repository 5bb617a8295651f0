import { type SwarmNode, type SwarmScenario, withoutSlowNodes } from "./scenario.ts";
import type { IntentRecord, SwarmRun, SwarmRunner } from "./swarm-run.ts";
import { type TimelineSpan, timelineOf } from "./timeline.ts";

/** What a swarm came to in one scenario. Durations in ms of the scenario, rates per minute of it. */
export interface SwarmOutcome {
  /** Intents of fast nodes. */
  readonly decidedPerMinute: number;
  /** The same without the slow nodes. */
  readonly baselineDecidedPerMinute: number;
  readonly fastThroughputRatio: number;
  /** From opening to decision, of decided intents alone: who gave up is not in it. NaN when none was decided. */
  readonly p50DecisionMs: number;
  readonly p99DecisionMs: number;
  /** The longest that a fast node had an intent open, decided or not. */
  readonly longestStallMs: number;
  readonly intentsGivenUp: number;
  readonly slowThoughtsFinished: number;
  readonly slowThoughtsMerged: number;
  /** Finished thoughts, of any node, that came too late for anybody. */
  readonly orphanedThoughts: number;
  readonly orphanedWorkMs: number;
  /** Finished in time, dropped because another was first. */
  readonly spareThoughts: number;
  readonly gapRejections: number;
  /** Connected nodes that nobody listens to at the end of the run. */
  readonly rejectedForEver: number;
}

export interface MeasuredSwarm {
  readonly name: string;
  readonly outcome: SwarmOutcome;
  readonly spans: readonly TimelineSpan[];
}

/** Runs the scenario without its slow nodes and then with them. */
export async function measureSwarm(runner: SwarmRunner, scenario: SwarmScenario): Promise<MeasuredSwarm> {
  const alone = await runner.run(withoutSlowNodes(scenario));
  const run = await runner.run(scenario);
  return { name: runner.name, outcome: outcomeOf(scenario, run, alone), spans: timelineOf(scenario, run) };
}

export function outcomeOf(scenario: SwarmScenario, run: SwarmRun, alone: SwarmRun): SwarmOutcome {
  const decidedPerMinute = decisionRate(scenario, run);
  const baselineDecidedPerMinute = decisionRate(scenario, alone);
  const decisionMs = fastIntents(scenario, run)
    .flatMap(decisionTime)
    .toSorted((left, right) => left - right);
  return {
    decidedPerMinute,
    baselineDecidedPerMinute,
    fastThroughputRatio: decidedPerMinute / baselineDecidedPerMinute,
    p50DecisionMs: quantile(decisionMs, 0.5),
    p99DecisionMs: quantile(decisionMs, 0.99),
    longestStallMs: longestStall(scenario, run),
    intentsGivenUp: run.intents.filter(({ end }) => end === "given up" || end === "undecided").length,
    ...thoughtFigures(scenario, run),
    gapRejections: run.gapRejections,
    rejectedForEver: run.rejectedForEver,
  };
}

function thoughtFigures({ nodes }: SwarmScenario, { thoughts }: SwarmRun) {
  const finished = thoughts.flatMap(({ toMs, ...rest }) => (toMs === null ? [] : [{ ...rest, toMs }]));
  const slow = namesOf(nodes, "slow");
  const slowFinished = finished.filter(({ node }) => slow.has(node));
  const orphaned = finished.filter(({ fate }) => fate === "orphaned");
  return {
    slowThoughtsFinished: slowFinished.length,
    slowThoughtsMerged: slowFinished.filter(({ fate }) => fate === "merged").length,
    orphanedThoughts: orphaned.length,
    orphanedWorkMs: orphaned.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0),
    spareThoughts: finished.filter(({ fate }) => fate === "spare").length,
  };
}

const decisionRate = (scenario: SwarmScenario, run: SwarmRun): number =>
  fastIntents(scenario, run).flatMap(decisionTime).length / (scenario.durationMs / 60_000);

const longestStall = (scenario: SwarmScenario, run: SwarmRun): number =>
  fastIntents(scenario, run).reduce(
    (longest, { openedMs, endedMs }) => Math.max(longest, (endedMs ?? scenario.durationMs) - openedMs),
    0,
  );

const decisionTime = ({ openedMs, endedMs, end }: IntentRecord): number[] =>
  end === "decided" && endedMs !== null ? [endedMs - openedMs] : [];

function fastIntents({ nodes }: SwarmScenario, { intents }: SwarmRun): IntentRecord[] {
  const fast = namesOf(nodes, "fast");
  return intents.filter(({ opener }) => fast.has(opener));
}

const namesOf = (nodes: readonly SwarmNode[], speed: SwarmNode["speed"]): ReadonlySet<string> =>
  new Set(nodes.filter((node) => node.speed === speed).map(({ name }) => name));

/** By nearest rank, of values in rising order. */
const quantile = (rising: readonly number[], share: number): number =>
  rising[Math.max(0, Math.ceil(rising.length * share) - 1)] ?? Number.NaN;
