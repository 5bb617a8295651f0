import { dirname, join } from "node:path";
import { mkdirSync } from "node:fs";
import { PlimsollError } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import {
  launchWarden,
  type PowerLevelPpm,
  reapLeftovers,
  strikeNamed,
  systemReapPorts,
  type WardenHandle,
} from "../warden/index.ts";
import type { ProcessIdentity } from "../process-table/process-record.ts";
import type { JobReading } from "../node/job-reading.ts";
import type { Death, Job, JobExit, JobLauncher } from "./ports.ts";
import { fileNameOf } from "../site/data-layout.ts";

export interface WardenLaunch extends WardenCharge {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly logFile: string | null;
}

/** Work that runs already: its root, and those of its tree that had stopped themselves before it was held. */
export interface WardenAdoption extends WardenCharge {
  readonly root: ProcessIdentity;
  readonly selfStopped: readonly ProcessIdentity[];
}

interface WardenCharge {
  /** Starts a warden: this program's own hidden subcommand. */
  readonly wardenCommand: readonly string[];
  /** Names the process tree; letters, digits and dashes. */
  readonly name: string;
  /** The job's, of which a warden gets no more than its `PATH`. */
  readonly environment: Readonly<Record<string, string>>;
  /** Thousandths of a core that 100 % power stands for. */
  readonly allotmentMilliCores: number;
  readonly actuator: "auto" | "cgroup" | "signals";
  readonly journals: string;
  /** Throws `KILL_SWITCH_NOT_READY`: then nothing starts, and nothing is renewed. */
  readonly assertReady: () => void;
  /** Is told of the job while it is there. */
  readonly register: (name: string, job: () => JobReading) => { stop(): void };
}

/** A job's output file, where it names one, and its journal: the next start finds what a crash left behind. */
export const wardenLauncher = (launch: WardenLaunch): JobLauncher => ({
  launch: async (levelPpm, ttlMs) => {
    launch.assertReady();
    mkdirSync(launch.journals, { recursive: true });
    if (launch.logFile !== null) mkdirSync(dirname(launch.logFile), { recursive: true });
    const { command, cwd, environment, logFile } = launch;
    const start = { ...chargeOf(launch), command: [...command], cwd, environment, logFile };
    const job = new WardenJob(launchWarden({ ...settingsOf(launch, ttlMs), start }), { ...launch, known: [] });
    await job.started(levelPpm);
    return job;
  },
});

/** Takes charge of what runs already, and holds it at level 0 until `setLevel` says otherwise. */
export async function adoptUnderWarden(adoption: WardenAdoption, ttlMs: number): Promise<Job> {
  adoption.assertReady();
  mkdirSync(adoption.journals, { recursive: true });
  const { root, selfStopped } = adoption;
  const adopt = { ...chargeOf(adoption), root, selfStopped: [...selfStopped] };
  const job = new WardenJob(launchWarden({ ...settingsOf(adoption, ttlMs), adopt }), { ...adoption, known: [root] });
  await job.started(0);
  return job;
}

const chargeOf = ({ name: run, allotmentMilliCores, actuator, journals }: WardenCharge) => ({
  run,
  allotmentMilliCores,
  actuator,
  journalFile: join(journals, `${fileNameOf(run)}.json`),
});

const settingsOf = ({ wardenCommand, environment }: WardenCharge, leaseTtlMs: number) => ({
  wardenCommand,
  wardenEnvironment: wardenEnvironment(environment),
  leaseTtlMs,
});

/** A warden needs to find its tools, and nothing of the job's own settings. */
const wardenEnvironment = ({ PATH = "/usr/bin:/bin" }: Readonly<Record<string, string>>): Record<string, string> => ({
  PATH,
});

interface KnownCharge extends WardenCharge {
  /** Processes of the tree from before its warden. */
  readonly known: readonly ProcessIdentity[];
}

/** A process tree in the hands of a warden. */
class WardenJob implements Job {
  readonly exited: Promise<JobExit>;
  readonly #handle: WardenHandle;
  readonly #charge: KnownCharge;

  constructor(handle: WardenHandle, charge: KnownCharge) {
    this.#handle = handle;
    this.#charge = charge;
    this.exited = exitOf(handle, charge);
    const entry = charge.register(charge.name, () => this.#reading());
    const stop = (): void => entry.stop();
    // A fault in looking after it is told to whoever waits for the exit.
    void this.exited.then(stop, stop);
  }

  /** Waits for the first instruction of the job, under its first lease. Throws the warden's fault. */
  async started(levelPpm: number): Promise<void> {
    const failed = this.#handle.closed.then(({ fault }) => {
      if (fault !== null) throw startFault(fault.code, fault.message);
    });
    await Promise.race([failed, this.#handle.setLevel(levelPpm as PowerLevelPpm, START_MS_MAX).catch(() => failed)]);
  }

  /** Above 0 it renews the lease, so that it throws and is left undone where `renew` is. */
  async setLevel(levelPpm: number): Promise<void> {
    if (levelPpm > 0 && !this.#mayRenew()) return;
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

  /** Throws `KILL_SWITCH_NOT_READY`. A warden that says so of itself is not answered, and its lease runs out. */
  renew(levelPpm: number, ttlMs: number): void {
    if (this.#mayRenew()) this.#handle.renew(levelPpm as PowerLevelPpm, ttlMs);
  }

  #mayRenew(): boolean {
    this.#charge.assertReady();
    return this.#handle.heartbeat?.readyToKill !== false;
  }

  async kill(reason: string): Promise<Death> {
    const begunAtMs = systemClock.monotonicMs();
    try {
      const { elapsedMs } = await this.#handle.kill(reason);
      return { confirmed: true, elapsedMs };
    } catch {
      // The warden is gone: `exited` settles only when a look at the process table has found nobody left.
      await this.exited;
      return { confirmed: true, elapsedMs: Math.ceil(systemClock.monotonicMs() - begunAtMs) };
    }
  }

  cpuMs(): number | null {
    return this.#handle.heartbeat?.cpuMs ?? null;
  }

  #reading(): JobReading {
    const { levelPpm = null, processes = 0, cpuMs = 0 } = this.#handle.heartbeat ?? {};
    return { levelPpm, processes, cpuMs };
  }
}

/** A cold machine may take a while to start a warden and its deadman. */
const START_MS_MAX = 20_000;

async function exitOf(handle: WardenHandle, { journals, name, known }: KnownCharge): Promise<JobExit> {
  let exit: JobExit | null = null;
  let taken: readonly ProcessIdentity[] = [];
  handle.onMessage((message) => {
    // What no warden took charge of stays stopped (G-34): it is not ours to kill.
    if (message.type === "adopted") taken = known;
    if (message.type === "exited") exit = { code: message.code, signal: message.signal };
  });
  const closed = await handle.closed;
  if (closed.death === null) {
    try {
      await reapLeftovers(journals);
    } finally {
      // The journal may have been taken away, or spoilt: no death is said of the living.
      await strikeNamed(name, taken, systemReapPorts());
    }
  }
  return exit ?? { code: null, signal: closed.death?.cause ?? closed.fault?.code ?? "WARDEN_LOST" };
}

const startFault = (code: string, message: string): PlimsollError =>
  new PlimsollError({
    code,
    expected: "a job that starts",
    received: message,
    fix: "mend the command and run it again",
  });
