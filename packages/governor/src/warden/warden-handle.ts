import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { PlimsollError } from "@plimsoll/foundation";
import type { PowerLevelPpm } from "../actuator/power-level.ts";
import { readLines } from "./line-reader.ts";
import {
  type AdoptMessage,
  type DeathReport,
  type HeartbeatMessage,
  lineOf,
  readWardenLine,
  type StartMessage,
  type WardenMessage,
} from "./protocol.ts";
import { systemTimers, type Timers } from "./timers.ts";

/** What it takes charge of: a command that it starts, or a tree that runs already. */
export type LaunchWardenOptions = WardenSettings &
  ({ readonly start: Omit<StartMessage, "type"> } | { readonly adopt: Omit<AdoptMessage, "type"> });

interface WardenSettings {
  /** Program and arguments that end up in `runWarden`, such as `[node, plimsoll.js, "warden"]`. */
  readonly wardenCommand: readonly string[];
  /** The warden's own environment, not the job's. Default: none but what Node needs. */
  readonly wardenEnvironment?: Readonly<Record<string, string>>;
  /** Lease that `setLevel` asks for before any `renew` said otherwise. Default 5 000 ms. */
  readonly leaseTtlMs?: number;
  readonly timers?: Timers;
}

/** How a warden ended. */
export interface WardenClosed {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** `null` if it ended without confirming the run's death; then its deadman kills the run. */
  readonly death: DeathReport | null;
  /** The first fault it told of, if any. */
  readonly fault: { readonly code: string; readonly message: string } | null;
}

const LEASE_TTL_MS_DEFAULT = 5_000;
const SET_LEVEL_TIMEOUT_MS_DEFAULT = 5_000;

/** A warden speaks every 500 ms, until the run is dead. */
const SILENCE_MS_MIN = 1_000;
/** Whoever was held up itself first reads what came meanwhile. */
const SECOND_LOOK_MS = 50;

/** Starts a warden in a session of its own, so that a Ctrl-C in this terminal does not reach it. */
export function launchWarden(options: LaunchWardenOptions): WardenHandle {
  const [program = "", ...programArguments] = options.wardenCommand;
  const child = spawn(program, programArguments, {
    cwd: "/",
    detached: true,
    env: { ...options.wardenEnvironment },
    stdio: ["pipe", "pipe", "inherit"],
  });
  return new WardenHandle(child, options);
}

/**
 * The controller's end of a warden. It never renews by itself: every lease is the controller's own decision. A warden that
 * says nothing for the length of a lease is killed, so that whoever waits for `closed` can reap what it guarded.
 */
export class WardenHandle {
  /** Settles when the warden is gone, for whatever reason; never rejects. */
  readonly closed: Promise<WardenClosed>;
  readonly #child: ChildProcess;
  readonly #stdin: Writable;
  readonly #timers: Timers;
  readonly #listeners = new Set<(message: WardenMessage) => void>();
  #heartbeat: HeartbeatMessage | null = null;
  #ttlMs: number;
  #death: DeathReport | null = null;
  #fault: WardenClosed["fault"] = null;
  #isClosed = false;
  #hasRenewed = false;
  #cancelSilence: () => void = () => {};

  constructor(child: ChildProcess, options: LaunchWardenOptions) {
    const { leaseTtlMs, timers } = options;
    this.#child = child;
    this.#stdin = child.stdin as Writable;
    this.#timers = timers ?? systemTimers;
    this.#ttlMs = leaseTtlMs ?? LEASE_TTL_MS_DEFAULT;
    this.#stdin.on("error", () => {}); // Its end is told by `closed`.
    this.closed = this.#whenClosed();
    const refuse = (cause: unknown): void => this.#refuse(cause);
    readLines(
      child.stdout as Readable,
      (line) => this.#hear(line),
      refuse,
      () => {},
    );
    this.#stdin.write(
      lineOf("start" in options ? { ...options.start, type: "start" } : { ...options.adopt, type: "adopt" }),
    );
  }

  /** The warden's process number; `undefined` if it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The last heartbeat; `null` before the first. */
  get heartbeat(): HeartbeatMessage | null {
    return this.#heartbeat;
  }

  /** Tells of every message from now on, in order. The returned function ends that. */
  onMessage(listener: (message: WardenMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Answers the latest heartbeat: the job may have `levelPpm` for `ttlMs` from when that heartbeat was sent.
   * False if there is nothing to answer: no heartbeat yet, or no warden any more.
   */
  renew(levelPpm: PowerLevelPpm, ttlMs: number): boolean {
    const isLonger = ttlMs > this.#ttlMs;
    this.#ttlMs = ttlMs;
    if (this.#heartbeat === null || this.#isClosed) return false;
    this.#stdin.write(lineOf({ type: "renewal", heartbeat: this.#heartbeat.sequence, levelPpm, ttlMs }));
    if (isLonger || !this.#hasRenewed) this.#expectWord();
    this.#hasRenewed = true;
    return true;
  }

  /**
   * Renews at `levelPpm` with the last lease time and waits until a heartbeat reports that level as achieved.
   * Rejects with `LEVEL_NOT_ACHIEVED` after `timeoutMs`, with `WARDEN_LOST` if the warden ends first. Keep renewing meanwhile.
   */
  async setLevel(levelPpm: PowerLevelPpm, timeoutMs: number = SET_LEVEL_TIMEOUT_MS_DEFAULT): Promise<void> {
    const isFirst = this.#heartbeat === null;
    const answered = this.#heartbeat?.sequence ?? 0;
    let renewed = this.renew(levelPpm, this.#ttlMs);
    await this.#until(
      (message) => {
        if (message.type !== "heartbeat") return undefined;
        if (isFirst && !renewed) renewed = this.renew(levelPpm, this.#ttlMs);
        return message.sequence > answered && message.levelPpm === levelPpm && renewed ? message : undefined;
      },
      timeoutMs,
      () => levelNotAchieved(levelPpm, this.#heartbeat?.levelPpm ?? null),
    );
  }

  /**
   * Ends the run and waits for the confirmation that nothing of it lives, however long that takes.
   * Rejects with `WARDEN_LOST` if the warden ends without one: then the deadman kills, and `reapLeftovers` confirms.
   */
  async kill(reason: string): Promise<DeathReport> {
    if (this.#death !== null) return this.#death;
    this.#stdin.write(lineOf({ type: "kill", reason }));
    return this.#until(
      (message) => (message.type === "dead" ? message : undefined),
      null,
      () => wardenLost(this.#fault?.code),
    );
  }

  #hear(line: string): void {
    const message = this.#understand(line);
    if (message === null) return;
    if (this.#hasRenewed) this.#expectWord();
    if (message.type === "heartbeat") this.#heartbeat = message;
    if (message.type === "dead") this.#death = message;
    if (message.type === "fault") this.#fault ??= { code: message.code, message: message.message };
    for (const listener of this.#listeners) listener(message);
  }

  #understand(line: string): WardenMessage | null {
    try {
      return readWardenLine(line);
    } catch (cause) {
      this.#refuse(cause);
      return null;
    }
  }

  /** A warden that talks nonsense is not answered any more; closing its input makes that final. */
  #refuse(cause: unknown): void {
    this.#fault ??= { code: "WARDEN_PROTOCOL", message: cause instanceof Error ? cause.message : String(cause) };
    this.#isClosed = true;
    this.#stdin.end();
  }

  /** After a lease time without a word its lease is over. Then it hangs and does not guard, and its deadman may be gone. */
  #expectWord(): void {
    this.#cancelSilence();
    this.#cancelSilence = this.#timers.after(Math.max(this.#ttlMs, SILENCE_MS_MIN), () => {
      this.#cancelSilence = this.#timers.after(SECOND_LOOK_MS, () => this.#child.kill("SIGKILL"));
    });
  }

  #whenClosed(): Promise<WardenClosed> {
    return new Promise((resolve) => {
      const close = (exitCode: number | null, signal: string | null): void => {
        this.#isClosed = true;
        this.#cancelSilence();
        resolve({ exitCode, signal, death: this.#death, fault: this.#fault });
      };
      // `close` comes after the last line was read, `exit` might not.
      this.#child.once("close", close);
      this.#child.once("error", (cause) => {
        this.#fault ??= { code: "WARDEN_LOST", message: cause.message };
        close(null, null);
      });
    });
  }

  #until<T>(
    pick: (message: WardenMessage) => T | undefined,
    timeoutMs: number | null,
    late: () => PlimsollError,
  ): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const stop = this.onMessage((message) => {
      const picked = pick(message);
      if (picked !== undefined) resolve(picked);
    });
    const cancel = timeoutMs === null ? () => {} : this.#timers.after(timeoutMs, () => reject(late()));
    void this.closed.then(({ fault }) => reject(wardenLost(fault?.code)));
    return promise.finally(() => {
      stop();
      cancel();
    });
  }
}

const levelNotAchieved = (wantedPpm: number, heldPpm: number | null): PlimsollError =>
  new PlimsollError({
    code: "LEVEL_NOT_ACHIEVED",
    expected: `a heartbeat at ${wantedPpm} ppm in time`,
    received: heldPpm === null ? "no heartbeat" : `${heldPpm} ppm`,
    fix: "kill the run if it was to be lowered; it runs on no longer than its lease",
  });

const wardenLost = (faultCode: string | undefined): PlimsollError =>
  new PlimsollError({
    code: "WARDEN_LOST",
    expected: "a warden",
    received: faultCode === undefined ? "its end" : `its end after ${faultCode}`,
    fix: "its deadman kills the run; reapLeftovers confirms that nothing of it lives",
  });
