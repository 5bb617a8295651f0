import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, PlimsollError } from "@plimsoll/foundation";
import { leafName } from "../../actuator/cgroup/cgroup-leaf.ts";
import { launchWarden, type WardenHandle, type WardenMessage } from "../../warden/index.ts";
import type { DrillKill } from "./drill-report.ts";
import { drillCommand, type DrillShape } from "./drill-shapes.ts";
import { type DrillTraces, leftAlive } from "./left-alive.ts";

/** What a drill kills, how often, and by what. */
export interface DrillPlan {
  readonly kills: number;
  /** Taken in turn. At least one. */
  readonly shapes: readonly DrillShape[];
  /** Taken in turn, as the wardens are asked for them. At least one. */
  readonly actuators: readonly ("auto" | "cgroup" | "signals")[];
  /** Trees at once. More than one measures kills on a machine that is busy with the others. */
  readonly lanes: number;
  /** Starts a warden. */
  readonly wardenCommand: readonly string[];
  /** The jobs' `PATH`, where `python3` is found. */
  readonly path: string;
  /** Unguessable, 32 hexadecimal digits: what tells this drill's processes from all others. */
  readonly token: string;
}

export interface DrillPorts {
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<unknown>;
  /** Told of every kill. */
  readonly onKill: (kill: DrillKill) => void;
}

const LEASE_TTL_MS = 5_000;
/** A tree that has not come to its places by then is no drill: the machine is too slow, or the shape broken. */
const COMPLETE_MS_MAX = 20_000;
const LOOK_INTERVAL_MS = 10;
const FULL_PPM = 1_000_000;

/**
 * Starts real process trees, `lanes` at a time, and kills each through a real warden. After each proof of death another
 * look by other means says whether anybody lives (G-31). Throws `DRILL_INCOMPLETE` for a tree that did not come up.
 */
export async function runDrill(plan: DrillPlan, ports: DrillPorts): Promise<readonly DrillKill[]> {
  const directory = mkdtempSync(join(tmpdir(), "plimsoll-drill-"));
  const kills: DrillKill[] = [];
  let begun = 0;
  const lane = async (): Promise<void> => {
    while (begun < plan.kills) {
      begun += 1;
      const kill = await killOne(plan, begun - 1, directory, ports);
      ports.onKill(kill);
      kills.push(kill);
    }
  };
  try {
    const lanes = await Promise.allSettled(Array.from({ length: plan.lanes }, lane));
    for (const each of lanes) if (each.status === "rejected") throw each.reason;
    return kills;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function killOne(plan: DrillPlan, index: number, directory: string, ports: DrillPorts): Promise<DrillKill> {
  const { shapes, actuators } = plan;
  const shape = shapes[index % shapes.length] as DrillShape;
  // Every shape meets every actuator, also where both lists are of the same length.
  const actuator = actuators[Math.floor(index / shapes.length) % actuators.length] ?? "auto";
  const run = `drill-${plan.token.slice(0, 12)}-${index}`;
  const traces = { token: `${plan.token}-${index}-`, cgroupName: leafName(run) };
  const notesFile = join(directory, `${index}.notes`);
  const handle = launch(plan, { run, shape, actuator, notesFile, traces, directory });
  const found = actuatorOf(handle);
  try {
    await complete(shape, notesFile, handle, ports);
  } catch (cause) {
    await handle.kill("the drill is broken");
    throw cause;
  }
  const decidedAtMs = ports.clock.monotonicMs();
  await handle.kill("drill");
  const elapsedMs = ports.clock.monotonicMs() - decidedAtMs;
  const survivors = leftAlive(traces);
  await handle.closed;
  // Once more, without haste: whoever was between two of the first look's readings is seen now.
  const left = new Set([...survivors, ...leftAlive(traces)]);
  return { shape: shape.name, actuator: found(), elapsedMs, survivors: left.size };
}

interface DrillJob {
  readonly run: string;
  readonly shape: DrillShape;
  readonly actuator: "auto" | "cgroup" | "signals";
  readonly notesFile: string;
  readonly traces: DrillTraces;
  readonly directory: string;
}

function launch({ wardenCommand, path }: DrillPlan, job: DrillJob): WardenHandle {
  const { run, shape, actuator, notesFile, traces, directory } = job;
  const handle = launchWarden({
    wardenCommand,
    wardenEnvironment: { PATH: path },
    leaseTtlMs: LEASE_TTL_MS,
    start: {
      run,
      command: [...drillCommand(shape, notesFile, traces.token)],
      cwd: directory,
      environment: { PATH: path, DRILL_TOKEN: traces.token },
      allotmentMilliCores: 1_000,
      actuator,
      logFile: null,
      journalFile: join(directory, `${run}.json`),
    },
  });
  handle.onMessage((message) => {
    if (message.type === "heartbeat") handle.renew(FULL_PPM, LEASE_TTL_MS);
  });
  return handle;
}

function actuatorOf(handle: WardenHandle): () => string {
  let actuator = "";
  handle.onMessage((message: WardenMessage) => {
    if (message.type === "started") ({ actuator } = message);
  });
  return () => actuator;
}

async function complete(shape: DrillShape, notesFile: string, handle: WardenHandle, ports: DrillPorts): Promise<void> {
  const { clock, wait } = ports;
  const untilMs = clock.monotonicMs() + COMPLETE_MS_MAX;
  let ended = false;
  void handle.closed.then(() => (ended = true));
  while (notesIn(notesFile) < shape.notes) {
    if (ended || clock.monotonicMs() > untilMs)
      throw incomplete(shape, notesIn(notesFile), await faultOf(handle, ended));
    await wait(LOOK_INTERVAL_MS);
  }
}

const faultOf = async (handle: WardenHandle, ended: boolean): Promise<string> =>
  ended ? ((await handle.closed).fault?.message ?? "it ended by itself") : "it is slow";

function notesIn(file: string): number {
  try {
    return readFileSync(file, "utf8").split("\n").length - 1;
  } catch {
    return 0; // Nobody has written yet.
  }
}

const incomplete = ({ name, notes }: DrillShape, found: number, fault: string): PlimsollError =>
  new PlimsollError({
    code: "DRILL_INCOMPLETE",
    expected: `${notes} processes of the shape "${name}" in their places`,
    received: `${found}: ${fault}`,
    fix: "see that python3 is in the PATH and that the machine lets 300 processes start",
  });
