import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { type Clock, PlimsollError } from "@plimsoll/foundation";
import { mountedHierarchies, openActuator } from "../actuator/open-actuator.ts";
import type { PowerActuator } from "../actuator/power-actuator.ts";
import { isAlive } from "../process-table/process-record.ts";
import { markerOf, type ProcessTable, provenBy } from "../process-table/process-table.ts";
import { killUntilDead } from "../warden/kill-until-dead.ts";
import type { Timers } from "../warden/timers.ts";

export interface CanaryPorts {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly processTable: ProcessTable;
  readonly ownPid: number;
  /** Starts the roots of the canary with this marker in their environment. */
  readonly launch: (marker: string) => readonly number[];
  readonly openActuator: (run: string, sinceTicks: number, exempt: readonly number[]) => PowerActuator;
}

/** A tree that was killed to show that trees can be killed. */
export interface CanaryDeath {
  readonly processes: number;
  /** From the decision to the proof of death, ms. */
  readonly elapsedMs: number;
}

/** A second shell that refuses SIGTERM, two children, and a tree in a session of its own. */
const PROCESSES = 4;
/** Should nobody kill it, it ends by itself. */
const LIFETIME_S = 60;
/** At the end of its input, which is the end of whoever started it, it goes at once: nothing outlives a controller by that long. */
const SCRIPT = `trap "" TERM; sleep ${LIFETIME_S} & one=$!; sleep ${LIFETIME_S} & two=$!; read _; kill -9 $one $two`;

/** A machine on which this takes longer cannot promise a death within a lease. */
const CANARY_MS_MAX = 5_000;
const LOOK_INTERVAL_MS = 5;

/** What a warden would do with a job, on this machine. */
export const systemCanaryPorts = (
  ports: Omit<CanaryPorts, "launch" | "openActuator">,
  choice: "auto" | "cgroup" | "signals",
): CanaryPorts => ({
  ...ports,
  launch: launchCanary,
  openActuator: (run, sinceTicks, exempt) =>
    openActuator({
      ...ports,
      choice,
      run,
      allotmentMilliCores: 1_000,
      sinceTicks,
      exempt,
      cgroupHierarchies: mountedHierarchies(),
    }),
});

/** Starts the canary's trees; answers with the numbers of their roots. */
export function launchCanary(marker: string): readonly number[] {
  const [name = "", value = ""] = marker.split(/=(.*)/s);
  const environment = { PATH: "/usr/local/bin:/usr/bin:/bin", [name]: value };
  return [["sh", "-c", SCRIPT], ["cat"]].flatMap(([command = "", ...rest]) => {
    const stdio = ["pipe", "ignore", "ignore"] as const;
    const child = spawn(command, rest, { cwd: "/", detached: true, env: environment, stdio: [...stdio] });
    child.once("error", () => {});
    child.unref();
    // Not there where the program could not be started.
    const input = child.stdin as Socket | undefined;
    input?.once("error", () => {}).unref();
    return child.pid ?? [];
  });
}

/**
 * Starts a small tree that does not want to die, kills it by the same code as jobs, and has its death confirmed by the
 * process table. Throws `KILL_SWITCH_NOT_READY` if any of it does not come true in 5 s.
 */
export async function killCanary(ports: CanaryPorts): Promise<CanaryDeath> {
  const run = `canary-${randomBytes(6).toString("hex")}`;
  const actuator = opened(run, ports);
  try {
    const [root] = ports.launch(markerOf(run)).flatMap((pid) => ports.processTable.read(pid) ?? []);
    if (root === undefined) throw notReady("no canary: no process could be started");
    actuator.adopt(root);
    actuator.enforce(1_000_000, ports.clock.monotonicMs());
    await complete(actuator, ports);
    const elapsedMs = await dead(actuator, ports);
    assertNobody(run, ports);
    await released(actuator, ports);
    return { processes: PROCESSES, elapsedMs: Math.ceil(elapsedMs) };
  } catch (cause) {
    // Whatever was wrong, nothing of it is to be left, and least of all its cgroup while somebody dies in it.
    void killUntilDead(actuator, { ...ports, timers: endingAt(ports), onUnconfirmed: () => {} }).then(() =>
      released(actuator, ports).catch(() => {}),
    );
    throw cause instanceof PlimsollError && cause.code === "KILL_SWITCH_NOT_READY"
      ? cause
      : notReady(textOf(cause), cause);
  }
}

/** A cgroup that is not given back each minute would be one more each minute. */
async function released(actuator: PowerActuator, ports: CanaryPorts): Promise<void> {
  const untilMs = ports.clock.monotonicMs() + CANARY_MS_MAX;
  while (!actuator.release()) {
    if (ports.clock.monotonicMs() > untilMs)
      throw notReady(`a canary that is dead and leaves ${actuator.cgroupDirectories.join(", ")}`);
    await pause(ports);
  }
}

function opened(run: string, { openActuator: open, processTable, ownPid }: CanaryPorts): PowerActuator {
  try {
    return open(run, processTable.read(ownPid)?.startTime ?? 0, [ownPid]);
  } catch (cause) {
    throw notReady(textOf(cause), cause);
  }
}

async function complete(actuator: PowerActuator, ports: CanaryPorts): Promise<void> {
  const untilMs = ports.clock.monotonicMs() + CANARY_MS_MAX;
  for (;;) {
    const found = actuator.survivors().length;
    if (found >= PROCESSES) return;
    if (ports.clock.monotonicMs() > untilMs) throw notReady(`a canary of which ${found} of ${PROCESSES} are found`);
    await pause(ports);
  }
}

async function dead(actuator: PowerActuator, ports: CanaryPorts): Promise<number> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const cancel = ports.timers.after(CANARY_MS_MAX, () => reject(notReady("a canary that does not die")));
  const death = killUntilDead(actuator, { ...ports, timers: endingAt(ports), onUnconfirmed: () => {} });
  return await Promise.race([death, late]).finally(cancel);
}

/** Timers that stop calling back: a canary that cannot be killed must not keep this program for ever. */
function endingAt({ clock, timers }: CanaryPorts): Timers {
  const untilMs = clock.monotonicMs() + CANARY_MS_MAX;
  return { after: (delayMs, task) => (clock.monotonicMs() < untilMs ? timers.after(delayMs, task) : () => {}) };
}

/** By the marker alone, as somebody would look who does not know the tree. */
function assertNobody(run: string, { processTable }: CanaryPorts): void {
  const survey = processTable.survey(markerOf(run));
  const left = provenBy(
    survey,
    survey.records.filter((record) => survey.marked.has(record.pid) && isAlive(record)),
  );
  if (left.length > 0) throw notReady(`a canary that was confirmed dead and has ${left.length} processes`);
}

const pause = ({ timers }: CanaryPorts): Promise<void> =>
  new Promise((resolve) => timers.after(LOOK_INTERVAL_MS, resolve));

const textOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

export const notReady = (received: string, cause?: unknown): PlimsollError =>
  new PlimsollError({
    code: "KILL_SWITCH_NOT_READY",
    expected: "a process tree that can be started, killed and shown to be dead on this machine",
    received,
    fix: "see that processes can be started and signalled and that /proc shows them; without that nothing may run",
    cause,
  });
