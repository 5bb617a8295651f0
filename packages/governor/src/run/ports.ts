import type { Digest, PlimsollError } from "@plimsoll/foundation";
import type { Advice } from "../actuator/learning-rate/learning-rate-lever.ts";
import type { UnpaidTree } from "../node/find-unpaid-compute.ts";
import type { Dimension, Entry, PowerLevel, ProbeContext } from "@plimsoll/kernel";

/** Weights that a job has written, as they lie on disk. */
export interface FoundCheckpoint {
  readonly name: string;
  readonly path: string;
  readonly digest: Digest;
  /** What the job says of itself beside the weights; advisory but for the FLOP, which only ever tighten the cover. */
  readonly step: number | null;
  readonly trainedFlop: string | null;
  readonly meanRewardMicro: number | null;
  /** What its trainer says it has gained since the last checkpoint, in millionths: shown, and nothing is decided by it. */
  readonly gainMicro: number | null;
}

/** Where a job's checkpoints come from. */
export interface CheckpointSource {
  /** The newest weights that lay there before the job began, to train on from; null for a training from scratch. */
  newest(): FoundCheckpoint | null;
  /** The weights of a digest; null when they are not there any more. */
  find(digest: Digest): FoundCheckpoint | null;
  /** Hands out from now on only what comes after these weights; all of them for null. */
  startAfter(digest: Digest | null): void;
  /** The next checkpoint that was not handed out yet; null once the job has exited and none is left. */
  next(jobExited: Promise<unknown>): Promise<FoundCheckpoint | null>;
  /** Tells a cooperating job what became of a checkpoint. It may wait for this before it trains on. */
  announce(checkpoint: FoundCheckpoint, power: PowerLevel): void;
  /** Takes away every write permission, so that what is examined later is what was killed. */
  freeze(digest: Digest): void;
}

/** One registered window, as the prober gets it. */
export interface WindowRequest {
  readonly window: string;
  readonly dimension: Dimension;
  readonly context: ProbeContext;
  readonly trials: number;
  /** Public randomness that the probes must be drawn from. */
  readonly seed: string;
}

/** What is to be probed, under which lease. */
export interface ProbeRequest {
  readonly set: string;
  /** The evaluation lease that the probing runs under. */
  readonly lease: string;
  readonly checkpoint: FoundCheckpoint;
  readonly windows: readonly WindowRequest[];
  /** Called now and then with how many trials of the set are in. */
  readonly onProgress: (trials: number) => void;
}

/** A finished window: what was witnessed. Whatever is missing from `window.trials` is void. */
export interface WindowResult {
  readonly dimension: Dimension;
  readonly context: ProbeContext;
  readonly controlled: number;
  readonly uncontrolled: number;
  readonly void: number;
  /** Digest of the trial lines. */
  readonly transcript: Digest;
}

/** Carries out interventions on a checkpoint. MUST judge from the world, never from what the model says. */
export interface Prober {
  /** Digest of what the probes are drawn from, bound before the first trial. */
  readonly probeSet: Digest;
  /** Ends early when the signal fires: what has not come by then is void. */
  probe(request: ProbeRequest, signal: AbortSignal): AsyncIterable<WindowResult>;
}

/** How a job ended by itself. */
export interface JobExit {
  readonly code: number | null;
  readonly signal: string | null;
}

/** Whether a job was seen dead, and after how long. */
export interface Death {
  readonly confirmed: boolean;
  readonly elapsedMs: number;
}

/** A job under lease. */
export interface Job {
  readonly exited: Promise<JobExit>;
  /** Resolves when the job has reached the level, as seen from outside. */
  setLevel(levelPpm: number): Promise<void>;
  /** Prolongs the lease; without this the job dies by itself. */
  renew(levelPpm: number, ttlMs: number): void;
  /** Kills the whole process tree and brings the proof of death. */
  kill(reason: string): Promise<Death>;
  /** CPU time of the whole tree so far, ms; null where nobody measures. */
  cpuMs(): number | null;
}

/** Starts a job under a lease, or takes charge of one. */
export interface JobLauncher {
  launch(levelPpm: number, ttlMs: number): Promise<Job>;
  /**
   * Where the work runs already: stops it, takes charge of it and holds it at level 0, before anything is known of its
   * power. `launch` is not called then. Absent where work is started.
   */
  take?(ttlMs: number): Promise<Job>;
}

/** A person's order to kill this run, from outside of it. */
export interface KillOrder {
  isGiven(): boolean;
  /** The run's end is in the ledger. */
  settled(): void;
}

/** Wakes periodically; simulated worlds never do. */
export interface Timers {
  every(intervalMs: number, action: () => void): { stop(): void };
}

/** Tells a trainer that cooperates how far to scale its learning rate. Power is enforced beside it, whatever comes of it; so it never throws. */
export interface Adviser {
  follow(levelPpm: number): void;
}

/** Who looks on: a terminal, a report, a test. */
export interface RunObserver {
  entry?(entry: Entry): void;
  checkpoint?(checkpoint: FoundCheckpoint): void;
  /** A set is being probed: so many of its trials are in. */
  probing?(progress: { readonly set: string; readonly trials: number; readonly trialsTotal: number }): void;
  meter?(sample: { readonly atMs: number; readonly cpuMs: number; readonly levelPpm: number }): void;
  jobStarted?(): void;
  /** The job's lease was renewed for so long, at the level that the kernel's state gives the run. */
  renewed?(renewal: { readonly levelPpm: number; readonly ttlMs: number }): void;
  /** What the job's trainer is advised, and what it says it follows, which is its own word. Told when either changes. */
  advice?(advice: Advice): void;
  /** The trainer cannot be advised. Told once, until it can be again. */
  adviceFault?(fault: PlimsollError): void;
  /** The machine has shown once more that it can kill: when, ms since 1970, and how long the canary's death took, ms. */
  readiness?(proof: { readonly provenAtMs: number; readonly elapsedMs: number }): void;
  /** Compute that nobody pays for was found on the machine. */
  unpaid?(found: readonly UnpaidTree[]): void;
  /** A look for such compute failed: nothing is known of it. Told once, until one succeeds. */
  unpaidFault?(fault: unknown): void;
}
