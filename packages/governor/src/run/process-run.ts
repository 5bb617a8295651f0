import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Clock, Digest } from "@plimsoll/foundation";
import { systemClock } from "@plimsoll/foundation/node";
import { ADVICE_FILE, LearningRateLever } from "../actuator/learning-rate/learning-rate-lever.ts";
import { jobOutputFile } from "../site/data-folder.ts";
import { runFolder } from "../site/data-layout.ts";
import type { ImmutableFlag } from "../freeze/immutable-flag.ts";
import type { ModelSigningKey } from "../freeze/model-signature/signing-key.ts";
import { siteModelKey } from "../freeze/site-model-key.ts";
import type { Site } from "../site/site.ts";
import { commandPath } from "../warden/command-path.ts";
import { type AdoptionPorts, adoptableRoot, maySignal, sameAsBefore } from "../node/adoptable.ts";
import { killCanary, systemCanaryPorts } from "../node/canary.ts";
import { claimRun } from "../node/controller-claim.ts";
import type { UnpaidTree } from "../node/find-unpaid-compute.ts";
import { GovernorNode } from "../node/governor-node.ts";
import type { JobReading } from "../node/job-reading.ts";
import { isOfRun, journalsFolder, journalsIn, treeName, type TreePurpose } from "../node/node-folder.ts";
import { watchUnpaid } from "../node/watch-unpaid.ts";
import { processFacts } from "../process-table/process-facts.ts";
import { identityKey, type ProcessRecord } from "../process-table/process-record.ts";
import { procFilesystem } from "../process-table/proc-filesystem.ts";
import { holdTree } from "../warden/hold-tree.ts";
import { type Leftover, reapLeftovers } from "../warden/reap-leftovers.ts";
import { systemTimers } from "../warden/timers.ts";
import { CheckpointDirectory, notesFolder } from "./checkpoint-directory.ts";
import { CommandProber } from "./command-prober.ts";
import { EvidenceFolder } from "./evidence-folder.ts";
import { governRun, type RunOutcome, type RunPlan } from "./governed-run.ts";
import { keepLease } from "./lease-keeper.ts";
import type { JobLauncher, Prober, RunObserver, Timers } from "./ports.ts";
import { observers } from "./observers.ts";
import { TrainerAdviser } from "./trainer-adviser.ts";
import { jobStandingKeeper } from "./job-standing.ts";
import { trainerWordKeeper } from "./trainer-word.ts";
import { adoptUnderWarden, wardenLauncher } from "./warden-job.ts";

/** A run of real processes on this machine: what it is, besides where its job comes from. */
export interface GovernedWork {
  readonly site: Site;
  readonly plan: RunPlan;
  readonly dataDirectory: string;
  /** This program, so that wardens can be started as its hidden subcommand. */
  readonly selfCommand: readonly string[];
  /** How killed weights are locked besides their modes. */
  readonly immutable: ImmutableFlag;
  /** Where probes run. */
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

/** A program that is to run under a lease. */
export interface ProcessRun extends GovernedWork {
  /** Program and arguments of the job. */
  readonly command: readonly string[];
}

/** Work that runs already. */
export interface AdoptedRun extends GovernedWork {
  readonly pid: number;
  /** Of the process that was looked at, in clock ticks since boot: the number may be another's by now. Null to take whoever has it. */
  readonly startTime: number | null;
  /** Told when the tree is stopped, with how many processes it has. */
  readonly onHeld: (processes: number) => void;
  /** Told when a warden has taken charge: from here on its end is the run's end. */
  readonly onTaken: () => void;
}

const CLOCK: Clock = systemClock;

const TIMERS: Timers = {
  every: (intervalMs, action) => {
    const timer = setInterval(action, intervalMs);
    return { stop: () => clearInterval(timer) };
  },
};

/** Governs a command: kills what an earlier controller left, then tells the whole of `governRun` with real processes. */
export const governProcess = async (run: ProcessRun): Promise<RunOutcome> => await govern(run, commandLauncher);

/** Governs work that runs already, from the instant at which it is stopped. Throws `ADOPTION_REFUSED`. */
export const governAdopted = async (run: AdoptedRun): Promise<RunOutcome> => {
  const root = adoptableRoot(run.pid, adoptionPorts(run));
  sameAsBefore(root, run.startTime);
  return await govern(run, (_, node) => adoptingLauncher(run, root, node));
};

async function govern<R extends GovernedWork>(
  run: R,
  launcherOf: (run: R, node: GovernorNode) => JobLauncher,
): Promise<RunOutcome> {
  const { site, plan, observer, signal } = run;
  using _claim = claimRun(run.dataDirectory, plan.run, process.pid, procFilesystem());
  using node = nodeOf(run);
  await nothingLeft(node, plan.run);
  const killOrder = orderOf(node, plan.run);
  if (!killOrder.isGiven()) await node.arm();
  const launcher = launcherOf(run, node);
  const unpaid = watchUnpaid({ ...world(), dataDirectory: run.dataDirectory, ...unpaidTold(observer) });
  const told = observers(
    observer,
    trainerWordKeeper(run.dataDirectory, plan.run),
    jobStandingKeeper(run.dataDirectory, plan.run, { clock: CLOCK, readingOf: (name) => node.readingOf(name) }),
  );
  try {
    return await governRun(plan, {
      site,
      checkpoints: new CheckpointDirectory(run.checkpoints, wait, run.immutable, () => keyAtHand(run.dataDirectory)),
      prober: proberOf(run, node),
      launcher,
      adviser: new TrainerAdviser(new LearningRateLever(notesFolder(run.checkpoints), CLOCK), told),
      clock: CLOCK,
      timers: TIMERS,
      observer: told,
      signal,
      killOrder,
    });
  } finally {
    unpaid.stop();
  }
}

/** A key that cannot be read or made must not keep a kill from its end: the manifest says the same, and can be signed by hand. */
function keyAtHand(dataDirectory: string): ModelSigningKey | null {
  try {
    return siteModelKey(dataDirectory);
  } catch {
    return null;
  }
}

/** This machine. Throws `PLATFORM_UNSUPPORTED` where it is not Linux. */
const world = () => ({
  clock: CLOCK,
  timers: TIMERS,
  wait,
  processTable: procFilesystem(),
  facts: processFacts,
  ownPid: process.pid,
});

const nodeOf = ({ dataDirectory, actuator, observer }: GovernedWork): GovernorNode =>
  new GovernorNode(dataDirectory, {
    ...world(),
    killCanary: async () => await killCanary(systemCanaryPorts({ ...world(), timers: systemTimers }, actuator)),
    onProof: (proof) => observer.readiness?.(proof),
  });

const orderOf = ({ orders }: GovernorNode, run: string) => ({
  isGiven: () => orders.isGiven(run),
  settled: () => orders.settled(run),
});

const unpaidTold = (observer: RunObserver) => ({
  onFound: (found: readonly UnpaidTree[]) => observer.unpaid?.(found),
  // What is audited besides must not end a run.
  onFault: (fault: unknown) => observer.unpaidFault?.(fault),
});

function commandLauncher(run: ProcessRun, node: GovernorNode): JobLauncher {
  // Before anything is reserved: a command that cannot be started must not cost a lab its genesis.
  commandPath(run.command[0] ?? "", run.cwd, run.environment);
  const { plan, command, environment, checkpoints, dataDirectory } = run;
  return jobLauncher(run, node, {
    purpose: "job",
    command,
    environment: {
      ...environment,
      PLIMSOLL_CHECKPOINTS: resolve(checkpoints),
      PLIMSOLL_ADVICE: resolve(notesFolder(checkpoints), ADVICE_FILE),
    },
    logFile: resolve(jobOutputFile(dataDirectory, plan.run)),
  });
}

/**
 * Stops the tree before the run is even reserved. What the kernel then refuses stays stopped: it is not ours to kill, and
 * not paid for to run.
 */
function adoptingLauncher(run: AdoptedRun, root: ProcessRecord, node: GovernorNode): JobLauncher {
  const { members, selfStopped } = holdTree(root, run.plan.run, { ...world(), exempt: [process.pid] });
  run.onHeld(members.length);
  const adoption = {
    ...wardenCharge(run, node, "job"),
    root: { pid: root.pid, startTime: root.startTime },
    selfStopped: members
      .filter((member) => selfStopped.has(identityKey(member)))
      .map(({ pid, startTime }) => ({ pid, startTime })),
  };
  return {
    take: async (ttlMs) => {
      const job = await adoptUnderWarden(adoption, ttlMs);
      run.onTaken();
      return job;
    },
    launch: () => Promise.reject(new TypeError("expected adopted work to be taken, got a launch")),
  };
}

const adoptionPorts = ({ dataDirectory }: AdoptedRun): AdoptionPorts => ({
  ...world(),
  maySignal,
  governed: journalsIn(dataDirectory).flatMap(({ journal: { root, warden, deadman, bootId } }) =>
    bootId === procFilesystem().bootId() ? [warden, deadman, ...(root === null ? [] : [root])] : [],
  ),
});

/**
 * Kills what earlier controllers left. A warden whose controller died keeps its job until the lease ends, and then kills
 * whoever carries the name of the run: a new job started meanwhile would be twice the compute. Other runs' wardens are
 * their own controllers' business.
 */
async function nothingLeft({ dataDirectory }: GovernorNode, run: string): Promise<void> {
  const isLeft = (leftover: Leftover): boolean => leftover.outcome === "guarded" && isOfRun(leftover, run);
  while ((await reapLeftovers(journalsFolder(dataDirectory))).some(isLeft)) await wait(LEFTOVER_POLL_MS);
}

const LEFTOVER_POLL_MS = 100;

interface JobOfRun {
  readonly purpose: TreePurpose;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly logFile: string | null;
}

const jobLauncher = (run: GovernedWork, node: GovernorNode, { purpose, ...job }: JobOfRun): JobLauncher =>
  wardenLauncher({ ...wardenCharge(run, node, purpose), ...job, cwd: run.cwd });

/** Wardens and cgroups are found by name: two sites on one machine may have runs of the same name. */
const uniqueName = (run: string, purpose: TreePurpose): string =>
  treeName(run, purpose, randomBytes(4).toString("hex"));

const wardenCharge = (run: GovernedWork, node: GovernorNode, purpose: TreePurpose) => ({
  name: uniqueName(run.plan.run, purpose),
  wardenCommand: [...run.selfCommand, "warden"],
  environment: run.environment,
  allotmentMilliCores: run.allotmentMilliCores,
  actuator: run.actuator,
  journals: resolve(journalsFolder(run.dataDirectory)),
  assertReady: () => node.killSwitch.assertReady(),
  register: (job: string, reading: () => JobReading) => node.register(job, reading),
});

function proberOf(run: GovernedWork, node: GovernorNode): Prober {
  const { site, evidence, plan } = run;
  if ("folder" in evidence) {
    const isKnown = (digest: Digest) => site.state.checkpoints.get(digest)?.lineage === plan.lineage;
    return new EvidenceFolder({ directory: evidence.folder, wait, isKnown });
  }
  return new CommandProber({
    command: evidence.probe,
    probeSet: evidence.probeSet,
    transcripts: resolve(runFolder(run.dataDirectory, plan.run)),
    wait,
    launch: async ({ lease, command, environment }) => {
      const launcher = jobLauncher(run, node, {
        purpose: "probe",
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
        adviser: null,
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
