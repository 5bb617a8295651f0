/**
 * One start from a snapshot, in a process of its own: nothing is compiled yet and no heap has grown, as when a site starts.
 * Run by snapshot.ts with the folder of the snapshot; prints one line of JSON.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decide, type KernelState, type StampedCommand, stateFromSnapshot } from "@plimsoll/kernel";

/** What follows the rebuild: a decision about one run, and the first two heartbeats, which look at everything. */
export interface FirstCommands {
  readonly decision: StampedCommand;
  readonly ticks: readonly [StampedCommand, StampedCommand];
}

export interface SnapshotStart {
  readonly readMs: number;
  readonly rebuildMs: number;
  readonly rebuildCpuMs: number;
  readonly rssBytes: number;
  readonly firstDecisionMs: number;
  readonly firstTickMs: number;
  readonly secondTickMs: number;
  /** All that the rebuild leaves for later: every row of every map. */
  readonly deferredMs: number;
}

function started(folder: string): SnapshotStart {
  const { decision, ticks } = JSON.parse(readFileSync(join(folder, "commands.json"), "utf8")) as FirstCommands;
  const [text, readMs] = timed(() => readFileSync(join(folder, "snapshot.json"), "utf8"));
  const cpu = process.cpuUsage();
  const [state, rebuildMs] = timed(() => rebuilt(text));
  const { user, system } = process.cpuUsage(cpu);
  const { rss } = process.memoryUsage();
  const [decided, firstDecisionMs] = timed(() => next(state, decision));
  const [ticked, firstTickMs] = timed(() => next(decided, ticks[0]));
  const [, secondTickMs] = timed(() => next(ticked, ticks[1]));
  const untouched = rebuilt(text);
  const [, deferredMs] = timed(() => readEverything(untouched));
  const rebuildCpuMs = (user + system) / 1_000;
  return { readMs, rebuildMs, rebuildCpuMs, rssBytes: rss, firstDecisionMs, firstTickMs, secondTickMs, deferredMs };
}

function timed<T>(work: () => T): readonly [T, number] {
  const start = performance.now();
  const result = work();
  return [result, performance.now() - start];
}

function rebuilt(text: string): KernelState {
  const result = stateFromSnapshot(text);
  if (result.ok) return result.value;
  throw new Error(`the snapshot was refused: ${result.error.expected}, got ${result.error.received}`);
}

function next(state: KernelState, command: StampedCommand): KernelState {
  const decision = decide(state, command);
  if (decision.kind === "decided") return decision.next;
  throw new Error(`${command.id} was not decided: ${JSON.stringify(decision)}`);
}

function readEverything(state: KernelState): void {
  const maps = Object.values(state) as readonly unknown[];
  for (const map of maps) if (hasValues(map)) map.values();
}

const hasValues = (value: unknown): value is { values(): unknown } =>
  typeof value === "object" && value !== null && "values" in value && typeof value.values === "function";

console.log(JSON.stringify(started(process.argv[2] ?? ".")));
