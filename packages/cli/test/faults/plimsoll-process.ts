import { type ChildProcess, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { eventually } from "./eventually.ts";

const PROGRAM = fileURLToPath(new URL("../../bin/plimsoll.js", import.meta.url));

export type JsonLine = Readonly<Record<string, unknown>> & { readonly type: string };

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** The product as a user starts it, in a process group of its own, as a shell's job is. */
export class PlimsollProcess implements AsyncDisposable {
  readonly pid: number;
  readonly isForJson: boolean;
  readonly ended: Promise<Ended>;
  stdout = "";
  stderr = "";
  end: Ended | null = null;
  readonly #child: ChildProcess;

  constructor(args: readonly string[], { cwd = "/", environment = {} }: StartOptions = {}) {
    const env = { ...process.env, NODE_OPTIONS: "", ...environment };
    this.#child = spawn(process.execPath, [PROGRAM, ...args], {
      cwd,
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.pid = this.#child.pid ?? 0;
    // What stands behind `--` is the job's.
    this.isForJson = args.join(" ").split(" -- ")[0]?.split(" ").includes("--json") === true;
    (this.#child.stdout as Readable).setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    (this.#child.stderr as Readable).setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    // `exit`, not `close`: a warden inherits standard error and lives on when its controller is killed.
    this.ended = new Promise((resolve) => {
      this.#child.once("exit", (code, signal) => resolve((this.end = { code, signal })));
    });
  }

  /** Whole JSON lines on standard output so far. */
  lines(): JsonLine[] {
    const whole = this.stdout.split("\n").slice(0, -1);
    return whole.filter((line) => line.startsWith("{")).map((line) => JSON.parse(line) as JsonLine);
  }

  line(type: string): JsonLine | undefined {
    return this.lines().find((line) => line.type === type);
  }

  errorLines(): string[] {
    return this.stderr.split("\n").filter((line) => line !== "");
  }

  /** Waits until a line of this type is there, or the program has ended. */
  async reached(type: string, withinMs = 60_000): Promise<JsonLine | undefined> {
    await eventually(() => this.end !== null || this.line(type) !== undefined, withinMs, `a "${type}" line`);
    return this.line(type);
  }

  /** Waits for its end and for what it said last. */
  async finished(withinMs = 60_000): Promise<Ended> {
    await eventually(
      () => this.end !== null,
      withinMs,
      `the end of plimsoll ${this.#child.spawnargs.slice(2).join(" ")}`,
    );
    await eventually(() => this.#child.stdout?.closed === true && this.#child.stderr?.closed === true, 2_000).catch(
      () => {},
    );
    return this.end as Ended;
  }

  signal(name: NodeJS.Signals): void {
    if (this.end === null) process.kill(this.pid, name);
  }

  /** As a terminal does at Ctrl-C: everybody in the foreground process group. */
  signalGroup(name: NodeJS.Signals): void {
    if (this.end === null) process.kill(-this.pid, name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGKILL");
    await this.ended;
  }
}

/** Runs one command to its end. */
export async function plimsoll(args: readonly string[], options: StartOptions = {}): Promise<PlimsollProcess> {
  const started = new PlimsollProcess(args, options);
  await started.finished();
  return started;
}
