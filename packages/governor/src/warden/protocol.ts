import {
  boolean,
  err,
  identifier,
  integer,
  list,
  nullable,
  object,
  ok,
  oneOf,
  PlimsollError,
  type Result,
  type Shape,
  type Shaped,
  type ShapeFault,
  union,
} from "@plimsoll/foundation";
import type { PowerLevelPpm } from "../actuator/power-level.ts";

/** Longest line in bytes: an environment may hold 128 KiB in one variable. */
export const LINE_BYTES_MAX = 4 * 1024 * 1024;

/** A lease longer than the longest offline limit (15 min) is a mistake. */
export const LEASE_TTL_MS_MAX = 900_000;

const ARGUMENTS_MAX = 4_096;
const SURVIVORS_MAX = 10_000;
const MEMBERS_MAX = 100_000;

/** NUL ends a C string: what stands behind it would silently be cut off. */
const textThat = (expected: string, admits: (text: string) => boolean): Shape<string> => ({
  expected,
  jsonSchema: { type: "string" },
  parse: (value, path = "") =>
    typeof value === "string" && !value.includes("\0") && admits(value)
      ? ok(value)
      : err({
          path,
          expected,
          received: typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : typeof value,
        }),
});

const text = textThat("a text without NUL", () => true);
const variableName = textThat("a name without =", (value) => value !== "" && !value.includes("="));
const path = textThat("an absolute path", (value) => value.startsWith("/"));
const levelPpm: Shape<PowerLevelPpm> = oneOf(0, 200_000, 1_000_000);
const actuatorKind = oneOf("cgroup", "signals");

/** Every name to a text: what `execve(2)` takes. Names hold neither `=` nor NUL. */
const environment: Shape<Readonly<Record<string, string>>> = {
  expected: "an object of texts",
  jsonSchema: { type: "object", additionalProperties: { type: "string" } },
  parse: (value, path = "") => {
    const refused = (received: string): Result<never, ShapeFault> =>
      err({ path, expected: "an object of texts", received });
    if (typeof value !== "object" || value === null || Array.isArray(value)) return refused("no object");
    const bad = Object.entries(value).find(([name, held]) => !variableName.parse(name).ok || !text.parse(held).ok);
    return bad === undefined
      ? ok({ ...(value as Record<string, string>) })
      : refused(`an unfit ${JSON.stringify(bad[0])}`);
  },
};

const identity = object({ pid: integer(1), startTime: integer() });

const toWarden = union("type", {
  /** The first message, once. The job itself starts with the first renewal above level 0. */
  start: {
    run: identifier,
    /** Program and arguments; no shell reads them. */
    command: list(text, ARGUMENTS_MAX),
    cwd: path,
    /** The job's whole environment; `PLIMSOLL_RUN` is added. */
    environment,
    /** Thousandths of a core that 100 % stands for. */
    allotmentMilliCores: integer(10, 1_000_000),
    actuator: oneOf("auto", "cgroup", "signals"),
    /** Takes standard output and error, appended; `null` drops them. */
    logFile: nullable(path),
    journalFile: path,
  },
  /** The first message instead of `start`: takes charge of a tree that runs already and that the controller has stopped. */
  adopt: {
    run: identifier,
    root: identity,
    /** Those of the tree that had stopped themselves before: they are not resumed. */
    selfStopped: list(identity, MEMBERS_MAX),
    allotmentMilliCores: integer(10, 1_000_000),
    actuator: oneOf("auto", "cgroup", "signals"),
    journalFile: path,
  },
  /** Grants a lease of `ttlMs`, counted from when the warden sent heartbeat number `heartbeat`. */
  renewal: { heartbeat: integer(1), levelPpm, ttlMs: integer(1, LEASE_TTL_MS_MAX) },
  kill: { reason: text },
});

const fromWarden = union("type", {
  /** The job runs its first instruction now. */
  started: { pid: integer(1), startTime: integer(), processGroup: integer(1), actuator: actuatorKind },
  /** The tree is held at level 0, in the journal and guarded: it runs no instruction before its first lease. */
  adopted: { pid: integer(1), startTime: integer(), processes: integer(), actuator: actuatorKind },
  /** The level that verifiably holds, CPU time of the whole tree so far, living processes, whether the deadman answers. */
  heartbeat: { sequence: integer(1), levelPpm, cpuMs: integer(), processes: integer(), readyToKill: boolean },
  /** The job's root ended by itself; what it left behind is killed next. Both null for adopted work: nobody's child tells. */
  exited: { code: nullable(integer()), signal: nullable(text) },
  /** The last message: nothing of the run lives, by a fresh look at the process table. */
  dead: {
    processes: integer(0, 0),
    channel: oneOf("process-table"),
    cause: oneOf("lease-expired", "killed", "job-exited", "deadman-lost", "fault"),
    /** From the decision to kill to the confirmation. */
    elapsedMs: integer(),
  },
  /** Somebody still lives; said again and again until `dead`. */
  unconfirmed: { survivors: list(integer(1), SURVIVORS_MAX) },
  fault: { code: text, message: text },
});

export type ControllerMessage = Shaped<typeof toWarden>;

/** What a warden is told. */
export type WardenMessage = Shaped<typeof fromWarden>;

/** The first message to a warden: what to run and under what. */
export type StartMessage = Extract<ControllerMessage, { type: "start" }>;
export type AdoptMessage = Extract<ControllerMessage, { type: "adopt" }>;
/** What a warden is to take charge of: a command to start, or a tree that runs. */
export type ChargeMessage = StartMessage | AdoptMessage;
export type HeartbeatMessage = Extract<WardenMessage, { type: "heartbeat" }>;
export type DeathReport = Extract<WardenMessage, { type: "dead" }>;
/** Why a job was ended. */
export type DeathCause = DeathReport["cause"];

/** Reads a line from the controller. Throws `WARDEN_PROTOCOL`: a controller that cannot be understood gets no compute. */
export const readControllerLine = (line: string): ControllerMessage => readLine(line, toWarden, "controller");

/** Reads a line from the warden. Throws `WARDEN_PROTOCOL`. */
export const readWardenLine = (line: string): WardenMessage => readLine(line, fromWarden, "warden");

export const lineOf = (message: ControllerMessage | WardenMessage): string => `${JSON.stringify(message)}\n`;

function readLine<T>(line: string, shape: Shape<T>, sender: string): T {
  const parsed = shape.parse(parseJson(line));
  if (parsed.ok) return parsed.value;
  const { path, expected, received } = parsed.error;
  throw protocolFault(`${expected} at ${path === "" ? "the top" : path} of a ${sender}'s message`, received);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw protocolFault("a line of JSON", JSON.stringify(line.slice(0, 60)));
  }
}

export const protocolFault = (expected: string, received: string): PlimsollError =>
  new PlimsollError({
    code: "WARDEN_PROTOCOL",
    expected,
    received,
    fix: "let a controller and a warden of the same version talk to each other, and nothing else write to their pipes",
  });
