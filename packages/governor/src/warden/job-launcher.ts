import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Duplex } from "node:stream";
import { PlimsollError } from "@plimsoll/foundation";
import { markerOf } from "../process-table/process-table.ts";
import type { StartMessage } from "./protocol.ts";

/** The job's root process, which has not run an instruction of the job before `open`. */
export interface GatedJob {
  readonly pid: number;
  /** Settles when the root waits at its gate; rejects with `JOB_NOT_STARTED` if it ends before. */
  readonly atGate: Promise<void>;
  /** Lets the job begin: same process, same number, now running the command. */
  open(): void;
  readonly ended: Promise<JobEnd>;
}

export interface JobEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

export type LaunchJob = (start: StartMessage, file: string) => GatedJob;

/**
 * The gate: a process that says it is ready, waits for its order, and becomes the job by `execve(2)`.
 *
 * Between `fork` and the first instruction of the job the warden must enrol the process in its cgroup and make the
 * journal durable; a job moved afterwards could have forked already. The order comes by pipe, so that no environment
 * shows in a command line. If the warden dies, the pipe ends without an order and so does this process. A caught signal
 * goes back to its default on `execve`, an ignored one, as Node leaves them, would be handed on to the job.
 */
const GATE = `
process.on("SIGPIPE", () => {}).on("SIGXFSZ", () => {});
const fs = require("node:fs");
fs.writeSync(3, "r");
const { file, command, environment } = JSON.parse(fs.readFileSync(3, "utf8"));
fs.closeSync(3);
process.execve(file, command, environment);
`;

/** Starts the gate in a session and process group of its own. */
export const launchJob: LaunchJob = (start, file) => {
  const child = spawnGate(start);
  const gate = child.stdio[3] as Duplex;
  const ended = new Promise<JobEnd>((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
  const order = { file, command: start.command, environment: { ...start.environment, PLIMSOLL_RUN: start.run } };
  return {
    pid: child.pid as number,
    atGate: reachGate(gate, ended),
    open: () => gate.end(JSON.stringify(order)),
    ended,
  };
};

function spawnGate(start: StartMessage): ChildProcess {
  const log = openLog(start.logFile);
  try {
    const child = spawn(process.execPath, ["--no-warnings", "-e", GATE], {
      cwd: start.cwd,
      detached: true,
      env: environmentOf(markerOf(start.run)),
      stdio: ["ignore", log, log, "pipe"],
    });
    child.once("error", () => {});
    if (child.pid === undefined) throw jobNotStarted(`no process in ${start.cwd}`);
    return child;
  } finally {
    if (typeof log === "number") closeSync(log);
  }
}

const environmentOf = (marker: string): Record<string, string> => {
  const [name, value] = marker.split(/=(.*)/s) as [string, string];
  return { [name]: value };
};

function openLog(logFile: string | null): number | "ignore" {
  if (logFile === null) return "ignore";
  try {
    return openSync(logFile, "a", 0o600);
  } catch (cause) {
    throw new PlimsollError({
      code: "LOG_NOT_WRITABLE",
      expected: "a log file that can be appended to",
      received: logFile,
      fix: "make its directory and allow this user to write there",
      cause,
    });
  }
}

function reachGate(gate: Duplex, ended: Promise<JobEnd>): Promise<void> {
  return new Promise((resolve, reject) => {
    gate.once("data", () => resolve());
    // A job that dies closes its end: its exit says so, the pipe need not.
    gate.on("error", () => {});
    void ended.then(() => reject(jobNotStarted("an end before the command began")));
  });
}

export const jobNotStarted = (received: string): PlimsollError =>
  new PlimsollError({
    code: "JOB_NOT_STARTED",
    expected: "a process for the job",
    received,
    fix: "check the working directory, the log file and the limits on processes and memory",
  });
