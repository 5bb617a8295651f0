import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Clock, Digest } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { dataFolder } from "../site/data-folder.ts";
import type { Site } from "../site/site.ts";
import { commandPath } from "../warden/command-path.ts";
import { reapLeftovers } from "../warden/index.ts";
import { CheckpointDirectory } from "./checkpoint-directory.ts";
import { CommandProber } from "./command-prober.ts";
import { EvidenceFolder } from "./evidence-folder.ts";
import { governRun, type RunOutcome, type RunPlan } from "./governed-run.ts";
import { keepLease } from "./lease-keeper.ts";
import type { JobLauncher, Prober, RunObserver, Timers } from "./ports.ts";
import { wardenLauncher } from "./warden-job.ts";

/** A run of real processes on this machine. */
export interface ProcessRun {
  readonly site: Site;
  readonly plan: RunPlan;
  readonly dataDirectory: string;
  /** This program, so that wardens can be started as its hidden subcommand. */
  readonly selfCommand: readonly string[];
  readonly command: readonly string[];
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly checkpoints: string;
  /** Where evidence comes from: a command that probes, or a folder that somebody else fills. */
  readonly evidence: { readonly probe: readonly string[]; readonly probeSet: Digest } | { readonly folder: string };
  readonly allotmentMilliCores: number;
  readonly actuator: "auto" | "cgroup" | "signals";
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
}

const CLOCK: Clock = systemClock;

const TIMERS: Timers = {
  every: (intervalMs, action) => {
    const timer = setInterval(action, intervalMs);
    return { stop: () => clearInterval(timer) };
  },
};

/** Governs a command: kills what an earlier controller left, then tells the whole of `governRun` with real processes. */
export async function governProcess(run: ProcessRun): Promise<RunOutcome> {
  const { site, plan, observer, signal } = run;
  const folders = dataFolder(run.dataDirectory);
  mkdirSync(folders.journals, { recursive: true });
  await nothingLeft(folders.journals);
  // Before anything is reserved: a command that cannot be started must not cost a lab its genesis.
  commandPath(run.command[0] ?? "", run.cwd, run.environment);
  return await governRun(plan, {
    site,
    checkpoints: new CheckpointDirectory(run.checkpoints, wait),
    prober: proberOf(run),
    launcher: jobLauncher(run, {
      name: plan.run,
      command: run.command,
      environment: { ...run.environment, PLIMSOLL_CHECKPOINTS: resolve(run.checkpoints) },
      logFile: resolve(folders.runs, plan.run, "output.log"),
    }),
    clock: CLOCK,
    timers: TIMERS,
    observer,
    signal,
  });
}

/**
 * Kills what earlier controllers left. A warden whose controller died keeps its job until the lease ends, and then kills
 * whoever carries the name of the run: a new job started meanwhile would be twice the compute, and die with the old one.
 */
async function nothingLeft(journals: string): Promise<void> {
  while ((await reapLeftovers(journals)).some(({ outcome }) => outcome === "guarded")) await wait(LEFTOVER_POLL_MS);
}

const LEFTOVER_POLL_MS = 100;

interface JobOfRun {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string | null;
}

const jobLauncher = (run: ProcessRun, job: JobOfRun): JobLauncher =>
  wardenLauncher({
    ...job,
    // Wardens and cgroups are found by name: two sites on one machine may have runs of the same name.
    name: `${job.name}.${randomBytes(4).toString("hex")}`,
    wardenCommand: [...run.selfCommand, "warden"],
    cwd: run.cwd,
    allotmentMilliCores: run.allotmentMilliCores,
    actuator: run.actuator,
    journals: resolve(dataFolder(run.dataDirectory).journals),
  });

function proberOf(run: ProcessRun): Prober {
  const { site, evidence, plan } = run;
  if ("folder" in evidence) {
    const isKnown = (digest: Digest) => site.state.checkpoints.get(digest)?.lineage === plan.lineage;
    return new EvidenceFolder({ directory: evidence.folder, wait, isKnown });
  }
  return new CommandProber({
    command: evidence.probe,
    probeSet: evidence.probeSet,
    transcripts: resolve(dataFolder(run.dataDirectory).runs),
    wait,
    launch: async ({ lease, command, environment }) => {
      const launcher = jobLauncher(run, {
        name: `${plan.run}-probe`,
        command,
        environment: { ...run.environment, ...environment },
        logFile: null,
      });
      const job = await launcher.launch(FULL_PPM, site.policy.leaseTtlMs);
      const keeper = keepLease({
        site,
        lease,
        levelPpm: () => FULL_PPM,
        job,
        clock: CLOCK,
        timers: TIMERS,
        observer: {},
        onFault: () => void job.kill("the ledger failed"),
      });
      void job.exited.then(() => keeper.stop());
      return job;
    },
  });
}

/** A probe may use all of its allotment in every band: it changes no weights. */
const FULL_PPM = 1_000_000;
