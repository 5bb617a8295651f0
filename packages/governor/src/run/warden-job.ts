import { dirname, join } from "node:path";
import { mkdirSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { launchWarden, type PowerLevelPpm, reapLeftovers, type WardenHandle } from "../warden/index.ts";
import type { Death, Job, JobExit, JobLauncher } from "./ports.ts";

export interface WardenLaunch {
  /** Starts a warden: this program's own hidden subcommand. */
  readonly wardenCommand: readonly string[];
  /** Names the process tree; letters, digits and dashes. */
  readonly name: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Thousandths of a core that 100 % power stands for. */
  readonly allotmentMilliCores: number;
  readonly actuator: "auto" | "cgroup" | "signals";
  readonly logFile: string | null;
  readonly journals: string;
}

/** A job's output file, where it names one, and its journal: the next start finds what a crash left behind. */
export const wardenLauncher = (launch: WardenLaunch): JobLauncher => ({
  launch: async (levelPpm, ttlMs) => {
    mkdirSync(launch.journals, { recursive: true });
    if (launch.logFile !== null) mkdirSync(dirname(launch.logFile), { recursive: true });
    const { name: run, command, cwd, environment, allotmentMilliCores, actuator, logFile } = launch;
    const journalFile = join(launch.journals, `${run}.json`);
    const handle = launchWarden({
      wardenCommand: launch.wardenCommand,
      wardenEnvironment: wardenEnvironment(environment),
      leaseTtlMs: ttlMs,
      start: { run, command: [...command], cwd, environment, allotmentMilliCores, actuator, logFile, journalFile },
    });
    const job = new WardenJob(handle, launch.journals);
    await job.started(levelPpm);
    return job;
  },
});

/** A warden needs to find its tools, and nothing of the job's own settings. */
const wardenEnvironment = ({ PATH = "/usr/bin:/bin" }: Readonly<Record<string, string>>): Record<string, string> => ({
  PATH,
});

/** A process tree in the hands of a warden. */
class WardenJob implements Job {
  readonly exited: Promise<JobExit>;
  readonly #handle: WardenHandle;

  constructor(handle: WardenHandle, journals: string) {
    this.#handle = handle;
    this.exited = exitOf(handle, journals);
  }

  /** Waits for the first instruction of the job, under its first lease. Throws the warden's fault. */
  async started(levelPpm: number): Promise<void> {
    const failed = this.#handle.closed.then(({ fault }) => {
      if (fault !== null) throw startFault(fault.code, fault.message);
    });
    await Promise.race([failed, this.#handle.setLevel(levelPpm as PowerLevelPpm, START_MS_MAX).catch(() => failed)]);
  }

  async setLevel(levelPpm: number): Promise<void> {
    const gone = this.#handle.closed.then(() => {});
    await Promise.race([
      gone,
      this.#handle.setLevel(levelPpm as PowerLevelPpm).catch(async (cause: unknown) => await this.#killUnruly(cause)),
    ]);
  }

  /** A job that cannot be lowered is not left running: fail closed. */
  async #killUnruly(cause: unknown): Promise<void> {
    if (cause instanceof PlimsollError && cause.code === "WARDEN_LOST") return;
    await this.kill("its power could not be set");
    throw cause;
  }

  renew(levelPpm: number, ttlMs: number): void {
    this.#handle.renew(levelPpm as PowerLevelPpm, ttlMs);
  }

  async kill(reason: string): Promise<Death> {
    try {
      const { elapsedMs } = await this.#handle.kill(reason);
      return { confirmed: true, elapsedMs };
    } catch {
      // The warden is gone: `exited` settles only when a look at the process table has found nobody left.
      await this.exited;
      return { confirmed: true, elapsedMs: 0 };
    }
  }

  cpuMs(): number | null {
    return this.#handle.heartbeat?.cpuMs ?? null;
  }
}

/** A cold machine may take a while to start a warden and its deadman. */
const START_MS_MAX = 20_000;

async function exitOf(handle: WardenHandle, journals: string): Promise<JobExit> {
  let exit: JobExit | null = null;
  handle.onMessage((message) => {
    if (message.type === "exited") exit = { code: message.code, signal: message.signal };
  });
  const closed = await handle.closed;
  if (closed.death === null) await reapLeftovers(journals);
  return exit ?? { code: null, signal: closed.death?.cause ?? closed.fault?.code ?? "WARDEN_LOST" };
}

const startFault = (code: string, message: string): PlimsollError =>
  new PlimsollError({
    code,
    expected: "a job that starts",
    received: message,
    fix: "mend the command and run it again",
  });
