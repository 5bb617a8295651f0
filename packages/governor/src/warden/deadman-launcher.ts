import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { PlimsollError } from "@plimsoll/foundation";
import { DEADMAN_ANSWER, type DeadmanOrder } from "./deadman-orders.ts";
import { readLines } from "./line-reader.ts";

/** The warden's end of its companion. */
export interface Deadman {
  readonly pid: number;
  /** Settles when it stands watch; rejects with `DEADMAN_LOST` if it never does. */
  readonly armed: Promise<void>;
  /** Settles when it is gone, dismissed or not. */
  readonly lost: Promise<void>;
  /** Orders sent that it has not answered yet. */
  readonly unanswered: () => number;
  tell(order: DeadmanOrder): void;
}

export type LaunchDeadman = (journalFile: string) => Deadman;

/** A deadman that is stopped reads nothing; what waits in its pipe must not grow for ever. */
const QUEUE_BYTES_MAX = 8 * 1024 * 1024;

/**
 * Starts the companion in a session of its own, so that no terminal and no group signal meant for the warden reaches it.
 * Only the warden holds the writing end of its pipe: Node opens everything close-on-exec.
 */
export const launchDeadman: LaunchDeadman = (journalFile) => {
  const child = spawn(process.execPath, [...programArguments(), journalFile], {
    cwd: "/",
    detached: true,
    env: {},
    stdio: ["pipe", "pipe", "ignore"],
  });
  const { stdin, stdout } = child as { stdin: Writable; stdout: Readable };
  const lost = whenGone(child);
  let unanswered = 0;
  stdin.on("error", () => {}); // Its end is told by `lost`.
  return {
    pid: child.pid ?? 0,
    armed: whenArmed(stdout, lost, () => (unanswered = 0)),
    lost,
    unanswered: () => unanswered,
    tell: (order) => {
      unanswered += 1;
      if (stdin.writableLength < QUEUE_BYTES_MAX) stdin.write(`${JSON.stringify(order)}\n`);
    },
  };
};

/** In a checkout the program is its TypeScript source, and the packages it imports are theirs. */
function programArguments(): string[] {
  const isSource = import.meta.url.endsWith(".ts");
  const program = new URL(isSource ? "./deadman-main.ts" : "./deadman-main.js", import.meta.url);
  const conditions = isSource ? ["--conditions=@plimsoll/source"] : [];
  return ["--no-warnings", "--max-semi-space-size=1", ...conditions, fileURLToPath(program)];
}

const whenGone = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });

function whenArmed(stdout: Readable, lost: Promise<void>, onAnswer: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const answer = (line: string): void => {
      if (line === DEADMAN_ANSWER) onAnswer();
      resolve();
    };
    readLines(stdout, answer, reject, () => {});
    void lost.then(() => reject(deadmanLost("an end")));
  });
}

export const deadmanLost = (received: string): PlimsollError =>
  new PlimsollError({
    code: "DEADMAN_LOST",
    expected: "a companion that kills the job if the warden dies",
    received: `${received} of it`,
    fix: "find out who ends or stops Plimsoll's processes; a job without its deadman is not run",
  });
